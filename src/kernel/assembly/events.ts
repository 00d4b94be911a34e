import { allocate } from './arena'
import { firstWord, newNode, sameBytes } from './fields'

/**
 * Kinds of events, by the two texts that name them, each with the nodes of its two projected members. New kinds are
 * reported to the host; until it has decided, both members are kept whole.
 */
const SLOTS: u32 = 1 << 14
const MOST: u32 = 8000

let slots: usize = 0
let size: u32 = 0

/** Kinds that the host has not heard of, newest first. */
export let unheard: usize = 0

/** The host took them. */
export function forgetUnheard(): void {
  unheard = 0
}

/** Forgets all kinds: their memory was given back. */
export function resetEvents(): void {
  slots = 0
  size = 0
  unheard = 0
}

/**
 * The kind of an event, 0 if there are too many. Layout: address and length of the first text, then of the second; nodes
 * of the first and second member (16, 20), whether the members are projected (24), next unheard (28), whether the host has
 * decided (32), whether they count whoever called (36).
 */
export function eventOf(a: usize, lengthA: u32, b: usize, lengthB: u32): usize {
  if (slots == 0) {
    slots = allocate(SLOTS << 2)
    if (slots == 0) return 0
    memory.fill(slots, 0, SLOTS << 2)
  }
  let slot = hashOf(a, lengthA, b, lengthB) & (SLOTS - 1)
  while (true) {
    const event = <usize>load<u32>(slots + (slot << 2))
    if (event == 0) return size >= MOST ? 0 : addEvent(slot, a, lengthA, b, lengthB)
    if (
      load<u32>(event, 4) == lengthA &&
      load<u32>(event, 12) == lengthB &&
      sameBytes(load<u32>(event), a, lengthA) &&
      sameBytes(load<u32>(event, 8), b, lengthB)
    ) {
      return event
    }
    slot = (slot + 1) & (SLOTS - 1)
  }
}

function addEvent(slot: u32, a: usize, lengthA: u32, b: usize, lengthB: u32): usize {
  const event = allocate(48 + lengthA + lengthB + 32)
  if (event == 0) return 0
  memory.copy(event + 48, a, lengthA)
  memory.copy(event + 48 + lengthA, b, lengthB)
  store<u32>(event, <u32>(event + 48))
  store<u32>(event, lengthA, 4)
  store<u32>(event, <u32>(event + 48 + lengthA), 8)
  store<u32>(event, lengthB, 12)
  store<u32>(event, <u32>newNode(1, event), 16)
  store<u32>(event, <u32>newNode(1, event), 20)
  store<u32>(event, 0, 24)
  store<u32>(event, <u32>unheard, 28)
  store<u32>(event, 0, 32)
  store<u32>(event, 0, 36)
  unheard = event
  store<u32>(slots + (slot << 2), <u32>event)
  size++
  return event
}

function hashOf(a: usize, lengthA: u32, b: usize, lengthB: u32): u32 {
  let hash = (firstWord(a, lengthA) ^ ((<u64>lengthA) << 56)) * 0x9e3779b97f4a7c15
  hash ^= hash >> 29
  hash = (hash ^ firstWord(b, lengthB)) * 0xbf58476d1ce4e5b9
  if (lengthB > 8) hash = (hash ^ (hash >> 31) ^ load<u64>(b + lengthB - 8)) * 0x94d049bb133111eb
  return <u32>((hash ^ lengthB) >> 40)
}
