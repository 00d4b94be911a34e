import { type AccountPolicies, accountPolicies } from '../core/account/account-policies.js'
import type { AccountPrincipal } from '../core/account/snapshot.js'
import type { AccessActivity } from '../core/activity/access-activity.js'
import type { Principal } from '../core/cloudtrail/principal.js'
import { comparePrincipal, type PrincipalComparison } from '../core/findings/comparison.js'
import { type GrantReader, grantedOnce } from '../core/findings/granted-once.js'
import { type GeneratedPolicy, generatePolicy } from '../core/policy/generate.js'
import { type ActivityQuery, questionOf } from './activity-query.js'
import { chosenEntities, entityKey, isKnownTo, keyOfPrincipal } from './choose-entities.js'
import { type Collection, collect, collectInScope } from './collect-activity.js'
import { type ComparedEntity, comparisonWarnings } from './comparison-warnings.js'
import { type ActivitySource, foldRecords } from './fold-records.js'
import type { InputSummary } from './input-summary.js'
import type { AccountSource, FileFolder, GrantedToday, Observer } from './ports.js'
import { summaryOf } from './summarize-input.js'
import { requestsOf } from './verify-generated.js'

/** What to compare. */
export interface CompareOptions {
  /** ARN, name, permission set or pattern, or `all` users and roles of the account details. */
  readonly principal: string
  readonly query: ActivityQuery
}

/** What is granted today beside what was used. */
export interface Comparison {
  /** By ARN. */
  readonly principals: readonly PrincipalComparison[]
  /** ARNs of users and roles that made calls and are not in the account details. Empty unless all were asked for. */
  readonly notInSnapshot: readonly string[]
  /** How many service-linked roles were left out: AWS writes their policies. */
  readonly serviceLinked: number
  /** The first and last time of the records. */
  readonly covered: { readonly start: string | undefined; readonly end: string | undefined }
  readonly input: InputSummary
  readonly warnings: readonly string[]
}

/**
 * Compares, for one or all principals, what the account grants with what the records show, and with the policy that `generate`
 * would write. Throws PRINCIPAL_NOT_IN_SNAPSHOT, and what the sources throw.
 */
export async function compare(
  source: ActivitySource,
  account: AccountSource,
  { principal, query }: CompareOptions,
  observer: Observer,
  folder?: FileFolder,
): Promise<Comparison> {
  const today = await account.read()
  const { entities, serviceLinked } = chosenEntities(principal, today)
  const keys = new Set(entities.map(entityKey))
  const matches = (one: Principal) => keys.has(keyOfPrincipal(one))
  const { activity, reading, warnings } = await foldRecords(
    source,
    query,
    questionOf(query, matches),
    observer,
    folder,
  )
  const collected = collectInScope({ activity, reading }, matches)
  const grants = grantedOnce()
  const compared = entities.map((entity) => comparedEntity(entity, today, activity, grants))
  const notInSnapshot = principal === 'all' ? strangers(activity, today) : []
  const input = summaryOf(reading, collected, warnings)
  return {
    principals: compared.map(({ comparison }) => comparison),
    notInSnapshot,
    serviceLinked,
    covered: input.covered,
    input,
    warnings: comparisonWarnings(compared, today.snapshot.truncated, notInSnapshot),
  }
}

function comparedEntity(
  entity: AccountPrincipal,
  today: GrantedToday,
  activity: AccessActivity,
  grants: GrantReader,
): ComparedEntity {
  const known = knownOf(entity, today)
  const key = entityKey(entity)
  const present = [...activity.principals.values()].some((one) => keyOfPrincipal(one) === key)
  if (!present)
    return { comparison: comparePrincipal(entity, known, [], [], grants), unmapped: 0, tooLarge: false }
  const collected = collect(activity, (one) => keyOfPrincipal(one) === key)
  const generated = generatedFor(collected)
  const documents = generated.tooLarge === undefined ? generated.documents : undefined
  return {
    comparison: comparePrincipal(entity, known, generated.needed.flatMap(requestsOf), documents, grants),
    unmapped: generated.unmapped.length,
    tooLarge: generated.tooLarge !== undefined,
  }
}

function generatedFor(collected: Collection): GeneratedPolicy {
  return generatePolicy(collected.rows, collected, { includeDenied: false })
}

/** Policies on disk stand for the identity policies; boundary and control policies stay. */
function knownOf(
  entity: AccountPrincipal,
  { snapshot, organization, policies }: GrantedToday,
): AccountPolicies {
  const known = accountPolicies(entity, snapshot, organization)
  if (policies.length === 0) return known
  return {
    ...known,
    named: policies.map((one) => ({ ...one, kind: 'file', group: undefined })),
    policies: { ...known.policies, identity: policies.map(({ document }) => document) },
    unknown: [],
  }
}

function strangers(activity: AccessActivity, today: GrantedToday): readonly string[] {
  return [...activity.principals.values()]
    .filter((one) => (one.type === 'role' || one.type === 'user') && !isKnownTo(today, one))
    .map(({ arn }) => arn)
    .sort()
}
