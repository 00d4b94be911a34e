import { allocate } from './arena'
import { sameBytes } from './fields'

/**
 * Who calls, by the text of the identity as it is projected, without what sessions have of their own. The host says of
 * whom requests are asked for; new ones are reported to it.
 */
const SLOTS: u32 = 1 << 12
const MOST: u32 = 2000

let slots: usize = 0
let size: u32 = 0
let isAsked: bool = false
let unheard: usize = 0

/** Whether callers are told apart. */
export function setCallers(asked: bool): void {
  isAsked = asked
}

/** Callers that the host has not heard of, newest first. */
export function takeUnheardCallers(): usize {
  const first = unheard
  unheard = 0
  return first
}

/** Forgets all callers: their memory was given back. */
export function resetCallers(): void {
  slots = 0
  size = 0
  unheard = 0
}

/**
 * A caller, 0 if there are too many or nobody asks. Layout: address and length of the text (0, 4), whether the host has
 * decided (8), whether only the presence of the caller counts (12), next unheard (16).
 */
export function callerOf(at: usize, length: u32): usize {
  if (!isAsked) return 0
  if (slots == 0) {
    slots = allocate(SLOTS << 2)
    if (slots == 0) return 0
    memory.fill(slots, 0, SLOTS << 2)
  }
  let slot = hashOf(at, length) & (SLOTS - 1)
  while (true) {
    const caller = <usize>load<u32>(slots + (slot << 2))
    if (caller == 0) return size >= MOST ? 0 : addCaller(slot, at, length)
    if (load<u32>(caller, 4) == length && sameBytes(load<u32>(caller), at, length)) return caller
    slot = (slot + 1) & (SLOTS - 1)
  }
}

/** Whether the host has decided on a caller. */
export function isDecided(caller: usize): bool {
  return load<u32>(caller, 8) != 0
}

/** Whether of a caller only the presence counts. */
export function isPassedOver(caller: usize): bool {
  return caller != 0 && load<u32>(caller, 12) != 0
}

function addCaller(slot: u32, at: usize, length: u32): usize {
  const caller = allocate(32 + length + 16)
  if (caller == 0) return 0
  memory.fill(caller, 0, 32)
  memory.copy(caller + 32, at, length)
  store<u32>(caller, <u32>(caller + 32))
  store<u32>(caller, length, 4)
  store<u32>(caller, <u32>unheard, 16)
  unheard = caller
  store<u32>(slots + (slot << 2), <u32>caller)
  size++
  return caller
}

function hashOf(at: usize, length: u32): u32 {
  let hash: u64 = <u64>length
  const end = at + length
  for (; at + 8 <= end; at += 8) hash = rotl(hash ^ load<u64>(at), 29) * 0xbf58476d1ce4e5b9
  for (; at < end; at++) hash = rotl(hash ^ <u64>load<u8>(at), 29) * 0xbf58476d1ce4e5b9
  return <u32>(hash >> 40)
}
