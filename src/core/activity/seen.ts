import type { Fingerprint } from './fingerprint.js'

/**
 * Which events were counted already. Trails deliver some events twice
 * (https://docs.aws.amazon.com/awscloudtrail/latest/userguide/how-cloudtrail-works.html), mostly within minutes, and logs
 * hold hundreds of millions: neither the identifiers nor all fingerprints can be kept in memory.
 */
export interface Seen {
  /** Remembers an event; false if it was there already. `place` is where and on which day it was: {@link placeOf}. */
  add(event: Fingerprint, place: string): boolean
  /** Events that are no more remembered: a further delivery of one of these counts again. */
  readonly forgotten: number
}

/** The day, account and Region of an event: what a window of log time is made of. */
export function placeOf(time: string, account: string | undefined, region: string | undefined): string {
  return `${time.slice(0, 10)} ${account ?? ''} ${region ?? ''}`
}

/**
 * How many different events may come between two deliveries of one that is still recognized: some 3 GB of JSON. It
 * costs 64 MiB at most.
 */
export const rememberedEvents = 2_000_000

/**
 * A set of bounded memory: two generations of at most `capacity` events each. An event that comes again is moved to the
 * younger one, and when that is full the older one is forgotten. So an event is recognized whatever the order of files
 * and times, if at most `capacity` other events came since its last delivery.
 */
export function openSeen(capacity: number = rememberedEvents): Seen {
  let young = openSet()
  let old = openSet()
  let forgotten = 0

  return {
    add(event) {
      if (young.size >= capacity && !young.has(event)) {
        const known = old.has(event)
        forgotten += old.size
        old = young
        young = openSet()
        young.add(event)
        return !known
      }
      return young.add(event) && !old.has(event)
    },
    get forgotten() {
      return forgotten
    },
  }
}

/** A set of fingerprints, 8 bytes a slot. */
export interface FingerprintSet {
  has(one: Fingerprint): boolean
  /** False if it was there already. */
  add(one: Fingerprint): boolean
  readonly size: number
}

const initialSlots = 1 << 6
const fullest = 0.6

/** An empty set. */
export function openSet(): FingerprintSet {
  let slots = new Uint32Array(2 * initialSlots)
  let size = 0

  function grow(): void {
    const larger = new Uint32Array(2 * slots.length)
    for (let at = 0; at < slots.length; at += 2) {
      if (slots[at + 1] !== 0) put(larger, slots[at]!, slots[at + 1]!)
    }
    slots = larger
  }

  return {
    has: ({ high, low }) => slots[2 * slotOf(slots, high, low) + 1] !== 0,
    add({ high, low }) {
      if (!put(slots, high, low)) return false
      size += 1
      if (size > (slots.length / 2) * fullest) grow()
      return true
    },
    get size() {
      return size
    },
  }
}

/** Where the fingerprint is, or the free slot where it belongs. A free slot has a low half of zero. */
function slotOf(table: Uint32Array, high: number, low: number): number {
  const mask = table.length / 2 - 1
  let slot = (high ^ low) & mask
  while (table[2 * slot + 1] !== 0 && (table[2 * slot] !== high || table[2 * slot + 1] !== low)) {
    slot = (slot + 1) & mask
  }
  return slot
}

function put(table: Uint32Array, high: number, low: number): boolean {
  const slot = slotOf(table, high, low)
  if (table[2 * slot + 1] !== 0) return false
  table[2 * slot] = high
  table[2 * slot + 1] = low
  return true
}
