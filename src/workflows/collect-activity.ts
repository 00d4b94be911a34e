import type { AccessActivity } from '../core/activity/access-activity.js'
import type { Activity } from '../core/activity/activity.js'
import type { ClientUse } from '../core/activity/clients.js'
import type { IamNames } from '../core/activity/iam-names.js'
import { type MadeIdentifiers, openMadeIdentifiers } from '../core/activity/made.js'
import type { RuntimeUse } from '../core/activity/runtime.js'
import type { Sighting } from '../core/activity/sightings.js'
import type { Principal } from '../core/cloudtrail/principal.js'
import { prefixOfEventSource } from '../core/reference/event-source.js'
import type { ChosenPrincipal } from './choose-principal.js'
import type { FoldedRecords } from './fold-records.js'
import { type Counts, openCounts } from './input-summary.js'
import { noMatchingRecords, requireRecords } from './require-records.js'

/** The activity of the principals asked for, and an account of all records that are not in it. */
export interface Collection {
  readonly rows: readonly Activity[]
  readonly names: IamNames
  readonly made: MadeIdentifiers
  readonly runtimes: readonly RuntimeUse[]
  readonly clients: readonly ClientUse[]
  readonly skipped: Counts
  /** The principals asked for who were there. */
  readonly found: readonly ChosenPrincipal[]
  /** Everybody else: ARN to type. */
  readonly others: ReadonlyMap<string, string>
  readonly days: ReadonlySet<string>
  readonly first: string | undefined
  readonly last: string | undefined
  readonly matched: number
  readonly otherPrincipals: number
  /** Prefixes of the services of whose data events some are the principal's. */
  readonly dataServices: ReadonlySet<string>
}

/** What was collected when at least one record is in scope. */
export interface CollectionInScope extends Collection {
  readonly first: string
  readonly last: string
}

/** {@link collect} of what was read. Throws NO_RECORDS, or NO_MATCHING_RECORDS if no record is in scope. */
export function collectInScope(
  { activity, reading }: Pick<FoldedRecords, 'activity' | 'reading'>,
  matches: (principal: Principal) => boolean,
): CollectionInScope {
  requireRecords(reading)
  const collected = collect(activity, matches)
  const { first, last } = collected
  if (first === undefined || last === undefined) throw noMatchingRecords(reading.recordsRead)
  return { ...collected, first, last }
}

/** Selects the principals asked for from an activity whose rows are theirs. */
export function collect(activity: AccessActivity, matches: (principal: Principal) => boolean): Collection {
  const sightings = activity.sightings.all()
  const wanted = new Map([...activity.principals].map(([arn, principal]) => [arn, matches(principal)]))
  const own = sightings.filter(({ arn }) => wanted.get(arn) === true)
  const rest = sightings.filter(({ arn }) => wanted.get(arn) !== true)
  const calls = own.filter(({ meaning }) => meaning === 'call')
  const made = openMadeIdentifiers()
  for (const { place, lessons } of activity.made.all()) if (wanted.get(place.arn)) made.learn(lessons)
  return {
    rows: activity.rows().filter(({ call }) => wanted.get(call.principal) === true),
    names: activity.names,
    made,
    runtimes: activity.runtimes.all().filter(({ arn }) => wanted.get(arn) === true),
    clients: activity.clients.all().filter(({ arn }) => wanted.get(arn) === true),
    skipped: skippedOf(own, activity.outside),
    found: foundIn(own, activity.principals),
    others: new Map(rest.map(({ arn }) => [arn, activity.principals.get(arn)?.type ?? 'unknown'])),
    ...windowOf(sightings),
    matched: sum(calls, ({ events }) => events),
    otherPrincipals: sum(rest, ({ deliveries }) => deliveries),
    dataServices: new Set(
      calls.filter(({ data }) => data).flatMap(({ eventSource }) => prefixOf(eventSource)),
    ),
  }
}

/** First and last time, and the days with any record. */
export function windowOf(sightings: readonly Sighting[]): Pick<Collection, 'first' | 'last' | 'days'> {
  let [first, last]: [string | undefined, string | undefined] = [undefined, undefined]
  for (const sighting of sightings) {
    if (first === undefined || sighting.first < first) first = sighting.first
    if (last === undefined || sighting.last > last) last = sighting.last
  }
  return { first, last, days: new Set(sightings.map(({ day }) => day)) }
}

function skippedOf(own: readonly Sighting[], outside: number): Counts {
  const skipped = openCounts()
  if (outside > 0) skipped.add('outside-query', outside)
  for (const { meaning, events, deliveries } of own) {
    if (meaning !== 'call') skipped.add(meaning, deliveries)
    else if (deliveries > events) skipped.add('duplicate', deliveries - events)
  }
  return skipped
}

/** A client that was not asked for is not known to be the principal meant. */
function foundIn(own: readonly Sighting[], principals: AccessActivity['principals']): ChosenPrincipal[] {
  const records = new Map<string, number>()
  for (const { arn, meaning, events } of own) {
    if (meaning !== 'other-session' && meaning !== 'other-cluster')
      records.set(arn, (records.get(arn) ?? 0) + (meaning === 'call' ? events : 0))
  }
  return [...records].flatMap(([arn, count]) => {
    const principal = principals.get(arn)
    return principal === undefined ? [] : [{ principal, records: count }]
  })
}

function prefixOf(eventSource: string): string[] {
  const prefix = prefixOfEventSource(eventSource)
  return prefix === undefined ? [] : [prefix]
}

function sum<T>(list: readonly T[], of: (one: T) => number): number {
  return list.reduce((total, one) => total + of(one), 0)
}
