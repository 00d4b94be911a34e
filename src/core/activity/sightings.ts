import { byCodeUnit } from '../iam/order.js'
import type { Evidence } from './evidence.js'

/** What is seen of a record at a glance. */
export interface Sighted {
  /** Of the principal. */
  readonly arn: string
  readonly time: string
  readonly region: string | undefined
  /** The account that received the record, else the caller's. */
  readonly account: string | undefined
  readonly eventSource: string
  readonly eventName: string
  /** `call` for a caller's own use of a permission, else the reason why it is none. */
  readonly meaning: string
  /** True for a data event. */
  readonly data: boolean
}

/** Records of one principal on one day that mean the same, in one Region, account and service. */
export interface Sighting {
  readonly arn: string
  readonly day: string
  readonly region: string | undefined
  readonly account: string | undefined
  readonly eventSource: string
  readonly meaning: string
  readonly data: boolean
  /** Each event once. */
  events: number
  /** As often as it was delivered. */
  deliveries: number
  first: string
  last: string
}

/** Who was there, day by day. As many as there are principals, days, places and services that met. */
export interface Sightings {
  all(): readonly Sighting[]
}

/** Sightings that grow. */
export interface OpenSightings extends Sightings {
  add(one: Sighted, evidence: Pick<Evidence, 'first' | 'last'>, events: number, deliveries: number): void
  /** The same on several days: the time of `one` does not count. */
  addDays(one: Sighted, days: Iterable<DaySeen>): void
  merge(other: Sightings): void
}

/** What is seen of records that are alike on one day. */
export interface DaySeen {
  readonly day: string
  readonly first: string
  readonly last: string
  /** Each event once. */
  readonly events: number
  /** Second deliveries too. */
  readonly deliveries: number
}

/** Nobody yet. */
export function openSightings(): OpenSightings {
  const byKey = new Map<string, Sighting>()

  function addTo(key: string, sighting: Sighting): void {
    const known = byKey.get(key)
    if (known === undefined) {
      byKey.set(key, { ...sighting })
      return
    }
    known.events += sighting.events
    known.deliveries += sighting.deliveries
    if (sighting.first < known.first) known.first = sighting.first
    if (sighting.last > known.last) known.last = sighting.last
  }

  return {
    add({ arn, time, region, account, eventSource, meaning, data }, { first, last }, events, deliveries) {
      const place = { arn, day: time.slice(0, 10), region, account, eventSource, meaning, data }
      addTo(keyOf(place), { ...place, events, deliveries, first, last })
    },
    addDays({ arn, region, account, eventSource, meaning, data }, days) {
      const after = keyOf({ arn, day: '', region, account, eventSource, meaning, data }).slice(arn.length + 1)
      for (const { day, first, last, events, deliveries } of days) {
        const place = { arn, day, region, account, eventSource, meaning, data }
        addTo(`${arn}\u0000${day}${after}`, { ...place, events, deliveries, first, last })
      }
    },
    merge(other) {
      for (const sighting of other.all()) addTo(keyOf(sighting), sighting)
    },
    all: () => [...byKey].sort(([a], [b]) => byCodeUnit(a, b)).map(([, sighting]) => sighting),
  }
}

type Place = Pick<Sighting, 'arn' | 'day' | 'region' | 'account' | 'eventSource' | 'meaning' | 'data'>

function keyOf({ arn, day, region, account, eventSource, meaning, data }: Place): string {
  return [arn, day, region ?? '', account ?? '', eventSource, meaning, data ? 'data' : ''].join('\u0000')
}
