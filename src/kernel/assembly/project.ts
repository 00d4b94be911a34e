import {
  APART,
  APART_LINK,
  DROP,
  DROP_INSIDE,
  DROPPED,
  KEEP_ARN,
  KEEP_IDENTIFIER,
  learns,
  WALK,
} from './fields'
import { madeAt } from './given'
import { hadEscape, skipBlank, valueEnd } from './json'
import { entry, guessOf, isEscaped, key, keyEnd, nextMember, readKey, skipValue } from './members'
import { copyApart, copyLink, copyMade, copyOut, out, put, rewind } from './output'
import { writeSpecial } from './special'

/**
 * Writes an object again without the members that nobody asks for. Strict: where the text is no JSON, or ends, there is
 * no end (0). Keys are compared as they are written; one with an escape makes the record odd.
 */

/** Set where the record cannot be understood by its bytes alone: an escaped key, an unusual time. */
export let isOdd: bool = false
/** Set where the host has yet to decide on something that was met. */
export let undecided: bool = false
/** Set where something was kept that what was dropped before has to be seen beside. */
export let needsWhole: bool = false
/** Whether members are projected that can be kept whole instead. */
export let keepsWhole: bool = false

/** Starts on a record; `whole` if its request and response are kept whole. */
export function openProjection(whole: bool): void {
  isOdd = false
  undecided = false
  needsWhole = false
  keepsWhole = whole
}

/** Something was met that the host has yet to decide on. */
export function markUndecided(): void {
  undecided = true
}

/** The record is for the plain decoder. */
export function markOdd(): void {
  isOdd = true
}

/** What was dropped has to be seen. */
export function markNeedsWhole(): void {
  needsWhole = true
}

/** Numbers the objects that are walked. */
let objects: u32 = 0

/** The number of an object that is walked. */
export function nextObject(): u32 {
  return ++objects
}

/** From behind `{` to behind `}`. */
export function projectObject(at: usize, node: usize, depth: u32): usize {
  if (depth > 48) return 0
  const object = nextObject()
  put(0x7b)
  at = skipBlank(at)
  if (load<u8>(at) == 0x7d) {
    put(0x7d)
    return at + 1
  }
  const start = out
  let before: usize = 0
  while (true) {
    const value = readKey(at, node, guessOf(node, before))
    if (value == 0) return 0
    before = entry
    if (entry != 0 && load<u32>(entry, 24) == DROPPED) at = skipValue(value, entry, depth)
    else {
      const mark = out
      if (mark != start) put(0x2c)
      const written = out
      at = projectMember(node, object, value, depth)
      if (out == written) rewind(mark)
    }
    if (at == 0) return 0
    at = nextMember(at)
    if (at == 0) return 0
    if (load<u8>(at) == 0x7d) {
      put(0x7d)
      return at + 1
    }
  }
}

/** Writes the member that was read last if it is kept, and gives the end of its value. */
function projectMember(node: usize, object: u32, value: usize, depth: u32): usize {
  const member = entry
  if (isEscaped) {
    isOdd = true
    return valueEnd(value, depth)
  }
  if (member == 0) {
    if (!learns(node)) return valueEnd(value, depth)
    needsWhole = true
    return keepMember(key, value, depth)
  }
  meetOnce(member, object)
  const meaning = load<u32>(member, 36)
  if (meaning != 0) {
    const end = valueEnd(value, depth)
    if (end == 0 || writeSpecial(meaning, key, value, end)) return end
  }
  return projectByAction(member, key, keyEnd, value, depth)
}

/** A key that comes twice in an object means its last value alone; such a record is odd. */
export function meetOnce(entry: usize, object: u32): void {
  if (load<u32>(entry, 52) == object) isOdd = true
  store<u32>(entry, object, 52)
}

/** By what the host decided for scalars and for what is inside. */
export function projectByAction(entry: usize, key: usize, keyEnd: usize, value: usize, depth: u32): usize {
  const action = load<u32>(entry, 24)
  const code = load<u8>(value)
  if (code == 0x7b || code == 0x5b) {
    const inside = (action >> 8) & 0xff
    if (inside == DROP_INSIDE) return skipValue(value, entry, depth)
    if (inside == WALK) return walkMember(entry, key, keyEnd, value, depth)
    if (load<u32>(entry, 48) == 0) noteUndecided(entry)
    return keepMember(key, value, depth)
  }
  if (load<u32>(entry, 48) == 0) noteUndecided(entry)
  return projectScalar(action & 0xff, key, value, depth)
}

