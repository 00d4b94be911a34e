import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { expect } from 'vitest'

/** Where the files are that a person opens to see what the product writes. */
export const GOLDEN = join(import.meta.dirname, '../golden')

/**
 * Compares a text with a file. If they differ, the text is left beside the file, with `-changed` at the end of its name,
 * and the test fails. To update is to write the file instead: `UPDATE_GOLDEN=1` in the environment.
 */
export function expectGolden(file: string, text: string, update = process.env.UPDATE_GOLDEN === '1'): void {
  if (update) writeFileSync(file, text)
  const same = existsSync(file) && readFileSync(file, 'utf8') === text
  if (same) rmSync(`${file}-changed`, { force: true })
  else writeFileSync(`${file}-changed`, text)
  const name = basename(file)
  expect(same, `compare ${name} with ${name}-changed; UPDATE_GOLDEN=1 accepts the change`).toBe(true)
}
