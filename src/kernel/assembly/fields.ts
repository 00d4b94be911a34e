import { allocate } from './arena'

/**
 * Which members of an object are asked for: a tree of nodes, one for each object that is walked, that the host builds.
 * The kernel knows no names. A node that learns adds the keys that it meets and keeps their values until it is told.
 */

/** What becomes of a string, number or literal (bits 0 to 7 of an action). */
export const KEEP: u32 = 0
/** Left out. */
export const DROP: u32 = 1
/** Dropped unless it starts as `arn:` or might, because it has an escape. */
export const KEEP_ARN: u32 = 2
/** Dropped unless its last segment has the form of an identifier; what it stands beside is then kept whole. */
export const KEEP_IDENTIFIER: u32 = 3
/** Taken out of the record and counted apart, if it is a string and not empty. */
export const APART: u32 = 4
/** Taken out as well, as the answer to a call that gave a name to what it asked for. */
export const APART_LINK: u32 = 5

/** What becomes of an object or array (bits 8 to 15). */
export const DROP_INSIDE: u32 = 1
/** Its members are asked for one by one. */
export const WALK: u32 = 2

/** Nothing is kept, whatever the value is. */
export const DROPPED: u32 = DROP | (DROP_INSIDE << 8)

const BUCKETS: u32 = 64
const MOST_KEYS: u32 = 512
/** Values under longer keys are kept. */
export const LONGEST_KEY: u32 = 128

const NODE_SIZE: usize = 16 + 4 * 64
const ENTRY_SIZE: usize = 64

/** Entries that nodes have learned since the host last asked, newest first. */
export let learned: usize = 0

/** The host took them. */
export function forgetLearned(): void {
  learned = 0
}

/** A node without keys: whether it learns (0), how many it has (4), its parent (8), the entry that came first (12), buckets.
 *  `learns` if values under unknown keys are kept and the keys reported, else they are dropped. */
export function newNode(learns: u32, parent: usize): usize {
  const node = allocate(NODE_SIZE)
  if (node == 0) return 0
  memory.fill(node, 0, NODE_SIZE)
  store<u32>(node, learns)
  store<u32>(node, <u32>parent, 8)
  return node
}

/** Whether a node adds the keys that it meets. */
export function learns(node: usize): bool {
  return load<u32>(node) != 0
}

/**
 * An entry: next in the bucket, length of the key, its first eight bytes, its address, the action (24), the nodes of an
 * object (28) and of the objects of a list (32), the special meaning (36), the next one learned (40), its node (44),
 * whether the host has decided (48), the object in which it was met last (52), the entry that followed it last (56). The key
 * lies behind it as it stands in a text: between quotes, and a colon behind them.
 */
export function addKey(node: usize, key: usize, length: u32, action: u32, special: u32): usize {
  const known = findKey(node, key, length)
  if (known != 0) return known
  if (load<u32>(node, 4) >= MOST_KEYS || length > LONGEST_KEY) return 0
  const entry = allocate(ENTRY_SIZE + length + 32)
  if (entry == 0) return 0
  memory.fill(entry, 0, ENTRY_SIZE)
  const text = entry + ENTRY_SIZE + 1
  memory.copy(text, key, length)
  store<u8>(text - 1, 0x22)
  store<u16>(text + length, 0x3a22)
  const word = firstWord(key, length)
  const bucket = node + 16 + (bucketOf(word, length) << 2)
  store<u32>(entry, load<u32>(bucket))
  store<u32>(entry, length, 4)
  store<u64>(entry, word, 8)
  store<u32>(entry, <u32>text, 16)
  store<u32>(entry, action, 24)
  store<u32>(entry, special, 36)
  store<u32>(entry, <u32>node, 44)
  store<u32>(bucket, <u32>entry)
  store<u32>(node, load<u32>(node, 4) + 1, 4)
  return entry
}

/** Adds a key that nobody has decided on. Its values are kept. */
export function learnKey(node: usize, key: usize, length: u32): usize {
  const entry = addKey(node, key, length, KEEP, 0)
  if (entry == 0) return 0
  store<u32>(entry, <u32>learned, 40)
  learned = entry
  return entry
}

/** Adds a key that nobody asks for, so that it is recognized. */
export function dropKey(node: usize, key: usize, length: u32): usize {
  const entry = addKey(node, key, length, DROPPED, 0)
  if (entry != 0) store<u32>(entry, 1, 48)
  return entry
}

/** Where a node keeps which entry came first the last time. */
export function firstGuess(node: usize): usize {
  return node + 12
}

/** Where an entry keeps which one followed it. */
export function guessAfter(entry: usize): usize {
  return entry + 56
}

/** The entry of a key; 0 if the node has none. */
export function findKey(node: usize, key: usize, length: u32): usize {
  const word = firstWord(key, length)
  let entry = <usize>load<u32>(node + 16 + (bucketOf(word, length) << 2))
  while (entry != 0) {
    if (load<u64>(entry, 8) == word && load<u32>(entry, 4) == length) {
      if (length <= 8 || sameBytes(load<u32>(entry, 16), key, length)) return entry
    }
    entry = <usize>load<u32>(entry)
  }
  return 0
}

/** The first eight bytes, zeros for those behind the end. */
export function firstWord(key: usize, length: u32): u64 {
  const word = load<u64>(key)
  return length >= 8 ? word : word & (((<u64>1) << (<u64>(length << 3))) - 1)
}

function bucketOf(word: u64, length: u32): usize {
  return <usize>(((word ^ <u64>length) * 0x9e3779b97f4a7c15) >> 58) & (BUCKETS - 1)
}

/** Whether two texts of one length are equal. Reads up to 15 bytes over their ends. */
export function sameBytes(a: usize, b: usize, length: u32): bool {
  let left = <i32>length
  while (left >= 16) {
    if (i8x16.bitmask(i8x16.eq(v128.load(a), v128.load(b))) != 0xffff) return false
    a += 16
    b += 16
    left -= 16
  }
  if (left == 0) return true
  const mask = (1 << left) - 1
  return (i8x16.bitmask(i8x16.eq(v128.load(a), v128.load(b))) & mask) == mask
}
