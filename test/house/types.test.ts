import { symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { repository, temporaryProject } from './temporary.js'

/** What core must not even name. */
const impure = [
  "import 'node:fs'",
  "import { readFileSync } from 'fs'",
  "export type A = import('node:fs').Stats",
  "import { outside } from '../../workflows/outside.js'",
  'export const a = process.env',
  "console.log('a')",
  "export const a = fetch('')",
  'export const a = performance.now()',
  'export const a = crypto.randomUUID()',
  'export const a = setTimeout(() => {}, 1)',
  "export const a = Buffer.from('')",
  'export const a = new TextDecoder()',
  "export const a = require('fs')",
  'export const a = document',
  'export const a = __dirname',
  "export const a = new URL('https://aws.amazon.com')",
]

/** The language itself: these must compile, or the refusals above would prove nothing. */
const pure = [
  'export const a = [3, 1].toSorted((a, b) => a - b)',
  "export const a = Object.hasOwn({}, 'a')",
  "export const a = new Map([['a', 1]])",
]

/** Compiles core with one file for each line, beside the real packages; gives the lines that were refused. */
function refused(lines: readonly string[]): string[] {
  const project = temporaryProject(['tsconfig.base.json', 'package.json', 'src/core/tsconfig.json'])
  symlinkSync(join(repository, 'node_modules'), join(project.path, 'node_modules'), 'junction')
  project.write({ 'src/workflows/outside.ts': 'export const outside = 1\n' })
  project.write(
    Object.fromEntries(lines.map((line, n) => [`src/core/iam/case-${n}.ts`, `${line}\nexport {}\n`])),
  )
  const tsc = 'node_modules/typescript/bin/tsc'
  const { said } = project.run(tsc, '-p', 'src/core', '--noEmit', '--pretty', 'false')
  const numbers = said.matchAll(/^src\/core\/iam\/case-(\d+)\.ts\(1,/gm)
  return [...new Set(Array.from(numbers, ([, n]) => lines[Number(n)] ?? ''))]
}

describe('the types of core', () => {
  let notCompiled: string[] = []
  beforeAll(() => {
    notCompiled = refused([...impure, ...pure])
  })

  it.each(impure)('do not know %s', (line) => {
    expect(notCompiled).toContain(line)
  })

  it.each(pure)('know %s', (line) => {
    expect(notCompiled).not.toContain(line)
  })

  it('come from a configuration that the root builds', async () => {
    const { default: root } = await import(`${repository}/tsconfig.json`, { with: { type: 'json' } })
    expect(root.references).toContainEqual({ path: 'src/core' })
  })
})
