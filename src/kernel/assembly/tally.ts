import { allocate } from './arena'
import { sameBytes } from './fields'

/**
 * What the events of a group come to on one day. A tally: the next one (0), the day since 1970 (4), events (8), their first
 * and last time (12, 16), deliveries (20), its samples if they are kept by day (24), first and last time of all deliveries
 * (28, 32).
 */
const TALLY_SIZE: usize = 48
/** Samples: how many are kept (0), then three of 48 bytes from 16 on: time (0), length (4), text (8). */
const SAMPLES_SIZE: usize = 16 + 3 * 48
const SAMPLE: usize = 48
const SAMPLES: u32 = 3
/** A longer eventID makes a record odd. */
export const LONGEST_IDENTIFIER: u32 = 40

/** Where a group keeps its samples, and the tally of the day at hand. */
const SAMPLES_OF_GROUP: usize = 16
const TALLY_OF_GROUP: usize = 24
const SAMPLES_OF_TALLY: usize = 24

let byDay: bool = false

/** Whether samples are kept of every day. */
export function setByDay(value: bool): void {
  byDay = value
}

/**
 * Adds an event to the tally of its day; time in seconds since 1970. One that was delivered before counts as a delivery
 * alone. False if memory is out.
 */
export function tally(group: usize, time: u32, identifier: usize, length: u32, repeated: u32): bool {
  const day = time / 86400
  let at = <usize>load<u32>(group, TALLY_OF_GROUP)
  if (at == 0 || load<u32>(at, 4) != day) {
    at = tallyOf(group, day)
    if (at == 0) return false
  }
  store<u32>(at, load<u32>(at, 8) + 1 - repeated, 8)
  store<u32>(at, load<u32>(at, 20) + 1, 20)
  if (time < load<u32>(at, 28)) store<u32>(at, time, 28)
  if (time > load<u32>(at, 32)) store<u32>(at, time, 32)
  if (repeated != 0) return true
  if (time < load<u32>(at, 12)) store<u32>(at, time, 12)
  if (time > load<u32>(at, 16)) store<u32>(at, time, 16)
  const samples = byDay ? samplesAt(at + SAMPLES_OF_TALLY) : samplesAt(group + SAMPLES_OF_GROUP)
  if (samples == 0) return false
  addSample(samples, time, identifier, length)
  return true
}

function samplesAt(place: usize): usize {
  const known = <usize>load<u32>(place)
  if (known != 0) return known
  const samples = allocate(SAMPLES_SIZE)
  if (samples == 0) return 0
  store<u32>(samples, 0)
  store<u32>(place, <u32>samples)
  return samples
}

/** The tally of another day, moved to the front: logs come in the order of time, more or less. */
function tallyOf(group: usize, day: u32): usize {
  const first = <usize>load<u32>(group, TALLY_OF_GROUP)
  let before: usize = 0
  let at = first
  while (at != 0 && load<u32>(at, 4) != day) {
    before = at
    at = <usize>load<u32>(at)
  }
  if (at == first && at != 0) return at
  if (at == 0) {
    at = allocate(TALLY_SIZE)
    if (at == 0) return 0
    memory.fill(at, 0, TALLY_SIZE)
    store<u32>(at, day, 4)
    store<u32>(at, 0xffffffff, 12)
    store<u32>(at, 0xffffffff, 28)
  } else store<u32>(before, load<u32>(at))
  store<u32>(at, <u32>first)
  store<u32>(group, <u32>at, TALLY_OF_GROUP)
  return at
}

/** Keeps the three earliest events; of an identifier that comes again, the earliest time. */
function addSample(at: usize, time: u32, identifier: usize, length: u32): void {
  const kept = load<u32>(at)
  const samples = at + 16
  const last = samples + <usize>(SAMPLES - 1) * SAMPLE
  if (kept == SAMPLES && time > load<u32>(last)) return
  let place = kept
  for (let index: u32 = 0; index < kept; index++) {
    const sample = samples + <usize>index * SAMPLE
    if (load<u32>(sample, 4) == length && sameBytes(sample + 8, identifier, length)) {
      if (load<u32>(sample) <= time) return
      place = index
      break
    }
  }
  if (place == kept && kept < SAMPLES) store<u32>(at, kept + 1)
  if (place == SAMPLES) {
    if (!precedes(time, identifier, length, last)) return
    place = SAMPLES - 1
  }
  while (place > 0 && precedes(time, identifier, length, samples + <usize>(place - 1) * SAMPLE)) {
    memory.copy(samples + <usize>place * SAMPLE, samples + <usize>(place - 1) * SAMPLE, SAMPLE)
    place--
  }
  const sample = samples + <usize>place * SAMPLE
  store<u32>(sample, time)
  store<u32>(sample, length, 4)
  memory.copy(sample + 8, identifier, length)
}

function precedes(time: u32, identifier: usize, length: u32, sample: usize): bool {
  const other = load<u32>(sample)
  if (time != other) return time < other
  const otherLength = load<u32>(sample, 4)
  const order = memory.compare(identifier, sample + 8, length < otherLength ? length : otherLength)
  return order < 0 || (order == 0 && length < otherLength)
}
