import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { openKernelFiles } from '../../src/adapters/fold-workers/kernel-files.js'
import type { Principal } from '../../src/core/cloudtrail/principal.js'
import { allActivity } from '../../src/workflows/activity-query.js'
import { activityText } from './activity-text.js'
import { type BothOptions, foldBoth, testKernel } from './fold-both.js'

const account = '111122223333'

/** A session of a role; `more` beside what every session has. */
function sessionOf(session: string, key: number, more: Record<string, unknown> = {}): string {
  const created = new Date(Date.UTC(2026, 4, 1, 10, key)).toISOString().replace('.000Z', 'Z')
  return JSON.stringify({
    type: 'AssumedRole',
    principalId: `AROAEXAMPLEEXAMPLE000:${session}`,
    arn: `arn:aws:sts::${account}:assumed-role/app/${session}`,
    accountId: account,
    accessKeyId: `ASIAEXAMPLE${String(key).padStart(9, '0')}`,
    sessionContext: {
      sessionIssuer: {
        type: 'Role',
        principalId: 'AROAEXAMPLEEXAMPLE000',
        arn: `arn:aws:iam::${account}:role/service/app`,
        accountId: account,
        userName: 'app',
      },
      attributes: { creationDate: created, mfaAuthenticated: 'false' },
    },
    ...more,
  })
}

const lambda = 'Boto3/1.34 exec-env/AWS_Lambda_python3.12'
const task = '0123456789abcdef0123456789abcdef'

/** Identities that differ late, early, in what is cut of them, or that no kernel should keep. */
const identities: readonly string[] = [
  ...['orders', 'orders', 'i-0123456789abcdef0', task, 'ann@example.com', 'AWSCloudFormation'].map(
    (name, at) => sessionOf(name, at),
  ),
  ...[10, 11, 12, 13, 14, 15].map((key) => sessionOf('orders', key)),
  sessionOf('no arn', 1, { arn: undefined }),
  sessionOf('orders', 2, { arn: `arn:aws:sts::${account}:assumed-role/other/x` }),
  sessionOf('orders', 3, { sessionContext: { attributes: { creationDate: '2026-05-01T10:00:30Z' } } }),
  sessionOf('orders', 4, { sessionContext: { attributes: { creationDate: 'soon' } } }),
  sessionOf('or\u00e9"ders', 5),
  sessionOf('orders', 6).replace('"accountId"', '"acc\\u006funtId"'),
  sessionOf('orders', 7).replace('{"type"', '{"type":"Root","type"'),
  sessionOf('orders', 7).replace('"creationDate"', '"creationDate":"2020-01-01T00:00:00Z","creationDate"'),
  sessionOf('orders', 8, { note: 'x'.repeat(3000) }),
  `{"type":"IAMUser","ar\\u006e":"arn:aws:iam::${account}:user/bob","accountId":"${account}"}`,
  sessionOf('orders', 9).replace(/[:,]/g, '$& '),
  '{"type":"AWSService","invokedBy":"lambda.amazonaws.com"}',
  '{"type":"AWSService","invokedBy":"ec2.amazonaws.com"}',
  `{"type":"IAMUser","principalId":"AIDAEXAMPLE","arn":"arn:aws:iam::${account}:user/ann","userName":"ann"}`,
  `{"type":"Root","principalId":"${account}","arn":"arn:aws:iam::${account}:root","accountId":"${account}"}`,
  '{}',
  'null',
  '[]',
  '"AssumedRole"',
]

const calls: readonly (readonly [source: string, name: string, request: unknown])[] = [
  ['s3.amazonaws.com', 'GetObject', { bucketName: 'logs', key: 'a/b' }],
  ['dynamodb.amazonaws.com', 'GetItem', { tableName: 'orders' }],
  ['ssm.amazonaws.com', 'GetParameter', { name: '/app/key' }],
  ['lambda.amazonaws.com', 'UpdateFunctionCode20150331v2', { functionName: 'orders' }],
  [
    'lambda.amazonaws.com',
    'PublishVersion20150331',
    { functionName: `arn:aws:lambda:eu-west-1:${account}:function:orders` },
  ],
  ['lambda.amazonaws.com', 'UpdateFunctionCodeOfTomorrow', { functionName: 'orders', other: 1 }],
  ['lambda.amazonaws.com', 'CreateFunction20150331', { other: 'x' }],
  [
    'ecs.amazonaws.com',
    'RegisterTaskDefinition',
    { taskRoleArn: `arn:aws:iam::${account}:role/service/app` },
  ],
  ['ecs.amazonaws.com', 'RegisterTaskDefinition', { taskRoleArn: 'app', family: 'x' }],
]

interface Spec {
  readonly identity: number
  readonly call: number
  readonly second: number
  readonly agent: string | undefined
  readonly error: boolean
  readonly reversed: boolean
}

const specs: fc.Arbitrary<Spec> = fc.record({
  identity: fc.nat(identities.length - 1),
  call: fc.nat(calls.length - 1),
  second: fc.oneof(fc.nat(1200), fc.nat(40_000)),
  agent: fc.constantFrom(lambda, 'aws-sdk-go/1.44', 'aws-cli/2.1', 'CWAgent/1.3', undefined),
  error: fc.nat(5).map((one) => one === 0),
  reversed: fc.boolean(),
})

