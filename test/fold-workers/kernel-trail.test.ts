import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { allActivity } from '../../src/workflows/activity-query.js'
import { activityText } from './activity-text.js'
import { type BothOptions, fileAt, foldBoth, testKernel } from './fold-both.js'

const trail = fileURLToPath(new URL('../../examples/trail', import.meta.url))
const files = readdirSync(trail, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.json.gz'))
  .sort()
  .map((name) => fileAt(`${trail}/${name}`))

/** Folds in both ways, expects the same, and gives why the kernel left what it left. */
function leftOf(all: readonly Buffer[], options: BothOptions = {}): readonly string[] {
  const { plain, fast, left, starts } = foldBoth(all, options)
  expect(activityText(fast)).toBe(activityText(plain))
  expect(starts.fast).toEqual(starts.plain)
  return [...left.values()]
}

const query = (part: Partial<typeof allActivity>) => ({ query: { ...allActivity, ...part } })

describe('the example trail through the kernel gives what the plain fold gives', () => {
  test('and only the digests are left to the plain path', () => {
    const { plain, fast, left, events, starts } = foldBoth(files)
    expect(activityText(fast)).toBe(activityText(plain))
    expect(starts.fast).toEqual(starts.plain)
    expect(starts.fast.filter(([, one]) => one !== undefined).length).toBe(2)
    expect([...new Set(left.values())]).toEqual(['shape'])
    expect(left.size).toBe(3)
    expect(events).toBe(1964)
  })

  test.each<[string, BothOptions]>([
    ['by day', { byDay: true }],
    ['with room for few groups', { room: 100_000 }],
    ['in a period', query({ start: '2026-03-03T12:00:00Z', end: '2026-03-04T00:00:00Z' })],
    ['in a period without records', query({ start: '2031-01-01T00:00:00Z' })],
    ['in one Region', query({ regions: ['us-east-1'] })],
    ['of one account', query({ accounts: ['111122223333'] })],
    ['of one session', query({ session: 'i-*' })],
    ['of one user agent', query({ userAgent: '*Boto3*' })],
  ])('%s', (_, options) => {
    leftOf(files, options)
  })

  test('delivered twice', () => {
    const { plain, fast } = foldBoth([...files, ...files.slice(10, 40)])
    expect(activityText(fast)).toBe(activityText(plain))
    const again = fast.sightings.all().reduce((sum, { events, deliveries }) => sum + deliveries - events, 0)
    expect(again).toBeGreaterThan(500)
  })
})

const record = {
  eventVersion: '1.08',
  userIdentity: { type: 'IAMUser', arn: 'arn:aws:iam::111122223333:user/ann', accountId: '111122223333' },
  eventTime: '2024-05-06T07:08:09Z',
  eventSource: 's3.amazonaws.com',
  eventName: 'GetObject',
  awsRegion: 'eu-west-1',
  requestParameters: { bucketName: 'logs', key: 'a/b' },
  responseElements: null,
  eventID: '0a5d3c0e-6a8f-4b4e-9a59-0123456789ab',
}
const text = JSON.stringify(record)
const fileOf = (...records: readonly string[]) => Buffer.from(`{"Records":[${records.join(',')}]}`)

describe('records that are not what CloudTrail writes', () => {
  test.each<[string, string]>([
    ['a key with an escape', text.replace('"eventName"', '"event\\u004eame"')],
    ['a name with an escape', text.replace('GetObject', 'Get\\u004fbject')],
    ['a key that comes twice', text.replace('"awsRegion"', '"eventName":"PutObject","awsRegion"')],
    ['a request that comes twice', text.replace('"awsRegion"', '"requestParameters":{},"awsRegion"')],
    ['another order of keys', JSON.stringify(Object.fromEntries(Object.entries(record).reverse()))],
    ['a time with fractions', text.replace('09Z', '09.123Z')],
    ['a time that is none', text.replace('05-06', '02-30')],
    ['a time before 1970', text.replace('2024', '1912')],
    ['no eventID', text.replace(/,"eventID":"[^"]*"/, '')],
    ['a long eventID', text.replace('0a5d', '0a5d'.repeat(40))],
    ['an eventID that is a number', text.replace(/"0a5d[^"]*"/, '17')],
    ['white space', JSON.stringify(record, undefined, '\r\n\t ')],
    ['a control character in a string', text.replace('logs', 'lo\ngs')],
    ['a key with a slash escaped', text.replace('a/b', 'a\\/b')],
    ['nothing but a brace', '{}'],
    ['null', 'null'],
    [
      'an Insights event',
      text.replace('"eventVersion"', '"eventType":"AwsCloudTrailInsight","eventVersion"'),
    ],
    ['another version', text.replace('1.08', '2.0')],
    ['deep nesting', text.replace('"a/b"', '['.repeat(80) + ']'.repeat(80))],
    ['bytes that are no UTF-8', text.replace('logs', 'l\u00e9gs')],
    ['a lone surrogate', text.replace('logs', 'l\\ud800gs')],
    ['a number that is none', text.replace('null', '01')],
    ['a prototype', text.replace('"bucketName"', '"__proto__":{"a":1},"bucketName"')],
  ])('%s', (_, odd) => {
    const file = fileOf(text, odd, text.replace('0a5d', '0a5e'))
    leftOf([file, gzipSync(file), file, fileOf(text)])
  })
})

describe('user agents that tell where a role runs', () => {
  const asRole = (session: string, agent: string, number: number) =>
    JSON.stringify({
      ...record,
      userIdentity: {
        type: 'AssumedRole',
        principalId: `AROAEXAMPLE:${session}`,
        arn: `arn:aws:sts::111122223333:assumed-role/app/${session}`,
        accountId: '111122223333',
        sessionContext: {
          sessionIssuer: { type: 'Role', arn: 'arn:aws:iam::111122223333:role/app', userName: 'app' },
        },
      },
      userAgent: agent,
      eventID: `0a5d3c0e-6a8f-4b4e-9a59-00000000000${number}`,
    })
  const lambda = 'Boto3/1.34 exec-env/AWS_Lambda_python3.12 Botocore/1.34'

  test.each([
    lambda,
    'aws-sdk-go/1.44 (go1.19; linux; amd64) exec-env/AWS_Lambda_go1.x',
    'CWAgent/1.300 (go1.21; linux; amd64)',
    'Amazon ECS Agent - v1.79 (linux) (+http://aws.amazon.com/ecs/)',
    'amazon-ecs-agent (1.79)',
    'ecs-tasks.amazonaws.com',
    '[S3Console/0.4, aws-internal/3]',
    'console.amazonaws.com',
    'signin.amazonaws.com',
    'AWS Internal',
    'RDS Console, aws-internal/3',
    'Mozilla/5.0 (Macintosh)',
  ])('%s', (agent) => {
    const records = ['one', 'two', 'i-0123456789abcdef0'].map((session, at) => asRole(session, agent, at))
    const { fast, left } = foldBoth([fileOf(...records)])
    expect(left.size).toBe(0)
    expect(fast.runtimes.all().length > 0).toBe(agent !== 'Mozilla/5.0 (Macintosh)')
    leftOf([fileOf(...records)])
  })

  test('an escape may hide one', () => {
    const hidden = asRole('one', lambda, 1).replace('Lambda', 'Lam\\u0062da')
    const { fast } = foldBoth([fileOf(hidden, asRole('two', lambda, 2))])
    expect(fast.runtimes.all().map(({ runtime }) => runtime.name)).toEqual(['one', 'two'])
    leftOf([fileOf(hidden, asRole('two', lambda, 2))])
  })

  test('where none tells, sessions are one group', () => {
    const many = Array.from({ length: 9 }, (_, at) => asRole(`session-${at}`, `Boto3/1.${at}`, at))
    const kernel = testKernel()
    foldBoth([fileOf(...many)], { room: Number.POSITIVE_INFINITY }, kernel)
    kernel.input().set(fileOf(...many))
    kernel.read(fileOf(...many).length)
    kernel.read(fileOf(...many).length)
    expect(kernel.exports.groups()).toBeLessThan(4)
  })
})

describe('files that are not what CloudTrail writes', () => {
  const file = fileOf(text, text.replace('0a5d', '0a5e'))
  const gzip = gzipSync(file)
  const changed = (at: number, value: number) => {
    const copy = Buffer.from(gzip)
    copy[at < 0 ? copy.length + at : at] = value
    return copy
  }

  test.each<[string, Buffer, string]>([
    ['a checksum that does not fit', changed(-8, gzip.at(-8)! ^ 1), 'checksum'],
    ['a size that does not fit', changed(-4, gzip.at(-4)! ^ 1), 'gzip-trailer'],
    ['two members', Buffer.concat([gzip, gzip]), 'gzip-trailer'],
    ['bytes behind the member', Buffer.concat([gzip, Buffer.from('x')]), 'gzip-trailer'],
    ['the half of it', gzip.subarray(0, gzip.length >> 1), 'gzip-trailer'],
    ['a header with a checksum', changed(3, 2), 'gzip-header'],
    ['a byte order mark', Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), file]), 'shape'],
    ['two files in one', Buffer.concat([file, file]), 'shape'],
    ['a record a line', Buffer.from(`${text}\n${text}\n`), 'shape'],
    ['nothing', Buffer.alloc(0), 'shape'],
    ['a text that ends early', file.subarray(0, file.length - 5), 'not-json'],
    ['a null among the records', fileOf(text, 'null'), 'not-json'],
    ['an element that is no record', fileOf(text, '{"a":1}'), 'skipped-element'],
  ])('%s', (_, odd, reason) => {
    const left = leftOf([file, odd, file])
    expect(left).toHaveLength(1)
    if (reason !== 'gzip-trailer') expect(left).toEqual([reason])
  })

  test('a long record is left to the plain path, a longer one too', () => {
    const long = text.replace('"a/b"', `"${'k'.repeat(200_000)}"`)
    expect(leftOf([fileOf(text, long, text)])).toEqual([])
    const longer = text.replace('"a/b"', `"${'k'.repeat(1_500_000)}"`)
    expect(leftOf([fileOf(text, longer, text)])).toEqual(['long-record'])
  })
})
