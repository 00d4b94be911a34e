import { existsSync } from 'node:fs'
import { resolve } from 'node:path'

const candidate = resolve(import.meta.dirname, '../..', process.env.LEASTWISE_SHARED || '../shared')

/**
 * The folder with real logs and facts that lies beside some checkouts and is no part of the project: the one that
 * the environment variable `LEASTWISE_SHARED` names, by default `../shared`. `undefined` where there is none: then
 * tests skip.
 */
export const sharedFolder: string | undefined = existsSync(candidate) ? candidate : undefined

/** Vitest calls this once for a run that has tests in test/shared. */
export default function announce(): void {
  if (sharedFolder === undefined)
    process.stdout.write(`test/shared: skipped, because ${candidate} does not exist\n`)
}
