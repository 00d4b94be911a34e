import { openSeen } from '../core/activity/seen.js'
import type { Principal } from '../core/cloudtrail/principal.js'
import { resolvePrincipal } from '../core/cloudtrail/principal-resolve.js'
import type { CloudTrailRecord } from '../core/cloudtrail/record.js'
import { byCodeUnit, sortedUnique } from '../core/iam/order.js'
import { sourceName } from '../core/reference/event-source.js'
import { type ActivityQuery, isByClient, isInScope } from './activity-query.js'
import { type Counts, daysMissing, type InputSummary, openCounts } from './input-summary.js'
import { inputWarnings } from './input-warnings.js'
import type { Observer, RecordSource } from './ports.js'
import { type ReadingResult, readRecords } from './read-records.js'
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

interface Sighting {
  readonly principal: Principal
  readonly inScope: boolean
  readonly time: string
  readonly service: string
  readonly fingerprint: string | undefined
}

/**
 * Who is in the logs: every identity, those that can have no policy (root, AWS services, other accounts) too. Throws
 * NO_RECORDS or NO_MATCHING_RECORDS if there is nobody.
 */
export async function principals(
  source: RecordSource,
  query: ActivityQuery,
  observer: Observer,
): Promise<PrincipalsResult> {
  const found = new Map<string, Tally>()
  const seen = openSeen()
  const skipped = openCounts()

  const reading = await readRecords<Sighting>(
    source,
    query,
    {
      prepare: (record) => sighting(record, query),
      accept: (one) => {
        if (!one.inScope) skipped.add('outside-query')
        else if (one.fingerprint !== undefined && !seen.add(one.fingerprint)) skipped.add('duplicate')
        else addSighting(found, one)
      },
    },
    observer,
  )
  for (const [reason, count] of Object.entries(reading.skipped.toRecord())) skipped.add(reason, count)
  requireRecords(reading)
  if (found.size === 0 && skipped.of('outside-query') > 0) throw noMatchingRecords(reading.recordsRead)
  const tallies = [...found.values()]
  const sorted = tallies.map(summary).sort((a, b) => b.records - a.records || byCodeUnit(a.arn, b.arn))
  return { principals: sorted, input: inputOf(reading, tallies, skipped) }
}

function inputOf(reading: ReadingResult, tallies: readonly Tally[], skipped: Counts): InputSummary {
  const days = daysMissing(new Set(tallies.flatMap((tally) => [...tally.days])))
  return {
    files: { read: reading.filesRead, skipped: reading.filesSkipped, passedOver: reading.passedOver },
    records: {
      read: reading.recordsRead,
      matched: tallies.reduce((sum, { records }) => sum + records, 0),
      otherPrincipals: 0,
      skipped: skipped.toRecord(),
    },
    covered: {
      start: tallies.map(({ first }) => first).sort(byCodeUnit)[0],
      end: tallies
        .map(({ last }) => last)
        .sort(byCodeUnit)
        .at(-1),
    },
    daysWithoutRecords: days,
    warnings: inputWarnings(reading, days),
  }
}

function sighting(record: CloudTrailRecord, query: ActivityQuery): Sighting {
  const principal = resolvePrincipal(record)
  const { eventID, eventTime, eventSource, eventName } = record
  return {
    principal,
    inScope: isInScope(record, query) && isByClient(record, principal, query),
    time: eventTime,
    service: sourceName(eventSource),
    fingerprint:
      eventID === undefined
        ? undefined
        : [eventID, eventTime, eventSource, eventName, principal.arn].join(' '),
  }
}

interface Tally {
  readonly principal: Principal
  records: number
  first: string
  last: string
  readonly days: Set<string>
  readonly services: Set<string>
}

function addSighting(found: Map<string, Tally>, { principal, time, service }: Sighting): void {
  const known = found.get(principal.arn)
  const day = time.slice(0, 10)
  if (known === undefined) {
    found.set(principal.arn, {
      principal,
      records: 1,
      first: time,
      last: time,
      days: new Set([day]),
      services: new Set([service]),
    })
    return
  }
  known.records += 1
  if (time < known.first) known.first = time
  if (time > known.last) known.last = time
  known.days.add(day)
  known.services.add(service)
}

function summary({ principal: { arn, type }, records, first, last, services }: Tally): PrincipalSummary {
  return { arn, type, records, first, last, services: sortedUnique(services) }
}
