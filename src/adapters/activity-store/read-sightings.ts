import type { Sighting } from '../../core/activity/sightings.js'
import { byCodeUnit } from '../../core/iam/order.js'
import { type Connection, rowsOf } from './database.js'
import type { Condition } from './scope.js'

interface SightingRow {
  readonly arn: string
  readonly region: string | null
  readonly account: string | null
  readonly event_source: string
  readonly meaning: string
  readonly data: boolean
  /** A line each: the day, the first and last time, the events and the deliveries; none of them can hold a space. */
  readonly days: string
}

/**
 * Who was there on the days and at the places of a condition. A text for all days of a place costs a fraction of a row for
 * each of them: the binding makes every cell one by one.
 */
export async function readSightings(connection: Connection, scope: Condition): Promise<Sighting[]> {
  const rows = await rowsOf<SightingRow>(
    connection,
    `SELECT arn, region, account, event_source, meaning, data,
       string_agg(concat_ws(' ', day, first, last, events, deliveries), chr(10)) AS days
     FROM stored.sighting WHERE ${scope.sql} GROUP BY ALL ORDER BY ALL`,
    scope.values,
  )
  return rows.flatMap(sightingsOf)
}

/** One of every day, the earliest first; several commits may each have seen a part of it. */
function sightingsOf(row: SightingRow): Sighting[] {
  const { arn, event_source: eventSource, meaning, data } = row
  const [region, account] = [row.region ?? undefined, row.account ?? undefined]
  const sightings: Sighting[] = []
  const lines = row.days.split('\n')
  if (!isSorted(lines)) lines.sort(byCodeUnit)
  for (const line of lines) {
    const [day = '', first = '', last = '', counted = '', delivered = ''] = line.split(' ')
    const [events, deliveries] = [Number(counted), Number(delivered)]
    const known = sightings.at(-1)
    // Written out: there are thousands, and spreading them takes most of the time that they take.
    if (known?.day !== day) {
      sightings.push({
        arn,
        day,
        region,
        account,
        eventSource,
        meaning,
        data,
        events,
        deliveries,
        first,
        last,
      })
    } else {
      known.events += events
      known.deliveries += deliveries
      if (first < known.first) known.first = first
      if (last > known.last) known.last = last
    }
  }
  return sightings
}

/** So it is after a compaction. */
function isSorted(lines: readonly string[]): boolean {
  return lines.every((line, at) => at === 0 || lines[at - 1]! <= line)
}
