import { describe, expect, it } from 'vitest'
import { type TemporaryProject, temporaryProject } from './temporary.js'

/** The rules that Biome says are broken, once each, in order. */
function rulesBroken(copy: TemporaryProject, file: string): string[] {
  const { said } = copy.run(
    'node_modules/@biomejs/biome/bin/biome',
    'ci',
    '--vcs-enabled=false',
    '--colors=off',
    file,
  )
  const found = said.matchAll(/(?:lint\/\w+\/(\w+)|^\S+ (format)) /gm)
  return [...new Set(Array.from(found, ([, rule, format]) => rule ?? format ?? ''))].sort()
}

const long = (lines: number): string =>
  `export function long(value: number): number {\n${'  value += 1\n'.repeat(lines - 1)}  return value\n}\n`

const cases: readonly (readonly [what: string, file: string, text: string, ...rules: string[]])[] = [
  ['the locale', 'src/core/iam/a.ts', "export const a = new Intl.Collator('en')\n", 'noRestrictedGlobals'],
  ['a clock', 'src/core/iam/a.ts', 'export const a = performance.now()\n', 'noRestrictedGlobals'],
  ['randomness', 'src/core/iam/a.ts', 'export const a = crypto.randomUUID()\n', 'noRestrictedGlobals'],
  ['a way around', 'src/core/iam/a.ts', 'export const a = globalThis.Intl\n', 'noRestrictedGlobals'],
  ['the locale, outside core', 'src/cli/a.ts', "export const a = new Intl.Collator('en')\n"],
  ['the console', 'src/cli/a.ts', "console.log('a')\n", 'noConsole'],
  ['the console, in a script', 'scripts/a.mjs', "console.log('a')\n"],
  ['a long function', 'src/cli/a.ts', long(42), 'noExcessiveLinesPerFunction'],
  ['a function of a fair length', 'src/cli/a.ts', long(38)],
  ['a long test', 'test/a.test.ts', long(42)],
  ['a long file', 'test/a.test.ts', 'it\n'.repeat(401), 'noExcessiveLinesPerFile'],
  ['a long table', 'src/core/reference/tables/a.ts', 'it\n'.repeat(401)],
  ['one test only', 'test/a.test.ts', "it.only('a', () => {})\n", 'noFocusedTests'],
  ['a test left out', 'test/a.test.ts', "it.skip('a', () => {})\n", 'noSkippedTests'],
  ['another format', 'src/cli/a.ts', 'export const a = "a";\n', 'format'],
]

describe('the linter', () => {
  it.each(cases)('judges %s in %s', (_what, file, text, ...rules) => {
    const copy = temporaryProject(['biome.json', '.gitignore', 'package.json'])
    copy.write({ [file]: text })
    expect(rulesBroken(copy, file)).toEqual(rules)
  })
})
