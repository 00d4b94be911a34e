import { allocate } from './arena'
import { firstWord, sameBytes } from './fields'

/**
 * Tables of texts on which the host decides, once on each: user agents, callers. New ones are reported to it.
 *
 * The head of a table lies where layout.ts says: its slots (0), how many texts it has (4), those that the host has not heard
 * of, newest first (8). An entry: address and length of the text (0, 4), whether the host has decided (8), the next one
 * unheard (12), what it decided (16 to 31).
 */
const SLOTS: u32 = 1 << 14
const MOST: u32 = 8000
const ENTRY_SIZE: usize = 32

let seed: u64 = 0

/** Empties a table, whose memory was given back. The seed makes the order of entries nobody's to choose. */
export function resetTable(table: usize, newSeed: u64): void {
  seed = newSeed
  memory.fill(table, 0, 16)
}

/** Entries that the host has not heard of. */
export function takeUnheard(table: usize): usize {
  const first = <usize>load<u32>(table, 8)
  store<u32>(table, 0, 8)
  return first
}

/** Whether the host has decided on an entry. */
export function isDecided(entry: usize): bool {
  return load<u32>(entry, 8) != 0
}

/** The entry of a text, 0 if there are too many. */
export function entryOf(table: usize, at: usize, length: u32): usize {
  let slots = <usize>load<u32>(table)
  if (slots == 0) {
    slots = allocate(SLOTS << 2)
    if (slots == 0) return 0
    memory.fill(slots, 0, SLOTS << 2)
    store<u32>(table, <u32>slots)
  }
  let slot = hashOf(at, length) & (SLOTS - 1)
  while (true) {
    const entry = <usize>load<u32>(slots + (slot << 2))
    if (entry == 0) return load<u32>(table, 4) >= MOST ? 0 : addEntry(table, slots + (slot << 2), at, length)
    if (load<u32>(entry, 4) == length && sameBytes(load<u32>(entry), at, length)) return entry
    slot = (slot + 1) & (SLOTS - 1)
  }
}

function addEntry(table: usize, slot: usize, at: usize, length: u32): usize {
  const entry = allocate(ENTRY_SIZE + length + 16)
  if (entry == 0) return 0
  memory.fill(entry, 0, ENTRY_SIZE)
  memory.copy(entry + ENTRY_SIZE, at, length)
  store<u32>(entry, <u32>(entry + ENTRY_SIZE))
  store<u32>(entry, length, 4)
  store<u32>(entry, load<u32>(table, 8), 12)
  store<u32>(table, <u32>entry, 8)
  store<u32>(table, load<u32>(table, 4) + 1, 4)
  store<u32>(slot, <u32>entry)
  return entry
}

function hashOf(at: usize, length: u32): u32 {
  let hash = seed ^ <u64>length
  const end = at + length
  for (; at + 8 <= end; at += 8) hash = rotl(hash ^ load<u64>(at), 29) * 0xbf58476d1ce4e5b9
  hash = rotl(hash ^ firstWord(at, <u32>(end - at)), 29) * 0xbf58476d1ce4e5b9
  return <u32>(hash >> 40)
}
