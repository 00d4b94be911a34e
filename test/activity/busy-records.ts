import fc from 'fast-check'
import type { Fact } from '../../src/core/activity/activity.js'
import { factOf } from '../../src/core/activity/fact.js'
import { openDecoder } from '../../src/core/cloudtrail/decode.js'
import { resolvePrincipal } from '../../src/core/cloudtrail/principal-resolve.js'
import type { CloudTrailRecord } from '../../src/core/cloudtrail/record.js'
import type { JsonObject } from '../../src/core/iam/json.js'

/*
 * Records of a few identities that do the same few things again and again, so that generated trails have rows of
 * several events, second deliveries, prefixes that grow wide, refusals, and identifiers that refer to earlier calls.
 */

export const account = '111122223333'

export const webRole = `arn:aws:iam::${account}:role/app/web`
export const lakeRole = `arn:aws:iam::${account}:role/lake`
export const backupUser = `arn:aws:iam::${account}:user/ops/backup`

/** `userIdentity` of a session of a role. */
export function sessionOf(role: string, session: string): JsonObject {
  const name = role.slice(role.lastIndexOf('/') + 1)
  const [, partition, , , owner] = role.split(':')
  const sessionIssuer = {
    type: 'Role',
    principalId: 'AROAEXAMPLE',
    arn: role,
    accountId: owner!,
    userName: name,
  }
  return {
    type: 'AssumedRole',
    principalId: `AROAEXAMPLE:${session}`,
    arn: `arn:${partition}:sts::${owner}:assumed-role/${name}/${session}`,
    accountId: owner!,
    accessKeyId: 'ASIAEXAMPLE',
    sessionContext: { sessionIssuer },
  }
}

/** `userIdentity` of an IAM user. */
export function identityOfUser(arn: string): JsonObject {
  const userName = arn.slice(arn.lastIndexOf('/') + 1)
  return { type: 'IAMUser', principalId: 'AIDAEXAMPLE', arn, accountId: arn.split(':')[4]!, userName }
}

/** A logged record: a read by a session of {@link webRole} unless said otherwise. */
export function logged(eventSource: string, eventName: string, more: JsonObject = {}): JsonObject {
  return {
    eventVersion: '1.10',
    userIdentity: sessionOf(webRole, 'task-1'),
    eventTime: '2026-03-02T08:00:00Z',
    eventSource: `${eventSource}.amazonaws.com`,
    eventName,
    awsRegion: 'eu-central-1',
    userAgent: 'aws-sdk-js/3',
    eventType: 'AwsApiCall',
    recipientAccountId: account,
    ...more,
  }
}

/** The record as the decoder gives it. */
export function decoded(record: JsonObject): CloudTrailRecord {
  const decoder = openDecoder()
  const [first] = [...decoder.push(JSON.stringify(record)), ...decoder.end()]
  if (first?.kind !== 'record')
    throw new Error(`a record of a test does not decode: ${JSON.stringify(first)}`)
  return first.record
}

/** The fact of a record. */
export function factFrom(record: JsonObject): Fact {
  const one = decoded(record)
  return factOf(one, resolvePrincipal(one))
}

const identity = fc.constantFrom(
  sessionOf(webRole, 'task-1'),
  sessionOf(webRole, 'task-2'),
  sessionOf(lakeRole, 'job'),
  identityOfUser(backupUser),
)

const time = fc
  .tuple(fc.integer({ min: 2, max: 5 }), fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }))
  .map(([day, hour, minute]) => `2026-03-0${day}T${two(hour)}:${two(minute)}:00Z`)

const two = (number: number) => String(number).padStart(2, '0')

/** Keys of which one prefix has more names than are kept one by one, the other has not. */
export const objectKey: fc.Arbitrary<string> = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: 1, max: 60 }).map((number) => `uploads/${number}.jpg`) },
  {
    weight: 3,
    arbitrary: fc
      .tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 3 }))
      .map(([a, b]) => `config/${a}/${b}.json`),
  },
  fc.constantFrom('index.html', 'uploads/', 'a b', 'odd*key?', 'a//b'),
)

type Call = Pick<JsonObject, 'eventSource' | 'eventName'> & JsonObject

const s3 = 's3.amazonaws.com'
const bucketName = fc.constantFrom('marigold-media', 'marigold-lake')

const objectCall: fc.Arbitrary<Call> = fc
  .tuple(fc.constantFrom('GetObject', 'HeadObject', 'PutObject', 'DeleteObject'), bucketName, objectKey)
  .map(([eventName, bucket, key]) => ({
    eventSource: s3,
    eventName,
    requestParameters: { bucketName: bucket, key, Host: `${bucket}.s3.amazonaws.com` },
    resources: [
      { type: 'AWS::S3::Object', ARN: `arn:aws:s3:::${bucket}/${key}` },
      { type: 'AWS::S3::Bucket', ARN: `arn:aws:s3:::${bucket}`, accountId: account },
    ],
    managementEvent: false,
    eventCategory: 'Data',
  }))

const copyCall: fc.Arbitrary<Call> = fc
  .tuple(bucketName, objectKey, bucketName, objectKey)
  .map(([bucket, key, from, source]) => ({
    eventSource: s3,
    eventName: 'CopyObject',
    requestParameters: { bucketName: bucket, key, 'x-amz-copy-source': `${from}/${encodeURI(source)}` },
  }))

