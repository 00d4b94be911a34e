import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { compare } from '../../src/workflows/compare.js'
import { runCli } from '../cli/capture.js'
import { logFile } from '../cli/logs.js'
import { folderWith } from '../files/folders.js'
import { type FakeAws, startFakeAws } from './fake-aws.js'

interface Made {
  readonly management: string
  readonly account: string
  readonly keys: {
    readonly aws_access_key_id: string
    readonly aws_secret_access_key: string
    readonly aws_session_token: string
  }
}

let aws: FakeAws
let made: Made
let folder: string

const detail = async (principal: string, ...args: string[]) => {
  const { stdout, stderr, status } = await runCli(
    [
      'compare',
      `${folder}/logs`,
      '--account-details',
      `${folder}/account.json.gz`,
      '--principal',
      principal,
      '--json',
      ...args,
    ],
    { compare },
  )
  expect([status, stderr.includes('error')]).toEqual([0, false])
  return JSON.parse(stdout).principals[0]
}

const actions = (granted: readonly { action: string }[]) => granted.map(({ action }) => action)

beforeAll(async () => {
  aws = await startFakeAws()
  made = JSON.parse(await aws.python(join(import.meta.dirname, 'make_account.py'))) as Made
  const { aws_access_key_id, aws_secret_access_key, aws_session_token } = made.keys
  const member = {
    AWS_ACCESS_KEY_ID: aws_access_key_id,
    AWS_SECRET_ACCESS_KEY: aws_secret_access_key,
    AWS_SESSION_TOKEN: aws_session_token,
  }
  const root = { AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test', ACCOUNT: made.account }
  folder = folderWith({ 'logs/a.json.gz': logFile(...records(made.account)) })
  await aws.shell(`aws iam get-account-authorization-details | gzip > '${folder}/account.json.gz'`, member)
  await aws.shell(`cd '${folder}'\n${dumpScript()}`, root)
}, 300_000)

afterAll(() => aws?.stop())

/** The script of the documentation, as a reader would run it. */
function dumpScript(): string {
  const page = readFileSync('docs/compare.md', 'utf8')
  const part = page.slice(page.indexOf('<!-- begin dump -->'), page.indexOf('<!-- end dump -->'))
  return part.slice(part.indexOf('```bash\n') + 8, part.lastIndexOf('```'))
}

function records(account: string): object[] {
  const role = {
    type: 'AssumedRole',
    principalId: 'AROAEXAMPLE:ci-1',
    arn: `arn:aws:sts::${account}:assumed-role/Deploy/ci-1`,
    accountId: account,
    sessionContext: {
      sessionIssuer: {
        type: 'Role',
        principalId: 'AROAEXAMPLE',
        arn: `arn:aws:iam::${account}:role/ci/Deploy`,
        accountId: account,
        userName: 'Deploy',
      },
    },
  }
  const user = {
    type: 'IAMUser',
    principalId: 'AIDAEXAMPLE',
    arn: `arn:aws:iam::${account}:user/team/alice`,
    accountId: account,
    userName: 'alice',
  }
  const call = (
    userIdentity: object,
    service: string,
    eventName: string,
    requestParameters: object,
    more: object = {},
  ) => ({
    ...{
      eventVersion: '1.08',
      userIdentity,
      eventTime: '2026-05-04T12:00:00Z',
      eventSource: `${service}.amazonaws.com`,
      eventName,
    },
    ...{
      awsRegion: 'us-east-1',
      requestParameters,
      responseElements: null,
      eventType: 'AwsApiCall',
      recipientAccountId: account,
    },
    ...{ eventID: `${service}-${eventName}-${JSON.stringify(requestParameters)}`, ...more },
  })
  const object = { bucketName: 'release-bucket', key: 'a.zip' }
  return [
    call(role, 's3', 'GetObject', object),
    call(role, 's3', 'PutObject', object, { errorCode: 'AccessDenied', errorMessage: 'Access Denied' }),
    call(role, 'sqs', 'GetQueueAttributes', {
      queueUrl: `https://sqs.us-east-1.amazonaws.com/${account}/orders`,
      attributeNames: ['All'],
    }),
    call(role, 'dynamodb', 'DescribeTable', { tableName: 'orders' }),
    call(user, 's3', 'GetObject', object),
    call(user, 's3', 'GetObject', { bucketName: 'other-bucket', key: 'b.zip' }),
    call(user, 'logs', 'DescribeLogStreams', { logGroupName: '/shop/alice' }),
    call({ ...user, arn: `arn:aws:iam::${account}:user/bob`, userName: 'bob' }, 'iam', 'ListUsers', {}),
  ]
}

describe('compare, on what the real AWS CLI dumps from the API of a fake AWS', () => {
  it('counts for a role what its policies allow, without the versions that are not in force', async () => {
    const deploy = await detail('Deploy')
    expect(deploy.arn).toBe(`arn:aws:iam::${made.account}:role/ci/Deploy`)
    expect(deploy.unknownPolicies).toEqual([])
    expect(actions(deploy.granted)).toEqual([
      'iam:AttachRolePolicy',
      'iam:CreateAccessKey',
      'iam:ListUsers',
      's3:GetObject',
      's3:PutObject',
      'sqs:GetQueueAttributes',
      'sqs:GetQueueUrl',
      'sqs:ListDeadLetterSourceQueues',
      'sqs:ListMessageMoveTasks',
      'sqs:ListQueueTags',
      'sqs:ListQueues',
    ])
    expect(deploy.used).toEqual(['s3:GetObject', 'sqs:GetQueueAttributes'])
    expect(deploy.creep).toBeCloseTo(9 / 11)
    expect(deploy.neverPossible).toEqual([{ action: 's3:DeleteObject', by: ['identity'] }])
    expect(deploy.usedNotGranted).toMatchObject([
      { action: 'dynamodb:DescribeTable', count: 1, decision: 'implicitDeny', layer: 'identity' },
    ])
  })

  it('lets a control policy at a unit take away, as the script of the documentation dumps it', async () => {
    const organization = JSON.parse(readFileSync(`${folder}/organization.json`, 'utf8'))
    expect(organization.ManagementAccountId).toBe(made.management)
    expect(organization.Targets).toHaveLength(3)
    const deploy = await detail('Deploy', '--scp', `${folder}/organization.json`)
    expect(deploy.neverPossible).toEqual([
      { action: 'iam:CreateAccessKey', by: ['scp'] },
      { action: 's3:DeleteObject', by: ['identity'] },
    ])
    expect(deploy.granted).toHaveLength(10)
    expect(deploy.risk.privilegeEscalation).toEqual(['iam:AttachRolePolicy'])
    expect(deploy.proposed.risk.privilegeEscalation).toEqual([])
    expect(deploy.proposed.granted).toEqual([
      'dynamodb:DescribeTable',
      's3:GetObject',
      'sqs:GetQueueAttributes',
    ])
    expect(deploy.proposed.added).toEqual(['dynamodb:DescribeTable'])
    expect(deploy.proposed.removed).toHaveLength(8)
    expect(deploy.proposed.creep).toBe(0)
  })

  it('counts for a user what its groups give', async () => {
    const alice = await detail('alice')
    expect(alice.policies).toEqual([
      { name: 'own', kind: 'inline', group: null },
      { name: `arn:aws:iam::${made.account}:policy/app`, kind: 'managed', group: null },
      { name: 'logs', kind: 'inline', group: 'readers' },
    ])
    expect(actions(alice.granted)).toEqual([
      'dynamodb:GetItem',
      'iam:AttachRolePolicy',
      'iam:CreateAccessKey',
      'iam:ListUsers',
      'logs:DescribeLogStreams',
      'logs:GetLogEvents',
      's3:DeleteObject',
      's3:GetObject',
      's3:PutObject',
    ])
    expect(alice.granted).toMatchObject(alice.granted.map(() => ({ isCertain: true })))
    expect(alice.used).toEqual(['logs:DescribeLogStreams', 's3:GetObject'])
    expect(alice.unused).toHaveLength(7)
    expect(alice.neverPossible).toEqual([])
    expect(alice.usedNotGranted).toMatchObject([
      { action: 's3:GetObject', resource: 'arn:aws:s3:::other-bucket/b.zip', layer: 'identity' },
    ])
  })

  it('keeps a role within its boundary', async () => {
    const bounded = await detail('Bounded')
    expect(bounded.boundary).toBe(`arn:aws:iam::${made.account}:policy/limit`)
    expect(actions(bounded.granted)).toEqual(['iam:ListUsers', 's3:DeleteObject', 's3:GetObject'])
    expect(bounded.neverPossible).toEqual([
      { action: 'iam:AttachRolePolicy', by: ['boundary'] },
      { action: 'iam:CreateAccessKey', by: ['boundary'] },
      { action: 's3:PutObject', by: ['boundary'] },
    ])
  })

  it('says which role used nothing, what is open, and what grants nothing', async () => {
    const idle = await detail('Idle')
    expect(idle.used).toEqual([])
    expect(idle.granted).toMatchObject([
      { action: 'iam:PassRole', isCertain: false, onEveryResource: true },
      { action: 'sqs:SendMessage', isCertain: true, onEveryResource: false },
    ])
    expect(idle.creep).toBe(1)
  })

  it('lists everybody, and who is not in the dump', async () => {
    const args = ['compare', `${folder}/logs`, '--account-details', `${folder}/account.json.gz`]
    const { stdout, stderr, status } = await runCli(args, { compare })
    expect(status).toBe(0)
    const names = stdout
      .split('\n')
      .slice(1, -1)
      .map((line) => line.split(' ')[0]!.split('/').at(-1))
    expect(names).toContain('Deploy')
    expect(names).toContain('alice')
    expect(names).toContain('Idle')
    expect(stderr).toContain('are not in the account details: arn:aws:iam::')
    expect(stderr).toContain('user/bob')
  })
})
