import type { Fact } from '../core/activity/activity.js'
import { factOf } from '../core/activity/fact.js'
import { type Fold, openFold } from '../core/activity/fold.js'
import {
  type IamNames,
  learnNames,
  type NameLessons,
  nameLessonsOf,
  openIamNames,
} from '../core/activity/iam-names.js'
import {
  type MadeIdentifiers,
  type MadeLessons,
  madeLessonsOf,
  openMadeIdentifiers,
} from '../core/activity/made.js'
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

/** What one record means for the question, and what it teaches whatever it means. */
interface Prepared {
  readonly names: NameLessons
  readonly meaning: Meaning
}

type Meaning =
  | { readonly kind: 'outside' }
  | { readonly kind: 'other'; readonly time: string; readonly arn: string; readonly type: string }
  | {
      readonly kind: 'skipped'
      readonly time: string
      readonly reason: string
      /** Undefined for a client that was not asked for: it is not known to be the principal meant. */
      readonly principal: Principal | undefined
    }
  | {
      readonly kind: 'own'
      readonly time: string
      readonly principal: Principal
      readonly fact: Fact
      readonly made: MadeLessons
      readonly data: boolean
    }

function prepare(record: CloudTrailRecord, collection: Collection): Prepared {
  return { names: nameLessonsOf(record), meaning: meaningOf(record, collection) }
}

function meaningOf(record: CloudTrailRecord, { query, matches }: Collection): Meaning {
  if (!isInScope(record, query)) return { kind: 'outside' }
  const principal = resolvePrincipal(record)
  const time = record.eventTime
  if (!matches(principal)) return { kind: 'other', time, arn: principal.arn, type: principal.type }
  const whose = whosePermission(record, principal)
  if (whose.kind === 'skipped') return { kind: 'skipped', time, reason: whose.reason, principal }
  if (!isByClient(record, principal, query))
    return { kind: 'skipped', time, reason: 'other-session', principal: undefined }
  const data = record.managementEvent === false || record.eventCategory === 'Data'
  const made = madeLessonsOf(record)
  return { kind: 'own', time, principal, fact: factOf(record, principal), made, data }
}

function accept({ names, meaning: one }: Prepared, into: Collection): void {
  learnNames(names, into.names)
  if (one.kind !== 'outside') addTime(one.time, into)
  if (one.kind === 'outside') into.skipped.add('outside-query')
  else if (one.kind === 'skipped') acceptSkipped(one, into)
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

function acceptSkipped({ reason, principal }: Extract<Meaning, { kind: 'skipped' }>, into: Collection): void {
  into.skipped.add(reason)
  if (principal !== undefined) findPrincipal(principal, into)
}

/** Which record comes first must not decide whether the path is known. */
function findPrincipal(principal: Principal, { found }: Collection): { records: number } {
  const known = found.get(principal.arn) ?? { principal, records: 0 }
  if (known.principal.pathUnknown === true) known.principal = principal
  found.set(principal.arn, known)
  return known
}

function acceptOwn(
  { principal, fact, made, data }: Extract<Meaning, { kind: 'own' }>,
  into: Collection,
): void {
  const known = findPrincipal(principal, into)
  into.made.learn(made)
  if (!into.fold.add(fact)) {
    into.skipped.add('duplicate')
    return
  }
  known.records += 1
  into.matched += 1
  if (data) into.dataEvents += 1
}
