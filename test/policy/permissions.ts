import fc from 'fast-check'
import { evidenceOf } from '../../src/core/activity/evidence.js'
import { factOf } from '../../src/core/activity/fact.js'
import { openFold } from '../../src/core/activity/fold.js'
import { learnNames, nameLessonsOf, openIamNames } from '../../src/core/activity/iam-names.js'
import { madeLessonsOf, openMadeIdentifiers } from '../../src/core/activity/made.js'
import { openRuntimes, runtimeOf } from '../../src/core/activity/runtime.js'
import { resolvePrincipal } from '../../src/core/cloudtrail/principal-resolve.js'
import type { JsonObject } from '../../src/core/iam/json.js'
import type { Statement } from '../../src/core/iam/policy.js'
import {
  type GeneratedPolicy,
  type GenerateSettings,
  generatePolicy,
} from '../../src/core/policy/generate.js'
import type { ObservedPermission } from '../../src/core/policy/observed.js'
import { account, decoded } from '../activity/busy-records.js'

type Conditions = ObservedPermission['conditions']

/** A permission that is shown by one call. */
export function observed(
  action: string,
  resource: string,
  conditions: Conditions = [],
  more: Partial<ObservedPermission> = {},
): ObservedPermission {
  return {
    action,
    resource,
    conditions,
    evidence: evidenceOf('2026-03-02T08:00:00Z', `${action} ${resource}`),
    failed: 0,
    blind: false,
    why: `${action} was called`,
    wildcard: undefined,
    ...more,
  }
}

export const via = (key: string, ...values: readonly string[]): Conditions => [{ key, values }]

/** Actions of different services and kinds of access. */
export const actions = [
  's3:GetObject',
  's3:PutObject',
  's3:PutObjectTagging',
  's3:ListAllMyBuckets',
  'kms:Decrypt',
  'dynamodb:GetItem',
  'iam:PassRole',
  'ec2:DescribeInstances',
]

/** Names that patterns cover, patterns, and names with characters that a pattern has to escape. */
export const resources = [
  '*',
  'arn:aws:s3:::media/*',
  'arn:aws:s3:::media/a/*',
  'arn:aws:s3:::media/a/b',
  'arn:aws:s3:::media/a/c',
  'arn:aws:s3:::media/b',
  'arn:aws:s3:::media/odd${*}key',
  'arn:aws:s3:::other/a/b',
  `arn:aws:dynamodb:eu-central-1:${account}:table/orders`,
  `arn:aws:dynamodb:eu-central-1:${account}:table/orders/index/*`,
  `arn:aws:secretsmanager:eu-central-1:${account}:secret:db-??????`,
]

const conditionSets: readonly Conditions[] = [
  [],
  via('kms:ViaService', 's3.eu-central-1.amazonaws.com'),
  via('kms:ViaService', 'dynamodb.eu-central-1.amazonaws.com'),
  via('aws:CalledVia', 'athena.amazonaws.com'),
  [
    { key: 'aws:CalledVia', values: ['cloudformation.amazonaws.com'] },
    { key: 'iam:PassedToService', values: ['lambda.amazonaws.com'] },
  ],
]

const permission: fc.Arbitrary<ObservedPermission> = fc
  .tuple(
    fc.constantFrom(...actions),
    fc.constantFrom(...resources),
    fc.oneof({ weight: 3, arbitrary: fc.constant([]) }, fc.constantFrom(...conditionSets)),
  )
  .map(([action, resource, conditions]) => observed(action, resource, conditions))

export const identityOf = ({ action, resource, conditions }: ObservedPermission) =>
  JSON.stringify([action, resource, conditions])

/** Permissions as activity gives them: each action, resource and conditions once. */
export const permissions: fc.Arbitrary<readonly ObservedPermission[]> = fc.uniqueArray(permission, {
  selector: identityOf,
  maxLength: 30,
})

/** The permissions that Allow statements spell out, in the form of {@link identityOf}. */
export function spelledOut(statements: readonly Statement[]): readonly string[] {
  return statements.flatMap(({ action, resource, condition }) =>
    action.patterns.flatMap((one) =>
      (resource?.patterns ?? []).map((on) =>
        JSON.stringify([
          one,
          on,
          condition.map(({ key, values }) => ({ key, values })).sort((a, b) => (a.key < b.key ? -1 : 1)),
        ]),
      ),
    ),
  )
}

/** The policy for records, whoever made them. Others may teach what they teach without being part of the activity. */
export function policyFrom(
  records: readonly JsonObject[],
  includeDenied = false,
  others: readonly JsonObject[] = [],
  settings: Partial<GenerateSettings> = {},
): GeneratedPolicy {
  const [fold, names, made] = [openFold(), openIamNames(), openMadeIdentifiers()]
  const runtimes = openRuntimes()
  for (const record of [...records, ...others].map(decoded)) {
    learnNames(nameLessonsOf(record), names)
    made.learn(madeLessonsOf(record))
  }
  for (const record of records.map(decoded)) {
    const principal = resolvePrincipal(record)
    const [fact, runtime] = [factOf(record, principal), runtimeOf(record, principal)]
    if (fold.add(fact) && runtime !== undefined)
      runtimes.add(principal.arn, runtime, evidenceOf(fact.time, fact.eventID))
  }
  return generatePolicy(
    fold.rows(),
    { names, made, runtimes: runtimes.all() },
    { includeDenied, ...settings },
  )
}

/** All statements of a policy. */
export const statementsIn = ({ documents }: Pick<GeneratedPolicy, 'documents'>) =>
  documents.flatMap(({ statements }) => statements)
