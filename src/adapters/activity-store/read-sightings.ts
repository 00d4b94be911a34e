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
  const place = { arn, region, account, eventSource, meaning, data }
  const sightings: Sighting[] = []
  for (const line of row.days.split('\n').sort(byCodeUnit)) {
    const [day = '', first = '', last = '', events, deliveries] = line.split(' ')
    const known = sightings.at(-1)
    if (known?.day !== day) {
      const counts = { events: Number(events), deliveries: Number(deliveries), first, last }
      sightings.push({ ...place, day, ...counts })
    } else {
      known.events += Number(events)
      known.deliveries += Number(deliveries)
      if (first < known.first) known.first = first
      if (last > known.last) known.last = last
    }
  }
  return sightings
}
