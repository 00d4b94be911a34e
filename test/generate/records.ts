import fc from 'fast-check'
import { openDecoder } from '../../src/core/cloudtrail/decode.js'
import type { CloudTrailRecord } from '../../src/core/cloudtrail/record.js'
import type { Json, JsonObject } from '../../src/core/iam/json.js'

/** A record as a log file holds it: plain JSON with AWS's field names. */
export type LoggedRecord = JsonObject

export const accountId: fc.Arbitrary<string> = fc.constantFrom('111122223333', '444455556666', '777788889999')

/** A Region with its partition. */
export const place: fc.Arbitrary<{ region: string; partition: string }> = fc.constantFrom(
  { region: 'us-east-1', partition: 'aws' },
  { region: 'eu-central-1', partition: 'aws' },
  { region: 'us-gov-west-1', partition: 'aws-us-gov' },
  { region: 'cn-north-1', partition: 'aws-cn' },
)

const namePart = fc.stringMatching(/^[A-Za-z][A-Za-z0-9+=,.@_-]{0,20}$/)
const path = fc.constantFrom('/', '/team/', '/division_abc/subdivision_xyz/')
const uniqueId = fc.stringMatching(/^[A-Z0-9]{16}$/)

/** ISO 8601 in UTC, whole seconds, as CloudTrail writes it. */
export const eventTime: fc.Arbitrary<string> = fc
  .integer({ min: Date.UTC(2014, 0, 1), max: Date.UTC(2030, 0, 1) })
  .map((milliseconds) => `${new Date(milliseconds).toISOString().slice(0, 19)}Z`)

interface Caller {
  readonly account: string
  readonly partition: string
}

/** `userIdentity` of each type that signs calls in an account. */
export function userIdentityOf({ account, partition }: Caller): fc.Arbitrary<JsonObject> {
  const arn = (service: string, resource: string) => `arn:${partition}:${service}::${account}:${resource}`
  const user = fc.tuple(path, namePart, uniqueId).map(([at, userName, id]) => ({
    type: 'IAMUser',
    principalId: `AIDA${id}`,
    arn: arn('iam', `user${at}${userName}`),
    accountId: account,
    accessKeyId: `AKIA${id}`,
    userName,
  }))
  const role = fc.tuple(path, namePart, namePart, uniqueId).map(([at, userName, session, id]) => ({
    type: 'AssumedRole',
    principalId: `AROA${id}:${session}`,
    arn: arn('sts', `assumed-role/${userName}/${session}`),
    accountId: account,
    accessKeyId: `ASIA${id}`,
    sessionContext: {
      sessionIssuer: {
        type: 'Role',
        principalId: `AROA${id}`,
        arn: arn('iam', `role${at}${userName}`),
        accountId: account,
        userName,
      },
      webIdFederationData: {},
      attributes: { creationDate: '2023-07-10T12:00:00Z', mfaAuthenticated: 'false' },
    },
  }))
  const root = fc.constant({
    type: 'Root',
    principalId: account,
    arn: arn('iam', 'root'),
    accountId: account,
    accessKeyId: '',
  })
  const service = fc
    .constantFrom('lambda.amazonaws.com', 'cloudtrail.amazonaws.com')
    .map((invokedBy) => ({ type: 'AWSService', invokedBy }))
  return fc.oneof({ arbitrary: role, weight: 4 }, { arbitrary: user, weight: 4 }, root, service)
}

/** Request values: everyday ones and what breaks readers (escapes, other scripts, half surrogates, special keys). */
export const requestValue: fc.Arbitrary<Json> = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    fc.oneof(
      namePart,
      fc.string({ unit: 'binary', maxLength: 12 }),
      fc.constantFrom(
        '"]}',
        '\\',
        '\u0000',
        '\ud800',
        '{"Records":[',
        'a\nb',
        'https://example.com/?a=[1]&b={2}',
      ),
      fc.integer(),
      fc.boolean(),
      fc.constant(null),
    ),
    fc.array(tie('value'), { maxLength: 3 }),
    requestObject(tie('value')),
  ),
})).value

