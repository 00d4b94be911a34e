import { allocate } from './arena'
import { callerOf, isPassedOver } from './callers'
import { isDecided } from './interned'
import { IDENTITIES } from './layout'
import { copyOut, out, put } from './output'
import { isOdd, keepMember, markOdd, markUndecided, needsWhole, projectByAction, undecided } from './project'
import { identityFlags, keepsSessions, passOver, setIdentityFlags } from './special'

/**
 * Who called comes again and again, byte by byte, and is a third of a record. The identities met last are kept with all
 * that reading them came to, so that one that is met again is compared instead of read: its text is a whole object, which
 * ends where the bytes are equal. Text that is not there yet is zeros, which are in no identity.
 *
 * An identity is looked for in the four places of a set: by bytes near its start, and by 16 more from where another one
 * with the same start was seen to differ (of a session under new credentials, their key).
 */
const SETS: u32 = 256
const WAYS: u32 = 4
/** Longer identities, or such with longer projections, are read each time. */
const LONGEST: u32 = 1264
const ROOM: usize = 1280
const HEAD: usize = 32
/** Not a power of two, or all would fall together in the processor's cache. */
const PLACE: usize = HEAD + 3 * ROOM + 32

/** By places: 0 for one that is free, else the hash. By starts: where to look for a difference, a place, its hash. */
const HASHES: usize = IDENTITIES
const STARTS: usize = HASHES + ((<usize>(SETS * WAYS)) << 2)
const START: usize = 12
const MOST_STARTS: u32 = 1024
/** Of each set, which place is given up next. */
const TURNS: usize = STARTS + <usize>MOST_STARTS * START
const PLACES: usize = TURNS + <usize>SETS

/** The number of the identity of the record at hand; 0 if it has none, or if nobody asks. */
export let identity: u32 = 0
/** Of whoever called only the presence counts, not what was asked for. */
export let isPresence: bool = false

let isTold: bool = false
let numbers: u32 = 0

let unheardIdentities: usize = 0
let lastUnheard: usize = 0

let start: u32 = 0
let hash: u32 = 0

/** Identities that the host has not heard of, in the order of their numbers: the next (0), length (4), text (16). */
export function takeUnheardIdentities(): usize {
  const first = unheardIdentities
  unheardIdentities = 0
  lastUnheard = 0
  return first
}

/** Forgets all identities and numbers. */
export function resetIdentities(): void {
  numbers = 0
  takeUnheardIdentities()
  memory.fill(HASHES, 0, PLACES - HASHES)
}

/** Whether identities are numbered from now on, and told to the host. */
export function setIdentities(told: bool): void {
  isTold = told
}

/** Starts on a record. */
export function forgetIdentity(): void {
  identity = 0
  isPresence = false
}

/** Writes the member with the identity as it is projected, and gives the end of its value; 0 as for any member. */
export function readIdentity(entry: usize, key: usize, keyEnd: usize, value: usize): usize {
  // Whoever reads records takes no more than an object for an identity: nothing of another value may be cut.
  if (load<u8>(value) != 0x7b) return keepMember(key, value, 1)
  const known = find(value)
  const projection = keepsSessions ? 8 : 0
  if (known == 0 || load<u32>(known + projection, 8) == 0)
    return readAnew(entry, key, keyEnd, value, known, projection)
  copyOut(key - 1, keyEnd + 1)
  put(0x3a)
  const text = textOf(known, projection)
  copyOut(text, text + <usize>load<u32>(known + projection, 8))
  setIdentityFlags(load<u32>(known + projection, 12))
  identity = load<u32>(known, 4)
  meet(<usize>load<u32>(known, 24))
  return value + <usize>load<u32>(known)
}

function meet(caller: usize): void {
  if (caller == 0) return
  if (!isDecided(caller)) markUndecided()
  isPresence = isPassedOver(caller)
  if (isPresence) passOver()
}

/**
 * A place: length (0) and number (4) of the identity; length (8) of its projection and flags (12), the same (16, 20) where
 * sessions are written as they are; who the caller is (24); then the three texts.
 */
function textOf(place: usize, projection: usize): usize {
  return place + HEAD + ROOM + (projection == 0 ? 0 : ROOM)
}

function readAnew(
  entry: usize,
  key: usize,
  keyEnd: usize,
  value: usize,
  known: usize,
  projection: usize,
): usize {
  const wasPlain = !isOdd && !undecided && !needsWhole
  const from = out + (keyEnd - key) + 3
  const end = projectByAction(entry, key, keyEnd, value, 1)
  if (end == 0 || isOdd) return end
  const length = <u32>(end - value)
  const written = <u32>(out - from)
  const isKept =
    wasPlain && !undecided && !needsWhole && length <= LONGEST && written > 0 && written <= LONGEST
  if (known == 0 && isTold && !tell(value, length)) markOdd()
  const caller = known != 0 ? <usize>load<u32>(known, 24) : keepsSessions ? 0 : callerOf(from, written)
  if (known == 0 && isKept) known = keep(value, length)
  meet(caller)
  if (known == 0) return end
  identity = load<u32>(known, 4)
  store<u32>(known, <u32>caller, 24)
  if (!isKept) return end
  store<u32>(known + projection, written, 8)
  store<u32>(known + projection, identityFlags(), 12)
  memory.copy(textOf(known, projection), from, written)
  return end
}

