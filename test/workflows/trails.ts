import fc from 'fast-check'
import type { Json, JsonObject } from '../../src/core/iam/json.js'
import { type ActivityQuery, allActivity } from '../../src/workflows/activity-query.js'
import { type GenerateResult, generate } from '../../src/workflows/generate.js'
import { silent } from '../../src/workflows/ports.js'
import { account, busyTrail, identityOfUser, logged, webRole } from '../activity/busy-records.js'
import { type MemoryFile, memorySource } from './memory-source.js'

/** Records that are nobody's use of a permission, one for each reason, and identities that can have no policy. */
export const noise: readonly JsonObject[] = [
  logged('kms', 'RotateKey', {
    eventID: 'n1',
    eventType: 'AwsServiceEvent',
    userIdentity: { accountId: account, invokedBy: 'AWS Internal' },
  }),
  logged('signin', 'ConsoleLogin', {
    eventID: 'n2',
    eventType: 'AwsConsoleSignIn',
    userIdentity: identityOfUser(`arn:aws:iam::${account}:user/ann`),
  }),
  logged('s3', 'GetBucketAcl', {
    eventID: 'n3',
    userIdentity: { type: 'AWSService', invokedBy: 'cloudtrail.amazonaws.com' },
    requestParameters: { bucketName: 'marigold-trail' },
  }),
  logged('s3', 'GetObject', {
    eventID: 'n4',
    userIdentity: { type: 'AWSAccount', principalId: 'AROAOTHER:x', accountId: '444455556666' },
    sharedEventID: 'shared',
    requestParameters: { bucketName: 'marigold-media', key: 'k' },
  }),
  logged('iam', 'ListUsers', {
    eventID: 'n5',
    userIdentity: {
      type: 'Root',
      principalId: account,
      arn: `arn:aws:iam::${account}:root`,
      accountId: account,
    },
  }),
]

/** What a log file may hold in the place of a record. */
export const malformed: readonly Json[] = [
  {},
  'a line of text',
  null,
  7,
  [],
  { eventVersion: '1.08', eventSource: 's3.amazonaws.com', eventName: 'GetObject', eventTime: 'yesterday' },
  { eventVersion: '2.0', eventSource: 's3.amazonaws.com', eventName: 'GetObject' },
]

const first = logged('s3', 'GetObject', {
  eventID: 'first',
  requestParameters: { bucketName: 'marigold-media', key: 'index.html' },
})

/** Records of which at least one is of {@link webRole}. */
export const records: fc.Arbitrary<readonly JsonObject[]> = fc
  .tuple(busyTrail(50), fc.array(fc.constantFrom(...noise), { maxLength: 8 }))
  .map(([busy, others]) => [first, ...busy, ...others])

/** Records with things among them that are none. */
export const elements: fc.Arbitrary<readonly Json[]> = fc
  .tuple(records, fc.array(fc.constantFrom(...malformed), { maxLength: 4 }))
  .chain(([good, bad]) => fc.shuffledSubarray([...good, ...bad], { minLength: good.length + bad.length }))

/** The elements in files: any number of them, in any order, some of the files empty. */
export function spread(list: readonly Json[]): fc.Arbitrary<readonly (readonly Json[])[]> {
  return fc
    .array(fc.nat({ max: 4 }), { minLength: list.length, maxLength: list.length })
    .map((places) => [0, 1, 2, 3, 4].map((place) => list.filter((_, at) => places[at] === place)))
}

/** The policy for {@link webRole} unless said otherwise. */
export function policyOf(
  files: readonly MemoryFile[],
  query: Partial<ActivityQuery> = {},
  principal = webRole,
): Promise<GenerateResult> {
  const options = { principal, query: { ...allActivity, ...query }, includeDenied: false }
  return generate(memorySource(files), options, silent)
}

/** The sum of the counts of all reasons. */
export function total(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0)
}
