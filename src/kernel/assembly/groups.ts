import { allocate } from './arena'
import { firstWord, sameBytes } from './fields'

/**
 * Groups of records that are equal in what is asked for, by the bytes of their projection: in no other way, so that two
 * groups may be one to whoever reads them, but one group is never two.
 *
 * A group: hash (0), address and length of its text (4, 8), the group it is a part of or 0 (12), its samples if they are
 * not kept by day (16), the tally of the day at hand (24), outside of the period (28), its number (32).
 */
export const GROUP_SIZE: usize = 48
const MOST_PROBES: u32 = 128

let slots: usize = 0
let capacity: u32 = 0
/** How many groups there are; their addresses lie in `list`. */
export let groupCount: u32 = 0
let list: usize = 0
let seed: u64 = 0

/** Starts with no groups, their memory given back. False if memory is out. */
export function resetGroups(newSeed: u64): bool {
  seed = newSeed
  groupCount = 0
  capacity = 0
  return grow(1 << 12)
}

/** The group of a number. */
export function groupAt(index: u32): usize {
  return <usize>load<u32>(list + ((<usize>index) << 2))
}

/** The group of a text; 0 if memory is out or the table was made to collide. */
export function groupOf(text: usize, length: u32, part: u32, outside: u32): usize {
  const hash = hashOf(text, length) ^ (part * 0x9e3779b1) ^ outside
  let slot = hash & (capacity - 1)
  for (let probe: u32 = 0; probe < MOST_PROBES; probe++) {
    const group = <usize>load<u32>(slots + ((<usize>slot) << 2))
    if (group == 0) return addGroup(slot, hash, text, length, part, outside)
    if (
      load<u32>(group) == hash &&
      load<u32>(group, 8) == length &&
      load<u32>(group, 12) == part &&
      load<u32>(group, 28) == outside &&
      sameBytes(load<u32>(group, 4), text, length)
    ) {
      return group
    }
    slot = (slot + 1) & (capacity - 1)
  }
  return 0
}

function addGroup(slot: u32, hash: u32, text: usize, length: u32, part: u32, outside: u32): usize {
  const group = allocate(GROUP_SIZE + length + 16)
  if (group == 0) return 0
  memory.fill(group, 0, GROUP_SIZE)
  memory.copy(group + GROUP_SIZE, text, length)
  store<u32>(group, hash)
  store<u32>(group, <u32>(group + GROUP_SIZE), 4)
  store<u32>(group, length, 8)
  store<u32>(group, part, 12)
  store<u32>(group, outside, 28)
  store<u32>(group, groupCount, 32)
  store<u32>(slots + ((<usize>slot) << 2), <u32>group)
  store<u32>(list + ((<usize>groupCount) << 2), <u32>group)
  groupCount++
  if (groupCount > capacity >> 1 && !grow(capacity << 1)) return 0
  return group
}

function grow(size: u32): bool {
  const newSlots = allocate((<usize>size) << 2)
  // One more than half: it grows once there are more than that.
  const newList = allocate(((<usize>size) << 1) + 4)
  if (newSlots == 0 || newList == 0) return false
  memory.fill(newSlots, 0, (<usize>size) << 2)
  for (let index: u32 = 0; index < groupCount; index++) {
    const group = groupAt(index)
    store<u32>(newList + ((<usize>index) << 2), <u32>group)
    let slot = load<u32>(group) & (size - 1)
    while (load<u32>(newSlots + ((<usize>slot) << 2)) != 0) slot = (slot + 1) & (size - 1)
    store<u32>(newSlots + ((<usize>slot) << 2), <u32>group)
  }
  slots = newSlots
  list = newList
  capacity = size
  return true
}

/** Two lanes over blocks of 16 bytes; collisions cost time and nothing else. */
function hashOf(text: usize, length: u32): u32 {
  let a = seed ^ <u64>length
  let b = seed ^ 0x9e3779b97f4a7c15
  const end = text + length
  let at = text
  while (at + 16 <= end) {
    a = rotl(a ^ load<u64>(at), 29) * 0xbf58476d1ce4e5b9
    b = rotl(b ^ load<u64>(at, 8), 31) * 0x94d049bb133111eb
    at += 16
  }
  const left = <u32>(end - at)
  a = rotl(a ^ firstWord(at, left), 29) * 0xbf58476d1ce4e5b9
  if (left > 8) b = rotl(b ^ firstWord(at + 8, left - 8), 31) * 0x94d049bb133111eb
  a ^= rotl(b, 17)
  a = (a ^ (a >> 32)) * 0xd6e8feb86659fd93
  return <u32>(a >> 32)
}
