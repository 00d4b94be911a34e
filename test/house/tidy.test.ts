import { describe, expect, it } from 'vitest'
import { temporaryProject } from './temporary.js'

/** A file, what is in it, and what the check must say of it: nothing, if the last part is missing. */
const cases: readonly (readonly [file: string, content: string | Uint8Array, ...said: string[]])[] = [
  ['src/core/iam/utils.ts', 'export {}\n', 'src/core/iam/utils.ts: `utils.ts` says nothing.'],
  ['src/cli/arn-helper.ts', 'export {}\n', 'src/cli/arn-helper.ts: `arn-helper.ts` says nothing.'],
  ['src/engine/arn.ts', 'export {}\n', 'src/engine/arn.ts: `engine` says nothing.'],
  ['test/PolicyManager.ts', 'export {}\n', 'test/PolicyManager.ts: `PolicyManager.ts` says nothing.'],
  ['test/policy.manager.ts', 'export {}\n', 'test/policy.manager.ts: `policy.manager.ts` says nothing.'],
  ['src/cli/engineering.ts', 'export {}\n'],
  ['docs/latin1.txt', Uint8Array.of(0x63, 0x61, 0x66, 0xe9, 0x0a), 'docs/latin1.txt: is not UTF-8'],
  ['docs/bom.txt', '\uFEFFa\n', 'docs/bom.txt:1: begins with a byte order mark'],
  ['docs/tab.txt', 'a\n\tb\n', 'docs/tab.txt:2: has a tab.'],
  ['docs/crlf.txt', 'a\r\nb\n', 'docs/crlf.txt:1: has a carriage return'],
  ['docs/cut.txt', 'a\nb', 'docs/cut.txt: does not end with a newline'],
  ['docs/empty.txt', '', 'docs/empty.txt: is empty'],
  ['docs/good.txt', 'café\n'],
  ['examples/trail/log.json.gz', Uint8Array.of(0x1f, 0x8b, 0xff, 0x09)],
  ['src/cli/todo.ts', 'export {}\n// TODO: this\n', 'src/cli/todo.ts:2: says `TODO`.'],
  ['src/cli/fixme.ts', '// FIXME\nexport {}\n', 'src/cli/fixme.ts:1: says `FIXME`.'],
  ['test/todo.ts', '// TODO\n'],
  ['src/cli/path.ts', "const a = '/tmp/a'\nexport {}\n", 'src/cli/path.ts:1: says `/tmp/a`.'],
  ['docs/path.md', 'Look at\n/home/someone/logs\n', 'docs/path.md:2: says `/home/s`.'],
  ['docs/temporary.md', 'tar -C /tmp/logs\n'],
  ['src/cli/arn.ts', "const a = 'arn:aws:iam::111122223333:role/work/tmp/home/Runner'\nexport {}\n"],
  [
    'docs/registry.md',
    'https://registry.example.org/a\n',
    'docs/registry.md:1: says `registry.example.org`.',
  ],
  ['README.md', '# A b\n\n[a](docs/good.txt) [b](#a-b) [c](https://aws.amazon.com/x)\n'],
  ['docs/dead.md', '# A\n\n[a](gone.md)\n', 'docs/dead.md:3: the link to `gone.md` leads nowhere'],
  [
    'docs/heading.md',
    '[a](../README.md#none)\n',
    'docs/heading.md:1: the link to `../README.md#none` leads nowhere',
  ],
  [
    'docs/own.md',
    '# One\n\n## One\n\n[a](#one-1)\n[b](#one-2)\n',
    'docs/own.md:6: the link to `#one-2` leads nowhere',
  ],
  ['docs/image.md', '![a](gone.png)\n', 'docs/image.md:1: the link to `gone.png` leads nowhere'],
  [
    'docs/reference.md',
    '[a][b]\n\n[b]: gone.md\n',
    'docs/reference.md:3: the link to `gone.md` leads nowhere',
  ],
  [
    'docs/outside.md',
    '[a](../../elsewhere.md)\n',
    'docs/outside.md:1: the link to `../../elsewhere.md` leads nowhere',
  ],
  ['docs/code.md', 'a `[a](gone.md)`\n\n```md\n[a](gone.md)\n```\n'],
]