/** Gives the identity a number and a copy for the host. False if memory is out. */
function tell(text: usize, length: u32): bool {
  const told = allocate(16 + length)
  if (told == 0) return false
  store<u32>(told, 0)
  store<u32>(told, length, 4)
  memory.copy(told + 16, text, length)
  if (lastUnheard == 0) unheardIdentities = told
  else store<u32>(lastUnheard, <u32>told)
  lastUnheard = told
  identity = ++numbers
  return true
}

/** The place where an identity is kept, 0 if it is not. */
function find(text: usize): usize {
  start = startOf(text)
  const other = STARTS + <usize>(start & (MOST_STARTS - 1)) * START
  hash = hashOf(text + <usize>load<u32>(other))
  const set = hash & (SETS - 1)
  for (let way: u32 = 0; way < WAYS; way++) {
    const at = set * WAYS + way
    if (load<u32>(HASHES + ((<usize>at) << 2)) == hash) {
      const place = PLACES + <usize>at * PLACE
      if (isSame(place + HEAD, text, load<u32>(place))) return place
    }
  }
  return 0
}

/** Whether two texts are equal. Reads up to 63 bytes over their ends. */
function isSame(a: usize, b: usize, length: u32): bool {
  const end = a + length
  while (a + 64 <= end) {
    const first = v128.xor(v128.load(a), v128.load(b))
    const second = v128.xor(v128.load(a, 16), v128.load(b, 16))
    const third = v128.xor(v128.load(a, 32), v128.load(b, 32))
    const fourth = v128.xor(v128.load(a, 48), v128.load(b, 48))
    if (v128.any_true(v128.or(v128.or(first, second), v128.or(third, fourth)))) return false
    a += 64
    b += 64
  }
  while (a + 16 <= end) {
    if (v128.any_true(v128.xor(v128.load(a), v128.load(b)))) return false
    a += 16
    b += 16
  }
  if (a == end) return true
  const mask = (1 << (<i32>(end - a))) - 1
  return (i8x16.bitmask(i8x16.eq(v128.load(a), v128.load(b))) & mask) == mask
}

/** Keeps an identity that was looked for and not found, without projections. */
function keep(text: usize, length: u32): usize {
  const other = STARTS + <usize>(start & (MOST_STARTS - 1)) * START
  const last = <usize>load<u32>(other, 4)
  if (last != 0 && load<u32>(other, 8) == start && load<u32>(other) == 0) {
    store<u32>(other, differenceOf(last + HEAD, text, length))
    hash = hashOf(text + <usize>load<u32>(other))
  }
  const set = hash & (SETS - 1)
  const turn = load<u8>(TURNS + set)
  store<u8>(TURNS + set, turn + 1)
  const at = set * WAYS + (turn & (WAYS - 1))
  const place = PLACES + <usize>at * PLACE
  store<u32>(HASHES + ((<usize>at) << 2), hash)
  store<u32>(place, length)
  store<u32>(place, identity, 4)
  store<u64>(place, 0, 8)
  store<u64>(place, 0, 16)
  memory.copy(place + HEAD, text, length)
  store<u32>(other, <u32>place, 4)
  store<u32>(other, start, 8)
  return place
}

function differenceOf(a: usize, b: usize, length: u32): u32 {
  let at: u32 = 0
  while (at < length && load<u8>(a + at) == load<u8>(b + at)) at++
  return at
}

/** Of `{"type":"AssumedRole","principalId":"AROA…:session"` as much as names both, of others what stands there. */
function startOf(text: usize): u32 {
  let mixed = mix(load<u64>(text, 8), load<u64>(text, 16))
  if (load<u64>(text, 8) != 0x64656d7573734122)
    return folded(mix(mix(mixed ^ load<u64>(text, 24), load<u64>(text, 32)), load<u64>(text, 40)))
  mixed = mix(mixed ^ load<u64>(text, 45), load<u64>(text, 53))
  mixed = mix(mixed ^ load<u64>(text, 61), load<u64>(text, 69))
  return folded(mix(mixed ^ load<u64>(text, 77), load<u64>(text, 85)))
}

/** Never 0. */
function hashOf(other: usize): u32 {
  return folded(mix(<u64>start ^ load<u64>(other), load<u64>(other, 8))) | 0x80000000
}

function mix(a: u64, b: u64): u64 {
  const mixed = (a ^ rotl(b, 31)) * 0x9e3779b97f4a7c15
  return mixed ^ (mixed >> 29)
}

function folded(mixed: u64): u32 {
  return <u32>((mixed * 0xbf58476d1ce4e5b9) >> 32)
}
