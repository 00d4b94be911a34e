import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { DEFAULT_COMPANY } from '../../examples/simulator/company.js'
import { routines } from '../../examples/simulator/routines.js'
import { performSession } from '../../examples/simulator/session.js'
import { EXAMPLES, filesUnder, type LoggedRecord, readExample } from './trail.js'

const files = readExample()
const records = files.flatMap((file) => file.records)

/** The order in which CloudTrail writes the members of a record. */
const ORDER = [
  'eventVersion',
  'userIdentity',
  'eventTime',
  'eventSource',
  'eventName',
  'awsRegion',
  'sourceIPAddress',
  'userAgent',
  'errorCode',
  'errorMessage',
  'requestParameters',
  'responseElements',
  'additionalEventData',
  'requestID',
  'eventID',
  'readOnly',
  'resources',
  'eventType',
  'apiVersion',
  'managementEvent',
  'recipientAccountId',
  'sharedEventID',
  'vpcEndpointId',
  'eventCategory',
  'tlsDetails',
  'sessionCredentialFromConsole',
  'serviceEventDetails',
]
const ALWAYS = ORDER.slice(0, 8).concat(
  'requestParameters',
  'responseElements',
  'eventID',
  'readOnly',
  'eventType',
)
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/

function offenders(broken: (record: LoggedRecord) => boolean): string[] {
  return [...new Set(records.filter(broken).map((record) => `${record.eventSource} ${record.eventName}`))]
}