const keyArn = `arn:aws:kms:eu-central-1:${account}:key/1234abcd-12ab-34cd-56ef-1234567890ab`

const queryId = fc
  .constantFrom('1', '2', '3')
  .map((digit) => `${digit.repeat(8)}-aaaa-4bbb-8ccc-${'0'.repeat(12)}`)

const queryCall: fc.Arbitrary<Call> = fc
  .tuple(fc.boolean(), queryId, fc.constantFrom('primary', 'reports'))
  .map(([starts, queryExecutionId, workGroup]) =>
    starts
      ? {
          eventSource: 'athena.amazonaws.com',
          eventName: 'StartQueryExecution',
          requestParameters: { workGroup, queryString: 'SELECT 1' },
          responseElements: { queryExecutionId },
        }
      : {
          eventSource: 'athena.amazonaws.com',
          eventName: 'GetQueryExecution',
          requestParameters: { queryExecutionId },
        },
  )

const instanceId = fc.constantFrom('i-0aaaaaaaaaaaaaaa1', 'i-0bbbbbbbbbbbbbbb2')

const otherCall: fc.Arbitrary<Call> = fc.oneof(
  fc.constantFrom(s3, undefined).map((invokedBy) => ({
    eventSource: 'kms.amazonaws.com',
    eventName: 'Decrypt',
    requestParameters: { encryptionAlgorithm: 'SYMMETRIC_DEFAULT' },
    resources: [{ type: 'AWS::KMS::Key', ARN: keyArn, accountId: account }],
    ...(invokedBy === undefined ? {} : { invokedBy }),
  })),
  fc.constantFrom('orders', 'stock', 'odd*table').map((tableName) => ({
    eventSource: 'dynamodb.amazonaws.com',
    eventName: 'DescribeTable',
    requestParameters: { tableName },
  })),
  fc.constantFrom('web', 'lake', 'gone').map((roleName) => ({
    eventSource: 'iam.amazonaws.com',
    eventName: 'GetRole',
    awsRegion: 'us-east-1',
    requestParameters: { roleName },
  })),
  instanceId.map((id) => ({
    eventSource: 'ec2.amazonaws.com',
    eventName: 'StopInstances',
    requestParameters: { instancesSet: { items: [{ instanceId: id }] } },
  })),
  instanceId.map((id) => ({
    eventSource: 'ec2.amazonaws.com',
    eventName: 'RunInstances',
    requestParameters: { instancesSet: { items: [{ imageId: 'ami-0123456789abcdef0' }] } },
    responseElements: { instancesSet: { items: [{ instanceId: id }] } },
  })),
  fc.constant({ eventSource: 'sts.amazonaws.com', eventName: 'GetCallerIdentity' }),
  fc.constant({ eventSource: 'nosuchservice.amazonaws.com', eventName: 'DoThings' }),
)

/** Each with what AWS leaves out of the record as well. */
const answer: fc.Arbitrary<JsonObject> = fc.oneof(
  { weight: 8, arbitrary: fc.constant({}) },
  fc.constantFrom<JsonObject>(
    { errorCode: 'ThrottlingException', errorMessage: 'Rate exceeded', responseElements: null },
    { errorCode: 'ThrottlingException', requestParameters: null, responseElements: null, resources: [] },
    { errorCode: 'AccessDenied', errorMessage: 'Access Denied', responseElements: null },
    {
      errorCode: 'AccessDenied',
      errorMessage: `User: ${backupUser} is not authorized to perform: s3:GetObject on resource: "arn:aws:s3:::marigold-media/secret" because no identity-based policy allows the s3:GetObject action`,
      responseElements: null,
    },
  ),
)

/** One of {@link busyRecord}'s events, with an eventID of its own. */
export const busyRecord: fc.Arbitrary<JsonObject> = fc
  .tuple(
    fc.uuid(),
    time,
    identity,
    fc.oneof({ weight: 5, arbitrary: objectCall }, copyCall, queryCall, { weight: 3, arbitrary: otherCall }),
    answer,
  )
  .map(([eventID, eventTime, userIdentity, { invokedBy, ...call }, result]) => ({
    ...logged('', ''),
    eventID,
    eventTime,
    userIdentity: invokedBy === undefined ? userIdentity : { ...userIdentity, invokedBy },
    ...call,
    ...result,
  }))

/** Records as a trail delivers them: some twice, and a few without an eventID. */
export const busyTrail = (maxLength: number): fc.Arbitrary<readonly JsonObject[]> =>
  fc
    .array(fc.tuple(busyRecord, fc.integer({ min: 0, max: 9 })), { maxLength })
    .map((events) =>
      events.flatMap(([record, fate]) =>
        fate === 0 ? [record, record] : fate === 1 ? [withoutId(record)] : [record],
      ),
    )

function withoutId({ eventID: _, ...rest }: JsonObject): JsonObject {
  return rest
}

/** The list in another order. */
export function shuffled<T>(list: readonly T[]): fc.Arbitrary<readonly T[]> {
  return fc.shuffledSubarray([...list], { minLength: list.length, maxLength: list.length })
}
