import type { Fingerprint } from '../core/activity/fingerprint.js'
import { type FingerprintSet, openSet, type Seen } from '../core/activity/seen.js'
import type { ActivityStore, StoreBatch } from './ports.js'

/** Recognizes the events that a store has, however long ago they came: place by place, as they are met. */
export interface StoredSeen extends Seen {
  /** To be waited for before events of the places are added. */
  load(places: Iterable<string>): Promise<void>
  /** How many events came since the last {@link taken}. */
  readonly fresh: number
  /** The events that came since the last call. Forgets places that have not been met lately if memory is short. */
  taken(): StoreBatch['events']
}

interface Place {
  readonly events: FingerprintSet
  fresh: number[]
  /** In which batch it was last met. */
  met: number
}

/** How many events may be held between batches: 8 bytes each, twice as much while a set grows. */
const heldEvents = 4_000_000

/** Nothing loaded yet. `stored` are the places with events. */
export function openStoredSeen(store: ActivityStore, stored: ReadonlySet<string>): StoredSeen {
  const places = new Map<string, Place>()
  const known = new Set(stored)
  let [fresh, batch] = [0, 0]

  return {
    forgotten: 0,
    async load(wanted) {
      const missing = [...new Set(wanted)].filter((place) => !places.has(place))
      const found = await store.eventsAt(missing.filter((place) => known.has(place)))
      for (const place of missing) places.set(place, openPlace(found.get(place) ?? [], batch))
    },
    add(event, place) {
      const at = places.get(place)
      if (at === undefined) throw new Error('the events of a place must be loaded before others are added')
      at.met = batch
      if (!at.events.add(event)) return false
      at.fresh.push(event.high, event.low)
      fresh += 1
      return true
    },
    get fresh() {
      return fresh
    },
    taken() {
      const events = new Map<string, Uint32Array>()
      for (const [name, place] of places) {
        if (place.fresh.length > 0) events.set(name, Uint32Array.from(place.fresh))
        if (place.fresh.length > 0) known.add(name)
        place.fresh = []
      }
      batch += 1
      fresh = 0
      forget(places, batch)
      return events
    },
  }
}

function openPlace(parts: readonly Uint32Array[], met: number): Place {
  const events = openSet()
  for (const part of parts) {
    for (let at = 0; at < part.length; at += 2) events.add(fingerprintAt(part, at))
  }
  return { events, fresh: [], met }
}

function fingerprintAt(part: Uint32Array, at: number): Fingerprint {
  return { high: part[at]!, low: part[at + 1]! }
}

/** The places that were not met for longest go first; the store has them. */
function forget(places: Map<string, Place>, batch: number): void {
  let held = [...places.values()].reduce((sum, { events }) => sum + events.size, 0)
  const oldest = [...places].sort(([, a], [, b]) => a.met - b.met)
  for (const [name, place] of oldest) {
    if (held <= heldEvents || place.met >= batch - 1) return
    places.delete(name)
    held -= place.events.size
  }
}
