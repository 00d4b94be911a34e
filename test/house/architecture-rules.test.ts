import { pathToFileURL } from 'node:url'
import { beforeAll, describe, expect, it } from 'vitest'
import { repository, temporaryProject } from './temporary.js'

/** A file below `src/`, what is in it, and the rules it must break: none, if the last part is missing. */
const files: readonly (readonly [file: string, text: string, ...rules: string[]])[] = [
  // Every way to write an import must be seen, or the edge could be crossed by the one that is not.
  ['core/policy/value.ts', value('../evaluate/target.js'), 'policy-never-sees-evaluate'],
  ['core/policy/type.ts', type('../evaluate/target.js'), 'policy-never-sees-evaluate'],
  [
    'core/policy/inline.ts',
    `import { type T } from '../evaluate/target.js'\nexport type A = T`,
    'policy-never-sees-evaluate',
  ],
  [
    'core/policy/effect.ts',
    `import '../evaluate/target.js'\nexport const a = 1`,
    'policy-never-sees-evaluate',
  ],
  ['core/policy/again.ts', `export { t } from '../evaluate/target.js'`, 'policy-never-sees-evaluate'],
  ['core/policy/all.ts', `export * from '../evaluate/target.js'`, 'policy-never-sees-evaluate'],
  [
    'core/policy/againtype.ts',
    `export type { T } from '../evaluate/target.js'`,
    'policy-never-sees-evaluate',
  ],
  [
    'core/policy/dynamic.ts',
    `export const a = () => import('../evaluate/target.js')`,
    'policy-never-sees-evaluate',
  ],
  [
    'core/policy/written.ts',
    `export type A = import('../evaluate/target.js').T`,
    'policy-never-sees-evaluate',
  ],
  ['core/evaluate/type.ts', type('../policy/target.js'), 'evaluate-never-sees-policy'],
  ['adapters/files/other.ts', value('../s3/target.js'), 'adapters-never-see-one-another'],
  ['adapters/files/kernel.ts', value('../../kernel/target.js'), 'adapters-types-only'],
  ['adapters/files/kerneltype.ts', type('../../kernel/target.js')],
  ['console/server.ts', value('../server/target.js'), 'console-types-only'],
  ['console/servertype.ts', type('../server/target.js')],
  ['cli/server.ts', value('../server/target.js'), 'cli-never-sees-server'],
  ['server/cli.ts', value('../cli/target.js'), 'server-never-sees-cli'],
  ['core/iam/builtin.ts', value('node:fs'), 'pure-no-node-built-ins'],
  ['core/iam/oldbuiltin.ts', value('fs'), 'pure-no-node-built-ins'],
  ['core/iam/builtintype.ts', type('node:fs'), 'pure-no-node-built-ins'],
  ['workflows/builtin.ts', value('node:path'), 'pure-no-node-built-ins'],
  ['kernel/builtin.ts', value('node:zlib'), 'pure-no-node-built-ins'],
  ['adapters/files/builtin.ts', value('node:fs/promises')],
  ['core/render/zod.ts', value('zod'), 'pure-no-npm'],
  ['core/render/commander.ts', type('commander'), 'pure-no-npm'],
  ['workflows/zod.ts', value('zod'), 'pure-no-npm'],
  ['cli/commander.ts', value('commander')],
  ['cli/vitest.ts', value('vitest'), 'no-development-dependencies'],
  ['cli/undeclared.ts', value('undeclared'), 'no-development-dependencies'],
  ['cli/agpl.ts', value('oracle-agpl'), 'no-development-dependencies', 'no-gpl'],
  ['cli/lgpl.ts', type('oracle-lgpl'), 'no-development-dependencies', 'no-gpl'],
  ['cli/fixture.ts', value('../../test/fixture.js'), 'src-stays-in-src'],
  ['cli/nowhere.ts', value('./nowhere-at-all.js'), 'resolvable'],
  // A cycle is reported once, from where it is first entered.
  ['core/iam/cycle-a.ts', `import { t } from './cycle-b.js'\nexport const a = () => t`, 'no-cycles'],
  ['core/iam/cycle-b.ts', `import { a } from './cycle-a.js'\nexport const t = () => a`],
  [
    'core/iam/typecycle-a.ts',
    `import type { B } from './typecycle-b.js'\nexport interface A { b: B }`,
    'no-cycles',
  ],
  ['core/iam/typecycle-b.ts', `import type { A } from './typecycle-a.js'\nexport interface B { a: A }`],
  ['core/iam/orphan.ts', 'export const alone = 1', 'no-orphans'],
]

