import { allocate } from './arena'

/**
 * What a file adds, kept until the file was read to its end: events (84 bytes each: number of the group, time, length of
 * the identifier, a flag for the host's use, `identifier time` as text, at the end the number of the identity) and odd records (address and length of a copy,
 * place in the file). Events lie in blocks of 1023, behind 84 bytes of which the first four are the address of the next.
 */
const EVENTS_A_BLOCK: u32 = 1023
/** Bytes of an event. */
export const EVENT: usize = 84
/** Where the number of its identity lies. */
export const IDENTITY_OF_EVENT: usize = 80

let first: usize = 0
let current: usize = 0
let used: u32 = 0
/** Events of the file. */
export let eventCount: u32 = 0
/** Odd records of the file. */
export let oddCount: u32 = 0
let lastOdd: usize = 0
/** The first of them, 0 for none. */
export let firstOdd: usize = 0

/** Forgets the blocks too, which lie in the arena. */
export function resetLedger(): void {
  first = 0
  openLedger()
}

/** Starts on a file. */
export function openLedger(): void {
  current = 0
  used = EVENTS_A_BLOCK
  eventCount = 0
  oddCount = 0
  firstOdd = 0
  lastOdd = 0
}

/** Room for the next event, 0 if memory is out. */
export function nextEvent(): usize {
  if (used == EVENTS_A_BLOCK && !nextBlock()) return 0
  const at = current + EVENT + <usize>used * EVENT
  used++
  eventCount++
  return at
}

function nextBlock(): bool {
  let block = current == 0 ? first : <usize>load<u32>(current)
  if (block == 0) {
    block = allocate(EVENT * (EVENTS_A_BLOCK + 1))
    if (block == 0) return false
    store<u32>(block, 0)
    if (current == 0) first = block
    else store<u32>(current, <u32>block)
  }
  current = block
  used = 0
  return true
}

/** Where the first events of the file lie. */
export function firstBlock(): usize {
  return first
}

/** Keeps a copy of a record that is for others to read: next (0), length (4), place (8), text (16). */
export function addOdd(from: usize, to: usize, place: u32): bool {
  const size = to - from
  const odd = allocate(16 + size)
  if (odd == 0) return false
  store<u32>(odd, 0)
  store<u32>(odd, <u32>size, 4)
  store<u32>(odd, place, 8)
  memory.copy(odd + 16, from, size)
  if (lastOdd == 0) firstOdd = odd
  else store<u32>(lastOdd, <u32>odd)
  lastOdd = odd
  oddCount++
  return true
}