/** A line of a file in core, and whether it makes core depend on more than its arguments. */
const coreLines: readonly (readonly [line: string, impure: boolean])[] = [
  ['const a = Date.now()', true],
  ['const a = new Date()', true],
  ['const a = new Date', true],
  ['const a = Date()', true],
  ["const a = Date['now']()", true],
  ['const { now } = Date', true],
  ['const a = [1].map(Date)', true],
  ['const a = Math.random()', true],
  ["const a = Math['random']()", true],
  ['const { random } = Math', true],
  ["const a = 'a'.localeCompare('b')", true],
  ["const a = ['a'].sort((x, y) => x.localeCompare(y))", true],
  ["const a = ''['localeCompare']('b')", true],
  ["const { localeCompare } = ''", true],
  ["const a = 'a'.toLocaleLowerCase()", true],
  ['const a = (1).toLocaleString()', true],
  ['const a = new Date(0).toLocaleDateString()', true],
  ['const a = new Date(0).getHours()', true],
  ['const a = new Date(0).getTimezoneOffset()', true],
  ['const a = new Date(0).getUTCHours()', false],
  ["const a = new Date('2023-07-10T12:24:07Z').toISOString()", false],
  ["const a = Date.parse('2023-07-10T12:24:07Z') + Date.UTC(2023, 0)", false],
  ['const a = (at: Date): boolean => at instanceof Date', false],
  ['const a = { Date: 1 }.Date', false],
  ['const a = Math.max(1, 2)', false],
  ["const a = 'Date.now()' // Math.random()", false],
]

const exported: readonly (readonly [text: string, ...undocumented: string[]])[] = [
  ['export function a(): void {}', '1: `a`'],
  ['export const a = 1', '1: `a`'],
  ['export const a = 1, b = 2', '1: `a`', '1: `b`'],
  ['export interface A {}', '1: `A`'],
  ['export type A = string', '1: `A`'],
  ['export class A {}', '1: `A`'],
  ['export enum A {}', '1: `A`'],
  ['export default function () {}', '1: `default`'],
  ['// not a doc comment\nexport const a = 1', '2: `a`'],
  ['/** */\nexport const a = 1', '2: `a`'],
  ['/** Of b. */\nexport const b = 1\nexport const a = 1', '3: `a`'],
  ['/** Says what it promises. */\nexport const a = 1'],
  ['/**\n * Says what it promises.\n */\nexport async function a(): Promise<void> {}'],
  [
    '/** Both. */\nexport function a(x: 1): 1\nexport function a(x: 2): 2\nexport function a(x: 1 | 2) {\n  return x\n}',
  ],
  ["export { a } from './b.js'\nexport * from './c.js'\nexport type { D } from './d.js'"],
  ['const a = 1\nfunction b() {}\ninterface C {}'],
]

const project = temporaryProject(['.gitignore'])
project.write(Object.fromEntries(cases.map(([file, content]) => [file, content])))
project.write(
  Object.fromEntries(coreLines.map(([line], n) => [`src/core/iam/line-${n}.ts`, `${line}\nexport {}\n`])),
)
project.write({ 'src/cli/clock.ts': 'const a = Date.now()\nexport {}\n' })
project.write(Object.fromEntries(exported.map(([text], n) => [`src/cli/exported-${n}.ts`, `${text}\n`])))
project.write({ 'src/core/reference/tables/a.ts': 'export const undocumented = Date.now()\n' })
project.write({
  'node_modules/utils/index.js': '\t',
  'dist/utils.js': '\t',
  'test/undocumented.ts': 'export const a = 1\n',
})
const { status, said } = project.run('scripts/checks/tidy.mjs')
const lines = said.split('\n')
const about = (file: string): string[] => lines.filter((line) => line.startsWith(`${file}:`))

describe('the tidy check', () => {
  it.each(cases.map(([file, , ...expected]) => [file, expected] as const))('reads %s', (file, expected) => {
    expect(about(file).map((line, n) => line.slice(0, expected[n]?.length))).toEqual(expected)
  })

  it.each(coreLines.map(([line, impure], n) => [line, impure, n] as const))(
    'judges `%s` in core: %s',
    (_line, impure, n) => {
      expect(about(`src/core/iam/line-${n}.ts`).length > 0).toBe(impure)
    },
  )

  it.each(exported.map(([text, ...undocumented], n) => [text, n, undocumented] as const))(
    'reads %s',
    (_text, n, undocumented) => {
      const file = `src/cli/exported-${n}.ts`
      expect(about(file)).toEqual(
        undocumented.map((name) => `${file}:${name} is exported without a doc comment`),
      )
    },
  )

  it('leaves other folders to other rules', () => {
    for (const file of [
      'src/cli/clock.ts',
      'src/core/reference/tables/a.ts',
      'node_modules/utils/index.js',
      'dist/utils.js',
      'test/undocumented.ts',
    ])
      expect(about(file)).toEqual([])
  })

  it('fails, and counts', () => {
    expect(status).toBe(1)
    expect(lines.at(-2)).toBe(`tidy: ${lines.length - 2} problems`)
  })

  it('passes when all is well', () => {
    const tidy = temporaryProject(['.gitignore'])
    tidy.write({ 'src/core/iam/a.ts': '/** One. */\nexport const a = 1\n' })
    expect(tidy.run('scripts/checks/tidy.mjs')).toEqual({ status: 0, said: 'tidy: 2 files are tidy\n' })
  })

  it('skips what git ignores, and nothing else', () => {
    const more = temporaryProject()
    more.write({ '.gitignore': 'node_modules/\nelsewhere/\n' })
    expect(more.run('scripts/checks/tidy.mjs').said).toContain('.gitignore: `elsewhere` is not skipped')
  })
})
