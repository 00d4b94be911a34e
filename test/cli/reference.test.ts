import { describe, expect, it } from 'vitest'
import { suggest } from '../../src/cli/completion.js'
import { buildProgram } from '../../src/cli/program.js'
import { referenceVersion } from '../../src/core/reference/tables/services.js'
import { reference } from '../../src/workflows/reference.js'
import { runCli, testContext } from './capture.js'

const show = (...args: readonly string[]) =>
  runCli(['reference', ...args], { reference: async (subject) => reference(subject) })

describe('leastwise reference', () => {
  it('shows an action, and which reference that is from', async () => {
    const { status, stdout, stderr } = await show('SQS:sendmessage')
    expect([status, stderr]).toEqual([0, ''])
    expect(stdout.split('\n').slice(0, 3)).toEqual([
      'action      sqs:SendMessage',
      'access      Write',
      'resources   queue (required)  arn:${Partition}:sqs:${Region}:${Account}:${QueueName}',
    ])
    expect(stdout.trimEnd().split('\n').at(-1)).toBe(`reference   ${referenceVersion}`)
  })

  it('shows what no resource can narrow, dependents, other operations and notes', async () => {
    expect((await show('s3:ListAllMyBuckets')).stdout).toMatch(
      /^resources {3}\* alone: it supports no resource types$/m,
    )
    expect((await show('s3:ListAllMyBuckets')).stdout).toMatch(/^operations {2}.*\bListBuckets\b/m)
    expect((await show('ecs:RunTask')).stdout).toMatch(/^may need {4}iam:PassRole$/m)
    expect((await show('sts:GetCallerIdentity')).stdout).toMatch(/^note +no permission is needed: ./m)
  })

  it('shows a resource type with the actions that support it', async () => {
    const { stdout } = await show('sqs/queue')
    expect(stdout).toMatch(/^type +sqs:queue\narn +arn:\$\{Partition\}:sqs:/)
    expect(stdout).toMatch(/^ACTION +ACCESS +RESOURCE TYPES$/m)
    expect(stdout).toMatch(/^sqs:SendMessage +Write +queue$/m)
    expect(stdout).not.toContain('sqs:ListQueues')
  })

  it('shows an operation, its words given as events name it', async () => {
    expect((await show('s3:ListObjectsV2')).stdout).toBe(
      [
        'operation  s3:ListObjectsV2',
        'needs      s3:ListBucket (List): ListObjectsV2 is authorized as ListBucket',
        `reference  ${referenceVersion}`,
        '',
      ].join('\n'),
    )
    expect((await show('lambda.amazonaws.com', 'GetFunction20150331v2')).stdout).toContain(
      'lambda:GetFunction (Read)',
    )
    expect((await show('sts.amazonaws.com', 'GetCallerIdentity')).stdout).toMatch(
      /^needs +no permission is needed: ./m,
    )
  })

  it('shows a service, and what a wildcard stands for', async () => {
    const { stdout } = await show('sqs')
    expect(stdout).toMatch(/^service +sqs\nactions +\d+ actions: \d+ [^\n]*\d+ Write\ntypes +queue\n/)
    expect((await show('s3:Get*Acl')).stdout).toBe(
      [
        'wildcard   s3:Get*Acl',
        'actions    3',
        `reference  ${referenceVersion}`,
        '',
        'ACTION                  ACCESS  RESOURCE TYPES',
        's3:GetBucketAcl         Read    accesspoint, bucket',
        's3:GetObjectAcl         Read    accesspointobject, object',
        's3:GetObjectVersionAcl  Read    accesspointobject, object',
        '',
      ].join('\n'),
    )
  })

  it.each([
    ['s3:GetObject', 'action'],
    ['dynamodb:table', 'resource-type'],
    ['kms:ReEncrypt', 'operation'],
    ['sqs', 'service'],
    ['s3:Get*', 'wildcard'],
  ])('--json is the whole answer: %s', async (subject, kind) => {
    const { stdout } = await show(subject, '--json')
    expect(JSON.parse(stdout)).toEqual({ referenceVersion, ...reference(subject).entry })
    expect(JSON.parse(stdout)).toMatchObject({ referenceVersion, kind })
  })

  it('is an error with a hint for what is not known, and harmless', async () => {
    expect(await show('s3:GetObjekt')).toEqual({
      status: 2,
      stdout: '',
      stderr:
        'error[REFERENCE_UNKNOWN]: the reference has no action, resource type or operation `s3:GetObjekt`\nhint: did you mean `s3:GetObject` or `s3:PutObject`?\n',
    })
    expect((await show('s3:\u001b[2J')).stderr).toContain('`s3:�[2J`')
  })

  it('needs a subject', async () => {
    expect((await show()).stderr).toBe(
      'error[ARGUMENT_MISSING]: `leastwise reference` needs `<subject>`\nhint: see `leastwise reference --help`\n',
    )
  })
})

describe('completion', async () => {
  const program = await buildProgram(testContext(), () => {})

  it('offers files to the verb that reads them alone', () => {
    expect(suggest(program, ['explain-event', '']).files).toBe(true)
    expect(suggest(program, ['reference', ''])).toEqual({ suggestions: [], files: false })
    expect(suggest(program, ['reference', 's3:GetObject', '--j']).suggestions.map(([name]) => name)).toEqual([
      '--json',
    ])
    expect(suggest(program, ['e']).suggestions.map(([name]) => name)).toEqual(['explain-event'])
  })
})
