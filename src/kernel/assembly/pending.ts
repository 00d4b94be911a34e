import { PENDING, PENDING_END } from './layout'

/**
 * Records in which the host has yet to decide on something: a kind of event, a key, a user agent. They are read again once
 * it has, so that the text of a group never depends on what was met before it.
 */
const MOST_ROUNDS: u32 = 24

/** How many wait. */
export let pendingCount: u32 = 0
let rounds: u32 = 0

/** Starts on another piece of text. */
export function openPending(): void {
  pendingCount = 0
  rounds = 0
}

/** Notes a record. False if there is no room, or if it was put off often enough: then it is taken as it is. */
export function putOff(at: usize): bool {
  const place = PENDING + ((<usize>pendingCount) << 2)
  if (place >= PENDING_END || rounds >= MOST_ROUNDS) return false
  store<u32>(place, <u32>at)
  pendingCount++
  return true
}

/** Starts another round: how many records there are, which are noted anew one by one. */
export function nextRound(): u32 {
  const count = pendingCount
  pendingCount = 0
  rounds++
  return count
}

/** The place of a record of this round; it has to be read before as many others are put off. */
export function pendingAt(index: u32): usize {
  return <usize>load<u32>(PENDING + ((<usize>index) << 2))
}
