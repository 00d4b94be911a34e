import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import type { ExplainedPolicy } from '../../src/core/render/explained.js'
import { allVariables, type Variable } from '../../src/core/render/variables.js'
import { examplePolicy } from '../render/examples.js'
import { plainDocument, plainJson } from '../render/plain.js'
import { hostileNames, hostilePolicy, textIn } from '../render/policies.js'
import { media, withRecipe } from '../render/recipe-policy.js'
import { folderWithTools } from './typecheck.js'

/** What a recipe can hold and a file must not: quotes, templates and ends of comments. */
const hostileRecipe = {
  description: '*/ ${process.exit(1)} `x` "\' \\',
  tags: { "a'b`${c}": '*/ "\' \\' },
  variables: [{ ...media, name: 'class' }],
}

/** What the types must accept: real policies, with and without variables, and one of hostile names. */
const names = ['marigold-data-pipeline', 'marigold-cfn-execution']
const cases = new Map<string, { policy: ExplainedPolicy; variables: readonly Variable[] }>()
for (const name of names) {
  const policy = await examplePolicy(name)
  cases.set(name, { policy, variables: [] })
  cases.set(`${name}-variables`, { policy, variables: allVariables })
}
cases.set('recipe', { policy: withRecipe(), variables: [] })
cases.set('recipe-hostile', { policy: withRecipe(hostileRecipe), variables: [] })
cases.set('hostile', { policy: hostilePolicy(hostileNames), variables: [] })

let folder = ''
let generated = ''

beforeAll(() => {
  folder = folderWithTools()
  generated = join(folder, 'generated')
  rmSync(generated, { recursive: true, force: true })
  mkdirSync(generated)
  for (const [name, { policy, variables }] of cases) {
    for (const format of ['cdk', 'pulumi'] as const) {
      writeFileSync(join(generated, `${name}.${format}.ts`), textIn(format, policy, variables))
    }
  }
}, 300_000)

/** The compiler on all files at once: reading the types of Pulumi takes far longer than checking. */
function compile(files: readonly string[], more: readonly string[]) {
  const options = [
    '--strict',
    '--skipLibCheck',
    '--module',
    'nodenext',
    '--target',
    'es2022',
    '--types',
    'node',
  ]
  const tsc = resolve('node_modules/typescript/bin/tsc')
  return spawnSync(
    'node',
    ['--max-old-space-size=4096', tsc, '--ignoreConfig', ...options, ...more, ...files],
    {
      cwd: folder,
      encoding: 'utf8',
    },
  )
}

const filesOf = (format: string) => [...cases.keys()].map((name) => join('generated', `${name}.${format}.ts`))

describe('generated TypeScript', () => {
  it('is accepted by the types of aws-cdk-lib and @pulumi/aws', () => {
    const { stdout, status } = compile([...filesOf('cdk'), ...filesOf('pulumi')], ['--outDir', 'generated'])
    expect(stdout).toBe('')
    expect(status).toBe(0)
  })

  it('is refused by them if it is wrong, so that their word means something', () => {
    const wrong = readFileSync(join(generated, `${names[0]}.cdk.ts`), 'utf8').replace('actions:', 'action:')
    writeFileSync(join(generated, 'wrong.ts'), wrong)
    const { stdout } = compile(['generated/wrong.ts'], ['--noEmit'])
    expect(stdout).toMatch(/wrong\.ts\(\d+,\d+\): error TS/)
  })

  it('makes the CDK synthesize the policies that were generated', () => {
    const synthesized = JSON.parse(
      execFileSync('node', [writeApp()], {
        cwd: folder,
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
      }),
    ) as Readonly<Record<string, readonly unknown[]>>
    for (const [name, { policy, variables }] of cases) {
      const found = synthesized[name]!
      const written = policy.documents.flatMap(({ document }) => plainDocument(document))
      expect(found.map((one) => joined(one, policy)).flatMap(plainJson), name).toEqual(written)
      expect(JSON.stringify(found).includes('{"Ref":"AWS::AccountId"}'), name).toBe(variables.length > 0)
    }
  })
})

/** A program that puts the classes of each generated file in a stack and prints the documents of the templates. */
function writeApp(): string {
  const app = join('generated', 'app.mjs')
  writeFileSync(
    join(folder, app),
    `import { App, Stack } from 'aws-cdk-lib'
import { Template } from 'aws-cdk-lib/assertions'
const found = {}
for (const name of ${JSON.stringify([...cases.keys()])}) {
  const stack = new Stack(new App(), 'Stack')
  for (const [id, Policy] of Object.entries(await import('./' + name + '.cdk.js'))) new Policy(stack, id)
  const resources = Template.fromStack(stack).findResources('AWS::IAM::ManagedPolicy')
  found[name] = Object.values(resources).map(({ Properties }) => Properties.PolicyDocument)
}
console.log(JSON.stringify(found))
`,
  )
  return app
}

/** `Fn::Join` with pseudo parameters as the text it makes in the account and Region of the example. */
function joined(value: unknown, { report }: ExplainedPolicy): unknown {
  const values = new Map([
    ['AWS::AccountId', report.principals[0]!.arn.split(':')[4]!],
    ['AWS::Region', report.regions[0]!.region],
    ['AWS::Partition', 'aws'],
  ])
  return JSON.parse(JSON.stringify(value), (_, one: unknown) => {
    const { Ref, 'Fn::Join': join } = (one ?? {}) as { Ref?: string; 'Fn::Join'?: [string, string[]] }
    if (Ref !== undefined) return values.get(Ref)
    return join === undefined ? one : join[1].join(join[0])
  })
}
