import { dropKey, findKey, firstGuess, guessAfter, learnKey, learns, newNode, sameBytes } from './fields'
import { hadEscape, skipBlank, stringEnd, valueEnd } from './json'

/**
 * Reads the members of objects. Objects of one kind have the same keys in the same order, so the key that followed the last
 * time is compared first, quotes and colon with it: if it is there, nothing has to be scanned or looked up.
 */

/** The entry of the key that was read last; 0 if its node has no room for it. */
export let entry: usize = 0
/** The key itself, between its quotes. */
export let key: usize = 0
/** Where it ends. */
export let keyEnd: usize = 0
/** Whether it is written with an escape, so that others have to read it. */
export let isEscaped: bool = false

/** Objects whose members are all dropped get nodes too, as many as this, to know the order of their keys. */
const MOST_DROPPED: u32 = 4096
let droppedNodes: u32 = 0

/** Nodes were forgotten. */
export function resetMembers(): void {
  droppedNodes = 0
}

/** The node of which {@link firstGuess} says what comes first, or the entry of the member before. */
export function guessOf(node: usize, before: usize): usize {
  return before == 0 ? firstGuess(node) : guessAfter(before)
}

/**
 * Reads the key at `at` and gives the first character of its value; 0 if there is no member. `guess` is where it is noted
 * which entry came next the last time.
 */
export function readKey(at: usize, node: usize, guess: usize): usize {
  const next = <usize>load<u32>(guess)
  if (next != 0) {
    const length = load<u32>(next, 4)
    // The entry holds its key with both quotes and the colon.
    if (sameBytes(load<u32>(next, 16) - 1, at, length + 3)) {
      entry = next
      key = at + 1
      keyEnd = key + length
      isEscaped = false
      const value = keyEnd + 2
      return load<u8>(value) > 32 ? value : skipBlank(value)
    }
  }
  return findMember(at, node, guess)
}

function findMember(at: usize, node: usize, guess: usize): usize {
  if (load<u8>(at) != 0x22) return 0
  key = at + 1
  keyEnd = stringEnd(key)
  if (keyEnd == 0) return 0
  isEscaped = hadEscape
  at = skipBlank(keyEnd + 1)
  if (load<u8>(at) != 0x3a) return 0
  const length = <u32>(keyEnd - key)
  entry = isEscaped ? 0 : findKey(node, key, length)
  if (entry == 0 && !isEscaped)
    entry = learns(node) ? learnKey(node, key, length) : dropKey(node, key, length)
  if (entry != 0) store<u32>(guess, <u32>entry)
  return skipBlank(at + 1)
}

/** Behind a value: the quote of the next key, or the closing brace, or 0 if there is neither. */
export function nextMember(at: usize): usize {
  if (load<u16>(at) == 0x222c) return at + 1
  at = skipBlank(at)
  const code = load<u8>(at)
  if (code == 0x7d) return at
  if (code != 0x2c) return 0
  at = skipBlank(at + 1)
  return load<u8>(at) == 0x22 ? at : 0
}

/** The end of a value of which nothing is kept; `member` is the entry of its key, or 0. */
export function skipValue(value: usize, member: usize, depth: u32): usize {
  const code = load<u8>(value)
  if (code == 0x22) {
    const end = stringEnd(value + 1)
    return end == 0 ? 0 : end + 1
  }
  if (code != 0x7b || member == 0 || depth > 48) return valueEnd(value, depth)
  let node = <usize>load<u32>(member, 28)
  if (node == 0) {
    if (droppedNodes == MOST_DROPPED) return valueEnd(value, depth)
    node = newNode(0, 0)
    if (node == 0) return valueEnd(value, depth)
    droppedNodes++
    store<u32>(member, <u32>node, 28)
  }
  return skipObject(value + 1, node, depth + 1)
}

function skipObject(at: usize, node: usize, depth: u32): usize {
  at = skipBlank(at)
  if (load<u8>(at) == 0x7d) return at + 1
  let before: usize = 0
  while (true) {
    const value = readKey(at, node, guessOf(node, before))
    if (value == 0) return 0
    before = entry
    at = skipValue(value, entry, depth)
    if (at == 0) return 0
    at = nextMember(at)
    if (at == 0) return 0
    if (load<u8>(at) == 0x7d) return at + 1
  }
}