function value(path: string): string {
  return `import { t } from '${path}'\nexport const a = t`
}

function type(path: string): string {
  return `import type { T } from '${path}'\nexport type A = T`
}

const targets = ['core/evaluate', 'core/policy', 'adapters/s3', 'kernel', 'server', 'cli']
const packages = [
  ['zod', 'MIT'],
  ['commander', 'MIT'],
  ['vitest', 'MIT'],
  ['undeclared', 'MIT'],
  ['oracle-agpl', 'AGPL-3.0-or-later'],
  ['oracle-lgpl', 'LGPL-3.0'],
] as const

/** One edge for each row that must be reported with the row's own rule. */
const rows: Readonly<Record<string, string>> = {
  iam: 'core/iam',
  reference: 'core/reference',
  cloudtrail: 'core/cloudtrail',
  account: 'core/account',
  activity: 'core/activity',
  policy: 'core/policy',
  evaluate: 'core/evaluate',
  verify: 'core/verify',
  checks: 'core/checks',
  findings: 'core/findings',
  render: 'core/render',
  workflows: 'workflows',
  adapters: 'adapters/files',
  kernel: 'kernel',
  cli: 'cli',
  server: 'server',
  console: 'console',
}

function brokenHouse(): ReturnType<typeof temporaryProject> {
  const project = temporaryProject(['.dependency-cruiser.mjs', 'tsconfig.base.json'])
  const dependencies = { zod: '1.0.0', commander: '1.0.0' }
  project.write({ 'package.json': JSON.stringify({ dependencies, devDependencies: { vitest: '1.0.0' } }) })
  for (const [name, license] of packages) {
    const manifest = JSON.stringify({ name, version: '1.0.0', license, main: 'index.js' })
    project.write({ [`node_modules/${name}/package.json`]: manifest, [`node_modules/${name}/index.js`]: '' })
  }
  project.write(
    Object.fromEntries(targets.map((folder) => [`src/${folder}/target.ts`, 'export const t = 1\n'])),
  )
  project.write({
    'src/console/target.ts': 'export const t = 1\n',
    'test/fixture.ts': 'export const t = 1\n',
  })
  project.write(Object.fromEntries(files.map(([file, text]) => [`src/${file}`, `${text}\n`])))
  for (const folder of Object.values(rows).filter((folder) => folder !== 'console'))
    project.write({
      [`src/${folder}/row.ts`]: value(`${'../'.repeat(folder.split('/').length)}console/target.js`),
    })
  project.write({ 'src/console/row.ts': value('../cli/target.js') })
  project.write({ 'src/index.ts': value('./console/target.js') })
  project.write({ 'src/main.ts': value('./console/target.js') })
  return project
}

/** The rules that a file breaks, in order: the line after each `file → other` begins with the rule's name. */
function rulesBrokenBy(file: string, said: string): string[] {
  const lines = said.split('\n')
  const rules = lines.map((line, n) =>
    line === file || line.startsWith(`${file} →`) ? lines[n + 1]?.trim().split(':')[0] : undefined,
  )
  return rules.filter((rule) => rule !== undefined).sort()
}

describe('each rule of the house', () => {
  let said = ''
  beforeAll(() => {
    said = brokenHouse().run('scripts/checks/architecture.mjs').said
  })

  it.each(files)('src/%s', (file, _text, ...rules) => {
    expect(rulesBrokenBy(`src/${file}`, said)).toEqual(rules.sort())
  })

  it.each(Object.entries(rows))('the row of %s', (name, folder) => {
    expect(rulesBrokenBy(`src/${folder}/row.ts`, said)).toEqual([`${name}-row`])
  })

  it('was broken at least once here, and said why and what to do', async () => {
    const { default: configuration } = await import(
      pathToFileURL(`${repository}/.dependency-cruiser.mjs`).href
    )
    const rules: readonly { readonly name: string; readonly comment: string }[] = configuration.forbidden
    const silent = rules.filter(({ name, comment }) => !said.includes(`    ${name}: ${comment}\n`))
    expect(silent.map(({ name }) => name)).toEqual([])
    expect(rules.length).toBeGreaterThan(Object.keys(rows).length)
  })
})
