import type { Fact } from '../core/activity/activity.js'
import { factOf } from '../core/activity/fact.js'
import { type Fold, openFold } from '../core/activity/fold.js'
import { type IamNames, learnFrom, openIamNames } from '../core/activity/iam-names.js'
import { type MadeIdentifiers, openMadeIdentifiers } from '../core/activity/made.js'
import { whosePermission } from '../core/cloudtrail/classify.js'
import type { Principal } from '../core/cloudtrail/principal.js'
import { resolvePrincipal } from '../core/cloudtrail/principal-resolve.js'
import type { CloudTrailRecord } from '../core/cloudtrail/record.js'
import { type ActivityQuery, isByClient, isInScope } from './activity-query.js'
import type { ChosenPrincipal } from './choose-principal.js'
import { type Counts, openCounts } from './input-summary.js'
import type { RecordConsumer } from './read-records.js'

/** The activity of the principals asked for, and an account of all records that are not in it. */
export interface Collection {
  readonly query: ActivityQuery
  readonly matches: (principal: Principal) => boolean
  readonly fold: Fold
  readonly names: IamNames
  readonly made: MadeIdentifiers
  readonly skipped: Counts
  /** By ARN. */
  readonly found: Map<string, { -readonly [K in keyof ChosenPrincipal]: ChosenPrincipal[K] }>
  /** Everybody else: ARN to type. */
  readonly others: Map<string, string>
  readonly days: Set<string>
  first: string | undefined
  last: string | undefined
  matched: number
  otherPrincipals: number
  dataEvents: number
}

/** A collection of nothing yet. */
export function openCollection(query: ActivityQuery, matches: (principal: Principal) => boolean): Collection {
  return {
    query,
    matches,
    fold: openFold(),
    names: openIamNames(),
    made: openMadeIdentifiers(),
    skipped: openCounts(),
    found: new Map(),
    others: new Map(),
    days: new Set(),
    first: undefined,
    last: undefined,
    matched: 0,
    otherPrincipals: 0,
    dataEvents: 0,
  }
}

/** Puts records into a collection. */
export function collector(into: Collection): RecordConsumer<Prepared> {
  return { prepare: (record) => prepare(record, into), accept: (one) => accept(one, into) }
}

/** What one record means for the question. */
type Prepared =
  | { readonly kind: 'outside' }
  | { readonly kind: 'other'; readonly time: string; readonly arn: string; readonly type: string }
  | { readonly kind: 'skipped'; readonly time: string; readonly reason: string }
  | {
      readonly kind: 'own'
      readonly time: string
      readonly principal: Principal
      readonly fact: Fact
      readonly data: boolean
    }

function prepare(record: CloudTrailRecord, { query, matches, names, made }: Collection): Prepared {
  learnFrom(record, names)
  if (!isInScope(record, query)) return { kind: 'outside' }
  const principal = resolvePrincipal(record)
  const time = record.eventTime
  if (!matches(principal)) return { kind: 'other', time, arn: principal.arn, type: principal.type }
  const whose = whosePermission(record, principal)
  if (whose.kind === 'skipped') return { kind: 'skipped', time, reason: whose.reason }
  if (!isByClient(record, principal, query)) return { kind: 'skipped', time, reason: 'other-session' }
  made.learn(record)
  const data = record.managementEvent === false || record.eventCategory === 'Data'
  return { kind: 'own', time, principal, fact: factOf(record, principal), data }
}

function accept(one: Prepared, into: Collection): void {
  if (one.kind !== 'outside') addTime(one.time, into)
  if (one.kind === 'outside') into.skipped.add('outside-query')
  else if (one.kind === 'skipped') into.skipped.add(one.reason)
  else if (one.kind === 'own') acceptOwn(one, into)
  else {
    into.otherPrincipals += 1
    into.others.set(one.arn, one.type)
  }
}

function addTime(time: string, into: Collection): void {
  if (into.first === undefined || time < into.first) into.first = time
  if (into.last === undefined || time > into.last) into.last = time
  into.days.add(time.slice(0, 10))
}

function acceptOwn({ principal, fact, data }: Extract<Prepared, { kind: 'own' }>, into: Collection): void {
  const known = into.found.get(principal.arn) ?? { principal, records: 0 }
  into.found.set(principal.arn, known)
  if (!into.fold.add(fact)) {
    into.skipped.add('duplicate')
    return
  }
  known.records += 1
  into.matched += 1
  if (data) into.dataEvents += 1
}
