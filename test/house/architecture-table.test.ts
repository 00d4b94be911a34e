import { describe, expect, it } from 'vitest'
import { temporaryProject } from './temporary.js'

/** The import table of the house, written down a second time: a folder, and what it may import. */
const table: Readonly<Record<string, readonly string[]>> = {
  'core/iam': [],
  'core/reference': ['core/iam'],
  'core/cloudtrail': ['core/iam'],
  'core/account': ['core/iam'],
  'core/activity': ['core/iam', 'core/reference', 'core/cloudtrail'],
  'core/policy': ['core/iam', 'core/reference', 'core/activity'],
  'core/evaluate': ['core/iam', 'core/reference'],
  'core/verify': ['core/iam', 'core/activity', 'core/account', 'core/evaluate'],
  'core/checks': ['core/iam', 'core/reference', 'core/evaluate'],
  'core/findings': ['core/iam', 'core/reference', 'core/account', 'core/activity', 'core/evaluate'],
  'core/render': ['core/iam', 'core/activity', 'core/policy', 'core/verify', 'core/checks', 'core/findings'],
  workflows: ['core', 'workflows/ports'],
  'adapters/files': ['core', 'workflows/ports'],
  'adapters/s3': ['core', 'workflows/ports'],
  kernel: [],
  cli: ['core', 'workflows', 'adapters', 'kernel', 'index'],
  server: ['core', 'workflows', 'adapters', 'kernel', 'index'],
  console: [],
}

/** What may be imported by `import type` only. */
const typesOnly: Readonly<Record<string, readonly string[]>> = {
  'adapters/files': ['kernel'],
  'adapters/s3': ['kernel'],
  console: ['server'],
}

const folders = Object.keys(table)
const kinds = ['values', 'types'] as const
type Kind = (typeof kinds)[number]

/** Every place that can be imported: one module for each folder, and the three files with a row of their own. */
const places = [...folders, 'workflows/ports', 'index', 'main']

function moduleOf(place: string): string {
  return folders.includes(place) ? `src/${place}/target.ts` : `src/${place}.ts`
}

function importPath(from: string, to: string): string {
  const up = '../'.repeat(from.split('/').length - 2)
  return `${up || './'}${to.slice('src/'.length).replace(/\.ts$/, '.js')}`
}

function mayImport(folder: string, place: string, kind: Kind): boolean {
  const allowed = [...(table[folder] ?? []), ...(kind === 'types' ? (typesOnly[folder] ?? []) : [])]
  return allowed.some((name) => place === name || place.startsWith(`${name}/`))
}

const others = (folder: string): string[] => places.filter((place) => place !== folder)

/** The text of a file that imports every place but its own. */
function importsOfAll(file: string, imported: readonly string[], kind: Kind): string {
  const lines = imported.map((place, n) => {
    const path = importPath(file, moduleOf(place))
    return kind === 'types'
      ? `import type { Target as T${n} } from '${path}'\nexport type U${n} = T${n}`
      : `import { target as t${n} } from '${path}'\nexport const u${n} = t${n}`
  })
  return `${lines.join('\n')}\n`
}

const target = 'export const target = 1\nexport interface Target { readonly a: string }\n'

/** The edges that a check reported, as `from → to`, each once, in order. */
function edges(said: string, from: RegExp): string[] {
  const lines = said.split('\n').filter((line) => line.startsWith('src/') && line.includes(' → '))
  return [...new Set(lines.filter((line) => from.test(line)))].sort()
}

const copied = ['.dependency-cruiser.mjs', 'tsconfig.base.json', 'package.json']
const architecture = 'scripts/checks/architecture.mjs'

describe('the architecture check', () => {
  it('forbids exactly the edges that the table does not allow, by value and by type', () => {
    const project = temporaryProject(copied)
    project.write(Object.fromEntries(places.map((place) => [moduleOf(place), target])))
    const pairs = folders.flatMap((folder) => kinds.map((kind) => ({ folder, kind })))
    for (const { folder, kind } of pairs) {
      const file = `src/${folder}/${kind}.ts`
      project.write({ [file]: importsOfAll(file, others(folder), kind) })
    }
    const expected = pairs.flatMap(({ folder, kind }) =>
      others(folder)
        .filter((place) => !mayImport(folder, place, kind))
        .map((place) => `src/${folder}/${kind}.ts → ${moduleOf(place)}`),
    )
    const { status, said } = project.run(architecture)
    expect(status).toBe(1)
    expect(edges(said, /\/(?:values|types)\.ts →/)).toEqual(expected.sort())
  })

  it('keeps the library away from the command line, the server, the console and the kernel', () => {
    const project = temporaryProject(copied)
    project.write(Object.fromEntries(folders.map((folder) => [moduleOf(folder), target])))
    project.write({ 'src/index.ts': importsOfAll('src/index.ts', folders, 'values') })
    const away = ['cli', 'console', 'kernel', 'server']
    expect(edges(project.run(architecture).said, /^/)).toEqual(
      away.map((folder) => `src/index.ts → src/${folder}/target.ts`),
    )
  })

  it('lets the process put command line and server together, and keeps it away from the console', () => {
    const project = temporaryProject(copied)
    project.write(Object.fromEntries(folders.map((folder) => [moduleOf(folder), target])))
    project.write({ 'src/main.ts': importsOfAll('src/main.ts', folders, 'values') })
    expect(edges(project.run(architecture).said, /^/)).toEqual(['src/main.ts → src/console/target.ts'])
  })

  it('fails when there is nothing to look at', () => {
    const project = temporaryProject(copied)
    project.write({ 'src/readme.md': 'no code here' })
    const { status, said } = project.run(architecture)
    expect(said).toContain('holds no TypeScript file')
    expect(status).toBe(1)
  })

  it('knows a file that lives in no folder of the house', () => {
    const project = temporaryProject(copied)
    const homeless = ['src/stray/file.ts', 'src/core/loose.ts', 'src/adapters/loose.ts']
    project.write(Object.fromEntries([...homeless, 'src/main.ts'].map((file) => [file, target])))
    const lines = project.run(architecture).said.split('\n')
    expect(
      lines.filter((line) => line.includes(': lies in no folder')).map((line) => line.split(':')[0]),
    ).toEqual(homeless.sort())
  })

  it('passes, and counts, when all is well', () => {
    const project = temporaryProject(copied)
    project.write({ 'src/core/iam/target.ts': target })
    project.write({ 'src/index.ts': "export { target } from './core/iam/target.js'\n" })
    expect(project.run(architecture)).toEqual({
      status: 0,
      said: 'architecture: 2 files and 1 imports keep the house\n',
    })
  })
})