function recordOf({ identity, call, second, agent, error, reversed }: Spec, number: number): string {
  const [eventSource, eventName, requestParameters] = calls[call]!
  const eventTime = new Date(Date.UTC(2026, 4, 1, 10, 0, second)).toISOString().replace('.000Z', 'Z')
  const members = {
    eventVersion: '1.08',
    userIdentity: 0,
    eventTime,
    eventSource,
    eventName,
    awsRegion: 'eu-west-1',
    userAgent: agent,
    errorCode: error ? 'AccessDenied' : undefined,
    requestParameters,
    eventID: `0a5d3c0e-6a8f-4b4e-9a59-${String(number).padStart(12, '0')}`,
    recipientAccountId: account,
  }
  const ordered = reversed ? Object.fromEntries(Object.entries(members).reverse()) : members
  return JSON.stringify(ordered).replace('"userIdentity":0', `"userIdentity":${identities[identity]!}`)
}

/** Everybody, nobody, or some. */
const whose = fc.constantFrom<((principal: Principal) => boolean) | undefined>(
  undefined,
  () => false,
  ({ type }) => type === 'role',
  ({ type }) => type === 'user' || type === 'service',
  ({ name }) => name === 'other',
)

const fileOf = (records: readonly string[]) => Buffer.from(`{"Records":[${records.join(',')}]}`)

function same(files: readonly Buffer[], options: BothOptions = {}): ReturnType<typeof foldBoth> {
  const both = foldBoth(files, options)
  expect(activityText(both.fast)).toBe(activityText(both.plain))
  expect(both.starts.fast).toEqual(both.starts.plain)
  return both
}

describe('identities that come again', () => {
  test('give what they gave when they were read, and starts what records give one by one', () => {
    let [learned, folded] = [0, 0]
    fc.assert(
      fc.property(
        fc.array(specs, { minLength: 5, maxLength: 60, size: 'max' }),
        fc.nat(2),
        whose,
        (all, where, rowsOf) => {
          const records = all.map(recordOf)
          const half = records.length >> 1
          const query = where === 1 ? { ...allActivity, session: 'or*' } : allActivity
          const { starts, events } = same([fileOf(records.slice(0, half)), gzipSync(fileOf(records))], {
            query,
            rowsOf,
            room: where === 2 ? 1 : Number.POSITIVE_INFINITY,
          })
          learned += starts.fast.filter(([, one]) => (one?.deployed.length ?? 0) > 0).length
          folded += events
        },
      ),
      { numRuns: 60 },
    )
    expect(learned).toBeGreaterThan(5)
    expect(folded).toBeGreaterThan(500)
  }, 120_000)

  test('are told once for each text', () => {
    const spec: Spec = { identity: 0, call: 0, second: 5, agent: lambda, error: false, reversed: false }
    const records = Array.from({ length: 400 }, (_, at) => recordOf({ ...spec, identity: at % 12 }, at))
    const kernel = testKernel()
    const read = openKernelFiles(kernel)
    kernel.input().set(fileOf(records))
    expect(read.read(fileOf(records).length).kind).toBe('folded')
    // The first ones of a start are kept elsewhere once another one has shown where they differ.
    const { lengths, text } = read.newIdentities()
    expect(lengths.length).toBeGreaterThanOrEqual(12)
    expect(lengths.length).toBeLessThan(16)
    expect(Buffer.from(text.subarray(0, lengths[0])).toString()).toBe(identities[0])
    expect(read.newIdentities().lengths).toHaveLength(0)
  })

  test('more of them than are kept, with more groups than there was room for, across steps', () => {
    const records = Array.from({ length: 9000 }, (_, at) => {
      const spec = {
        call: at % 3,
        second: (at % 3000) * 60 + (at % 11) * 60,
        agent: lambda,
        error: false,
        reversed: at % 7 === 0,
      }
      const text = recordOf({ ...spec, identity: 0 }, at).replace(
        identities[0]!,
        sessionOf(`f${at % 5}`, at % 3000),
      )
      return text.replace('logs', `logs-${at}`).replace('"tableName":"orders"', `"tableName":"t-${at}"`)
    })
    const { events, starts } = same([fileOf(records.slice(0, 4000)), gzipSync(fileOf(records))])
    expect(events).toBe(13_000)
    expect(starts.fast.some(([, one]) => one?.overflown === true)).toBe(true)
  }, 60_000)

  test('of whom nothing is asked for bring their presence, and no requests', () => {
    const spec: Spec = { identity: 0, call: 1, second: 5, agent: lambda, error: false, reversed: false }
    const records = Array.from({ length: 300 }, (_, at) =>
      recordOf(spec, at).replace('"tableName":"orders"', `"tableName":"t-${at}"`),
    )
    const groupsOf = (rowsOf: ((principal: Principal) => boolean) | undefined) => {
      const kernel = testKernel(allActivity, false, rowsOf)
      kernel.input().set(fileOf(records))
      kernel.read(fileOf(records).length)
      return kernel.exports.groups()
    }
    expect(groupsOf(({ name }) => name === 'app')).toBe(300)
    expect(groupsOf(({ name }) => name !== 'app')).toBe(1)
    same([fileOf(records)], { rowsOf: ({ name }) => name !== 'app' })
  })

  test('cut anywhere, the text of a file is no whole one', () => {
    const spec: Spec = { identity: 0, call: 0, second: 5, agent: lambda, error: false, reversed: false }
    const file = fileOf([recordOf(spec, 1), recordOf(spec, 2)])
    const kernel = testKernel()
    kernel.input().set(file)
    expect(kernel.read(file.length).kind).toBe('whole')
    for (let size = file.length >> 1; size < file.length; size++) {
      kernel.input().set(file)
      expect(kernel.read(size)).toEqual({ kind: 'left', reason: 'not-json' })
    }
  })
})
