import type { Sighting } from '../core/activity/sightings.js'
import { resolvePrincipal } from '../core/cloudtrail/principal-resolve.js'
import { byCodeUnit, sortedUnique } from '../core/iam/order.js'
import { sourceName } from '../core/reference/event-source.js'
import { type ActivityQuery, isByClient, isInScope } from './activity-query.js'
import { windowOf } from './collect-activity.js'
import { type ActivitySource, foldRecords } from './fold-records.js'
import { daysMissing, type InputSummary, openCounts } from './input-summary.js'
import { inputWarnings } from './input-warnings.js'
import type { FileFolder, Observer, ReadingResult } from './ports.js'
import { noMatchingRecords, requireRecords } from './require-records.js'

/** A principal of the logs. */
export interface PrincipalSummary {
  readonly arn: string
  readonly type: string
  /** Events, each counted once. Sign-ins and the like count here: they show that somebody was there. */
  readonly records: number
  readonly first: string
  readonly last: string
  readonly services: readonly string[]
}

/** Who is in the logs, and what became of the input. */
export interface PrincipalsResult {
  /** By number of records, the busiest first; ties by ARN. */
  readonly principals: readonly PrincipalSummary[]
  readonly input: InputSummary
}

/**
 * Who is in the logs: every identity, those that can have no policy (root, AWS services, other accounts) too. Throws
 * NO_RECORDS or NO_MATCHING_RECORDS if there is nobody.
 */
export async function principals(
  source: ActivitySource,
  query: ActivityQuery,
  observer: Observer,
  folder?: FileFolder,
): Promise<PrincipalsResult> {
  const { activity, reading, warnings } = await foldRecords(
    source,
    query,
    {
      inScope: (record) => isInScope(record, query) && isByClient(record, resolvePrincipal(record), query),
      rowsOf: () => false,
    },
    observer,
    folder,
  )
  requireRecords(reading)
  if (activity.principals.size === 0 && activity.outside > 0) throw noMatchingRecords(reading.recordsRead)
  const sightings = activity.sightings.all()
  const byArn = new Map<string, Sighting[]>()
  for (const one of sightings) byArn.get(one.arn)?.push(one) ?? byArn.set(one.arn, [one])
  const list = [...byArn].map(([arn, own]) => summary(arn, activity.principals.get(arn)!.type, own))
  const sorted = list.sort((a, b) => b.records - a.records || byCodeUnit(a.arn, b.arn))
  return { principals: sorted, input: inputOf(reading, sightings, activity.outside, warnings) }
}

function inputOf(
  reading: ReadingResult,
  sightings: readonly Sighting[],
  outside: number,
  bounds: readonly string[],
): InputSummary {
  const { first, last, days } = windowOf(sightings)
  const missing = daysMissing(days)
  const matched = eventsIn(sightings)
  const deliveries = sightings.reduce((sum, one) => sum + one.deliveries, 0)
  const skipped = openCounts()
  if (outside > 0) skipped.add('outside-query', outside)
  if (deliveries > matched) skipped.add('duplicate', deliveries - matched)
  for (const [reason, count] of Object.entries(reading.skipped.toRecord())) skipped.add(reason, count)
  return {
    files: { read: reading.filesRead, skipped: reading.filesSkipped, passedOver: reading.passedOver },
    records: { read: reading.recordsRead, matched, otherPrincipals: 0, skipped: skipped.toRecord() },
    covered: { start: first, end: last },
    daysWithoutRecords: missing,
    warnings: [...inputWarnings(reading, missing), ...bounds],
  }
}

function eventsIn(sightings: readonly Sighting[]): number {
  return sightings.reduce((sum, { events }) => sum + events, 0)
}

function summary(arn: string, type: string, own: readonly Sighting[]): PrincipalSummary {
  const { first, last } = windowOf(own)
  const services = sortedUnique(own.map(({ eventSource }) => sourceName(eventSource)))
  return { arn, type, records: eventsIn(own), first: first!, last: last!, services }
}