/** What nobody has decided on yet may turn out to need the whole request beside it. */
function noteUndecided(entry: usize): void {
  if (learns(load<u32>(entry, 44))) {
    needsWhole = true
    undecided = true
  }
}

function projectScalar(action: u32, key: usize, value: usize, depth: u32): usize {
  const end = valueEnd(value, depth)
  if (end == 0 || action == DROP) return end
  const isText = load<u8>(value) == 0x22
  if (action == KEEP_ARN && !(isText && (hadEscape || load<u32>(value, 1) == 0x3a6e7261))) return end
  if (action == KEEP_IDENTIFIER && isIdentifierApart(value, end, isText)) return end
  if (action == APART && isText && end > value + 2) copyApart(key - 1, end)
  else if (action == APART_LINK && isLinkApart(value, end, isText)) copyLink(key, end)
  else copyOut(key - 1, end)
  return end
}

/** Whether an identifier is none, or stands apart; one that does neither needs the whole request beside it. */
function isIdentifierApart(value: usize, end: usize, isText: bool): bool {
  if (isText && !hadEscape) {
    if (!endsInIdentifier(value + 1, end - 1)) return true
    const made = madeAt(value + 1, end - 1)
    if (made != 0) {
      copyMade(made, end - 1)
      return true
    }
  }
  needsWhole = true
  return false
}

/** Whether a link is an identifier that AWS made; another one needs the whole request beside it. */
function isLinkApart(value: usize, end: usize, isText: bool): bool {
  if (isText && !hadEscape && madeAt(value + 1, end - 1) == value + 1) return true
  needsWhole = true
  return false
}

/** Whether what follows the last slash is 8 to 64 letters, digits, `_` or `-`, with a digit among them. */
function endsInIdentifier(from: usize, to: usize): bool {
  let at = to
  // Counted without branches: whether a letter or a digit comes next is anybody's guess.
  let letters: usize = 0
  let digits: usize = 0
  while (at > from) {
    const code = <u32>load<u8>(at - 1)
    if (code == 0x2f) break
    letters += <usize>(((code | 0x20) - 0x61 < 26) | (code == 0x2d) | (code == 0x5f))
    digits += <usize>(code - 0x30 < 10)
    at--
  }
  return digits > 0 && letters + digits == to - at && to - at >= 8 && to - at <= 64
}

function walkMember(entry: usize, key: usize, keyEnd: usize, value: usize, depth: u32): usize {
  copyOut(key - 1, keyEnd + 1)
  put(0x3a)
  if (load<u8>(value) == 0x7b) return projectObject(value + 1, <usize>load<u32>(entry, 28), depth + 1)
  return projectList(value + 1, entry, depth + 1)
}

/** The elements of a list count as values of its key; a list in a list is kept as it is. */
function projectList(at: usize, entry: usize, depth: u32): usize {
  const action = load<u32>(entry, 24) & 0xff
  put(0x5b)
  at = skipBlank(at)
  if (load<u8>(at) == 0x5d) {
    put(0x5d)
    return at + 1
  }
  let first = true
  while (true) {
    const mark = out
    if (!first) put(0x2c)
    const written = out
    const code = load<u8>(at)
    if (code == 0x7b) at = projectObject(at + 1, <usize>load<u32>(entry, 32), depth + 1)
    else if (code == 0x5b) at = keepValue(at, depth)
    else at = projectElement(action, at, depth)
    if (at == 0) return 0
    if (out == written) rewind(mark)
    else first = false
    at = skipBlank(at)
    const next = load<u8>(at)
    if (next == 0x5d) {
      put(0x5d)
      return at + 1
    }
    if (next != 0x2c) return 0
    at = skipBlank(at + 1)
  }
}

function projectElement(action: u32, value: usize, depth: u32): usize {
  const end = valueEnd(value, depth)
  if (end == 0 || action == DROP) return end
  const isText = load<u8>(value) == 0x22
  if (action == KEEP_ARN && !(isText && (hadEscape || load<u32>(value, 1) == 0x3a6e7261))) return end
  if (action == KEEP_IDENTIFIER && isIdentifierApart(value, end, isText)) return end
  if (action == APART_LINK) needsWhole = true
  copyOut(value, end)
  return end
}

/** Writes a member as it stands, and gives the end of its value. */
export function keepMember(key: usize, value: usize, depth: u32): usize {
  const end = valueEnd(value, depth)
  if (end != 0) copyOut(key - 1, end)
  return end
}

function keepValue(value: usize, depth: u32): usize {
  const end = valueEnd(value, depth)
  if (end != 0) copyOut(value, end)
  return end
}