describe('every record', () => {
  it('has the members of a CloudTrail record, in its order', () => {
    // `errorMessage` of a failed sign-in is added last, as it has no error code.
    const known = records.filter((record) => record.eventName !== 'ConsoleLogin')
    for (const record of known) {
      const keys = Object.keys(record)
      expect(keys).toEqual(ORDER.filter((key) => key in record))
      expect(keys).toEqual(expect.arrayContaining(ALWAYS))
    }
  })

  it('has a plausible version, id, time and category', () => {
    expect(offenders((record) => !/^1\.(08|09|10|11)$/.test(record.eventVersion))).toEqual([])
    expect(offenders((record) => !UUID.test(record.eventID))).toEqual([])
    expect(offenders((record) => !/^2026-03-0[2-5]T\d\d:\d\d:\d\dZ$/.test(record.eventTime))).toEqual([])
    expect(offenders((record) => (record.eventCategory === 'Data') === record.managementEvent)).toEqual([])
  })

  it('answers only what it wrote, except for STS', () => {
    const answered = (record: LoggedRecord) => record.readOnly && record.responseElements !== null
    expect(offenders((record) => answered(record) && record.eventSource !== 'sts.amazonaws.com')).toEqual([])
    expect(offenders((record) => record.errorCode !== undefined && record.responseElements !== null)).toEqual(
      [],
    )
  })

  it('names the role with its path wherever a role is at work', () => {
    const issuer = (record: LoggedRecord) => record.userIdentity.sessionContext?.sessionIssuer?.arn ?? ''
    const assumed = records.filter((record) => record.userIdentity.type === 'AssumedRole')
    expect(assumed.filter((record) => !/^arn:aws:iam::\d{12}:role\/.+\//.test(issuer(record)))).toEqual([])
  })

  it('comes from the service itself where a service called', () => {
    const called = records.filter((record) => record.userIdentity.invokedBy !== undefined)
    expect(called.length).toBeGreaterThan(100)
    for (const { userIdentity, sourceIPAddress, userAgent } of called) {
      expect([sourceIPAddress, userAgent]).toEqual([userIdentity.invokedBy, userIdentity.invokedBy])
    }
  })

  it('lists object and bucket for S3, the table for DynamoDB, the key for KMS', () => {
    const types = (record: LoggedRecord) => (record.resources ?? []).map((resource) => resource.type)
    const of = (source: string, data: boolean) => (record: LoggedRecord) =>
      record.eventSource === `${source}.amazonaws.com` && record.managementEvent !== data
    for (const record of records.filter(of('s3', true)))
      expect(types(record)).toEqual(['AWS::S3::Object', 'AWS::S3::Bucket'])
    for (const record of records.filter(of('dynamodb', true)))
      expect(new Set(types(record))).toEqual(new Set(['AWS::DynamoDB::Table']))
    const kms = records.filter((record) => of('kms', false)(record) && record.eventName !== 'CreateKey')
    for (const record of kms) expect(types(record)).toEqual(['AWS::KMS::Key'])
  })

  it('logs global services in us-east-1 and the rest at home', () => {
    const global = new Set(['iam.amazonaws.com', 'route53.amazonaws.com'])
    const signIn = (record: LoggedRecord) => record.eventSource === 'signin.amazonaws.com'
    const expected = (record: LoggedRecord) => (global.has(record.eventSource) ? 'us-east-1' : 'eu-central-1')
    expect(offenders((record) => !signIn(record) && record.awsRegion !== expected(record))).toEqual([])
  })
})

describe('every step', () => {
  it('begins with the record that it announces', () => {
    const company = DEFAULT_COMPANY
    for (const routine of routines(company)) {
      for (const step of routine.steps) {
        const only = { ...routine, steps: [step] }
        const [first] = performSession({
          company,
          routine: only,
          seed: 'test',
          session: 0,
          start: 1_772_409_600,
        })
        expect(first && `${first.eventSource.split('.')[0]}:${first.eventName}`, routine.name).toBe(
          step.operation,
        )
        const denied = /AccessDenied|UnauthorizedOperation/.test(String(first?.errorCode))
        expect(denied ? 'denied' : first?.errorCode ? 'failed' : 'succeeded', step.operation).toBe(
          step.outcome,
        )
      }
    }
  })
})

describe('the delivery', () => {
  it('puts each record into a file of its account and region', () => {
    for (const { account, region, records: held } of files) {
      expect(new Set(held.map((record) => record.recipientAccountId))).toEqual(new Set([account]))
      expect(new Set(held.map((record) => record.awsRegion))).toEqual(new Set([region]))
    }
  })

  it('takes five to fifteen minutes at first, also over midnight', () => {
    const first = new Map<string, { delay: number; overnight: boolean }>()
    for (const file of [...files].sort((a, b) => b.delivered - a.delivered)) {
      for (const record of file.records) {
        const delay = file.delivered - Date.parse(record.eventTime) / 1000
        first.set(record.eventID, {
          delay,
          overnight: !file.path.includes(record.eventTime.slice(0, 10).replaceAll('-', '/')),
        })
      }
    }
    const delays = [...first.values()].map((delivery) => delivery.delay)
    expect(Math.min(...delays)).toBeGreaterThanOrEqual(300)
    expect(Math.max(...delays)).toBeLessThanOrEqual(900)
    expect([...first.values()].filter((delivery) => delivery.overnight).length).toBeGreaterThan(10)
  })

  it('repeats 3 to 20 of a hundred events, unchanged and in another file', () => {
    const places = new Map<string, { text: string; path: string }[]>()
    for (const { path, records: held } of files) {
      for (const record of held) {
        const before = places.get(record.eventID) ?? []
        places.set(record.eventID, [...before, { path, text: JSON.stringify(record) }])
      }
    }
    const twice = [...places.values()].filter((seen) => seen.length > 1)
    expect(twice.length / places.size).toBeGreaterThan(0.03)
    expect(twice.length / places.size).toBeLessThan(0.2)
    for (const seen of twice) {
      expect(new Set(seen.map((one) => one.path)).size).toBe(2)
      expect(new Set(seen.map((one) => one.text)).size).toBe(1)
    }
  })
})

describe('the noise', () => {
  it('has what AWS does by itself, sign-ins, throttles, missing things and untyped identities', () => {
    const types = new Set(records.map((record) => record.eventType))
    expect(types).toEqual(new Set(['AwsApiCall', 'AwsServiceEvent', 'AwsConsoleSignIn']))
    const identities = new Set(records.map((record) => record.userIdentity.type))
    expect(identities).toEqual(
      new Set(['AssumedRole', 'IAMUser', 'AWSService', 'AWSAccount', 'WebIdentityUser', undefined]),
    )
    const codes = new Set(records.map((record) => record.errorCode))
    expect([...codes]).toEqual(
      expect.arrayContaining([
        'ThrottlingException',
        'ProvisionedThroughputExceededException',
        'NoSuchKey',
        'DBSnapshotNotFoundFault',
        'AccessDenied',
        'AccessDeniedException',
        'Client.UnauthorizedOperation',
      ]),
    )
  })

  it('has calls across accounts in both accounts, with one shared id and two event ids', () => {
    const seen = records.filter((record) => record.userIdentity.type === 'AWSAccount')
    expect(new Set(seen.map((record) => record.eventName))).toEqual(new Set(['AssumeRole', 'GetObject']))
    for (const copy of seen) {
      const original = records.find(
        (record) =>
          record.sharedEventID === copy.sharedEventID && record !== copy && record.eventID !== copy.eventID,
      )
      expect(original?.userIdentity.type).toBe('AssumedRole')
      expect([original?.recipientAccountId, copy.recipientAccountId]).toEqual([
        '111122223333',
        '444455556666',
      ])
      expect(original?.requestParameters).toEqual(copy.requestParameters)
    }
  })
})

describe('the digests', () => {
  it('name the files of the last hour of each day, with the hash of their content', () => {
    const all = filesUnder(join(EXAMPLES, 'trail'))
    const digests = [...all].filter(([path]) => path.includes('/CloudTrail-Digest/'))
    expect(digests.length).toBe(3)
    for (const [path, bytes] of digests) {
      const digest = JSON.parse(gunzipSync(bytes).toString()) as Digest
      expect(digest.digestS3Object).toBe(path)
      expect(digest.logFiles.length).toBeGreaterThan(0)
      for (const { s3Object, hashValue } of digest.logFiles) {
        const text = gunzipSync(all.get(s3Object) ?? '')
        expect(createHash('sha256').update(text).digest('hex')).toBe(hashValue)
      }
    }
  })
})

interface Digest {
  readonly digestS3Object: string
  readonly logFiles: readonly { readonly s3Object: string; readonly hashValue: string }[]
}