function requestObject(value: fc.Arbitrary<Json>): fc.Arbitrary<JsonObject> {
  const key = fc.oneof(namePart, fc.constantFrom('__proto__', 'constructor', 'Records', 'toString', ''))
  // Built through JSON so that `__proto__` is an ordinary own key, as in a parsed log.
  return fc
    .array(fc.tuple(key, value), { maxLength: 4 })
    .map((members) =>
      JSON.parse(`{${members.map(([k, v]) => `${JSON.stringify(k)}:${JSON.stringify(v)}`).join(',')}}`),
    )
}

const calls = fc.constantFrom(
  { eventSource: 's3.amazonaws.com', eventName: 'GetObject' },
  { eventSource: 's3.amazonaws.com', eventName: 'ListBuckets' },
  { eventSource: 'ec2.amazonaws.com', eventName: 'RunInstances' },
  { eventSource: 'iam.amazonaws.com', eventName: 'CreateRole' },
  { eventSource: 'kms.amazonaws.com', eventName: 'Decrypt' },
  { eventSource: 'sts.amazonaws.com', eventName: 'AssumeRole' },
  { eventSource: 'lambda.amazonaws.com', eventName: 'GetFunction20150331v2' },
)

const failure = fc.constantFrom<JsonObject>(
  {},
  {},
  { errorCode: 'AccessDenied', errorMessage: 'Access Denied' },
  {
    errorCode: 'Client.UnauthorizedOperation',
    errorMessage: 'You are not authorized to perform this operation.',
  },
  { errorCode: 'ThrottlingException', errorMessage: 'Rate exceeded' },
)

/** A whole valid record as logged, every optional field present now and absent then. */
export const loggedRecord: fc.Arbitrary<LoggedRecord> = fc
  .tuple(accountId, place)
  .chain(([account, { region, partition }]) => {
    const optional = fc.record(
      {
        requestParameters: fc.oneof(fc.constant(null), requestObject(requestValue)),
        responseElements: fc.oneof(fc.constant(null), requestObject(requestValue)),
        readOnly: fc.boolean(),
        userAgent: fc.constantFrom('aws-cli/2.13.5', 'console.amazonaws.com', 'Mozilla/5.0 (X11; "quoted")'),
        sourceIPAddress: fc.constantFrom('192.0.2.1', 'AWS Internal'),
        requestID: fc.uuid(),
        resources: fc.array(
          namePart.map((name) => ({ ARN: `arn:${partition}:s3:::${name}`, type: 'AWS::S3::Bucket' })),
          {
            maxLength: 2,
          },
        ),
        recipientAccountId: fc.constant(account),
        eventType: fc.constant('AwsApiCall'),
        managementEvent: fc.boolean(),
        eventCategory: fc.constantFrom('Management', 'Data'),
      },
      { requiredKeys: [] },
    )
    const required = fc.record({
      eventID: fc.uuid(),
      eventTime,
      userIdentity: userIdentityOf({ account, partition }),
    })
    return fc
      .tuple(required, calls, failure, optional)
      .map(
        ([a, call, b, c]) =>
          ({ eventVersion: '1.08', ...a, ...call, awsRegion: region, ...b, ...c }) as LoggedRecord,
      )
  })

/** The records of one log file. */
export const trail: fc.Arbitrary<readonly LoggedRecord[]> = fc.array(loggedRecord, { maxLength: 8 })

/** A record as the decoder gives it. */
export const cloudTrailRecord: fc.Arbitrary<CloudTrailRecord> = loggedRecord.map((logged) =>
  decodeOne(logged),
)

function decodeOne(logged: LoggedRecord): CloudTrailRecord {
  const decoder = openDecoder()
  const [first] = [...decoder.push(JSON.stringify(logged)), ...decoder.end()]
  if (first?.kind !== 'record')
    throw new Error(`a generated record does not decode: ${JSON.stringify(first)}`)
  return first.record
}

/** The text in pieces: cut at any places, empty pieces among them. */
export function piecesOf(text: string): fc.Arbitrary<readonly string[]> {
  return fc.array(fc.nat({ max: text.length }), { maxLength: 12 }).map((cuts) => cutAt(text, cuts))
}

function cutAt(text: string, cuts: readonly number[]): readonly string[] {
  const places = [0, ...[...cuts].sort((a, b) => a - b), text.length]
  return places.slice(1).map((end, i) => text.slice(places[i], end))
}
