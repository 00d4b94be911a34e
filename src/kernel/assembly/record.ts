import { agentOf } from './agent'
import { eventOf } from './events'
import { DROPPED } from './fields'
import { forgetRequest, setRequest } from './given'
import { forgetIdentity, isPresence, readIdentity } from './identities'
import { isDecided } from './interned'
import { hadEscape, skipBlank, valueEnd } from './json'
import { entry, guessOf, isEscaped, key, keyEnd, nextMember, readKey, skipValue } from './members'
import { clearOutput, copyOut, out, put, reserve, rewind } from './output'
import {
  isOdd,
  keepMember,
  keepsWhole,
  markNeedsWhole,
  markOdd,
  markUndecided,
  meetOnce,
  needsWhole,
  nextObject,
  openProjection,
  projectByAction,
  projectObject,
  undecided,
} from './project'
import * as special from './special'
import { LONGEST_IDENTIFIER } from './tally'

/** Reads one record: its projection goes to PROJECTED, its time and identifier lie here. */

export let time: u32 = 0
/** The time as it is written. */
export let timeText: usize = 0
/** Where its eventID lies. */
export let identifier: usize = 0
/** How long it is. */
export let identifierLength: u32 = 0

let root: usize = 0
let seen: u32 = 0
let source: usize = 0
let sourceLength: u32 = 0
let name: usize = 0
let nameLength: u32 = 0
let hasMessage: bool = false
let wasProjected: bool = false
/** The name of the session counts beside the user agent. */
let namesFunction: bool = false

/** What is asked of a record: see fields.ts. */
export function setRoot(node: usize): void {
  root = node
}

/** From `{` to behind `}`; 0 if it is no JSON, or not whole yet. */
export function readRecord(at: usize): usize {
  const end = readOnce(at, false, false)
  if (end == 0 || isOdd) return end
  const whole = needsWhole && wasProjected
  const sessions = ((hasMessage || namesFunction) && special.cutSession()) || !special.isStillNamed()
  if (!whole && !sessions) return end
  const isOpen = undecided
  readOnce(at, whole, sessions)
  if (isOpen) markUndecided()
  return end
}

/** Whether the record has all that makes it one, each once. */
export function isPlainRecord(): bool {
  const needed = bit(special.SOURCE) | bit(special.NAME) | bit(special.TIME) | bit(special.IDENTIFIER)
  return !isOdd && (seen & needed) == needed
}

function bit(meaning: u32): u32 {
  return (<u32>1) << meaning
}

function readOnce(at: usize, whole: bool, sessions: bool): usize {
  clearOutput()
  forgetRequest()
  openProjection(whole)
  special.openSpecial(sessions)
  forgetIdentity()
  seen = 0
  hasMessage = false
  wasProjected = false
  namesFunction = false
  const end = readMembers(skipBlank(at + 1))
  if (end != 0) special.closeSpecial()
  return end
}

function readMembers(at: usize): usize {
  put(0x7b)
  if (load<u8>(at) == 0x7d) return at + 1
  const object = nextObject()
  const start = out
  let before: usize = 0
  while (true) {
    const value = readKey(at, root, guessOf(root, before))
    if (value == 0) return 0
    before = entry
    if (isEscaped) markOdd()
    if (entry == 0) at = valueEnd(value, 1)
    else if (load<u32>(entry, 24) == DROPPED) at = skipValue(value, entry, 1)
    else {
      const mark = out
      if (mark != start) put(0x2c)
      const written = out
      at = readMember(entry, object, key, keyEnd, value)
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

function readMember(entry: usize, object: u32, key: usize, keyEnd: usize, value: usize): usize {
  meetOnce(entry, object)
  const meaning = load<u32>(entry, 36)
  if (meaning == 0) return projectByAction(entry, key, keyEnd, value, 1)
  seen |= bit(meaning)
  if (meaning == special.IDENTITY) return readIdentity(entry, key, keyEnd, value)
  if (meaning == special.REQUEST) {
    const requestEnd = readProjected(meaning, key, keyEnd, value)
    setRequest(value, requestEnd)
    return requestEnd
  }
  if (meaning == special.RESPONSE) return readProjected(meaning, key, keyEnd, value)
  const end = valueEnd(value, 1)
  if (end == 0) return 0
  const isText = load<u8>(value) == 0x22 && end > value + 2
  if (isPresence && (meaning == special.AGENT || meaning == special.MESSAGE)) return end
  if (meaning == special.AGENT) writeAgent(key, keyEnd, value, end, isText)
  else if (meaning == special.PRESENCE || meaning == special.ADDRESS)
    writeClass(meaning, key, keyEnd, end, isText)
  else if (!isText || (hadEscape && meaning != special.MESSAGE)) {
    // A message may be null; what a record has to have may not.
    if (meaning != special.MESSAGE) markOdd()
    copyOut(key - 1, end)
  } else readText(meaning, key, value, end)
  return end
}

function readText(meaning: u32, key: usize, value: usize, end: usize): void {
  const length = <u32>(end - value - 2)
  if (meaning == special.TIME) readTime(value + 1, length)
  else if (meaning == special.IDENTIFIER) readIdentifier(value + 1, length)
  else if (meaning == special.MESSAGE && special.writeRefusal(key, value, end)) return
  else copyOut(key - 1, end)
  if (meaning == special.SOURCE) {
    source = value + 1
    sourceLength = length
  } else if (meaning == special.NAME) {
    name = value + 1
    nameLength = length
  } else if (meaning == special.MESSAGE) hasMessage = hadEscape || speaksOfRights(value, end)
}

/** Whether a message may name who was refused: it has `auth` in it. */
function speaksOfRights(at: usize, end: usize): bool {
  for (; at + 4 <= end; at++) if (load<u32>(at) == 0x68747561) return true
  return false
}

/** Of some texts it matters only that they are there, or that they end as an address of AWS does. */
function writeClass(meaning: u32, key: usize, keyEnd: usize, end: usize, isText: bool): void {
  if (!isText || (meaning == special.ADDRESS && (hadEscape || isAddress(end)))) {
    copyOut(key - 1, end)
    return
  }
  copyOut(key - 1, keyEnd + 1)
  store<u32>(reserve(4), 0x222d223a)
}

/** The text by which the host replaces a user agent. An escape may hide anything. */
function writeAgent(key: usize, keyEnd: usize, value: usize, end: usize, isText: bool): void {
  const agent = isText && !hadEscape ? agentOf(value + 1, <u32>(end - value - 2)) : 0
  const decided = agent != 0 && isDecided(agent)
  if (agent != 0 && !decided) markUndecided()
  if (isText && (!decided || load<u32>(agent, 24) != 0)) namesFunction = true
  if (!decided) {
    copyOut(key - 1, end)
    return
  }
  copyOut(key - 1, keyEnd + 1)
  store<u16>(reserve(2), 0x223a)
  const text = <usize>load<u32>(agent, 16)
  copyOut(text, text + <usize>load<u32>(agent, 20))
  put(0x22)
}

/** `.amazonaws.com"`, read backwards. */
function isAddress(end: usize): bool {
  return load<u64>(end - 15) == 0x616e6f7a616d612e && load<u64>(end - 8) == 0x226d6f632e737761
}

function readProjected(meaning: u32, key: usize, keyEnd: usize, value: usize): usize {
  const named = bit(special.SOURCE) | bit(special.NAME)
  if (load<u8>(value) != 0x7b || keepsWhole || (seen & named) != named || isOdd)
    return keepMember(key, value, 1)
  const event = eventOf(source, sourceLength, name, nameLength)
  const state = event == 0 ? 0 : load<u32>(event, 24)
  if (state == 0) {
    if (event != 0 && load<u32>(event, 32) == 0) markUndecided()
    markNeedsWhole()
    return keepMember(key, value, 1)
  }
  if (isPresence && load<u32>(event, 36) == 0) return valueEnd(value, 1)
  if (meaning == special.REQUEST) wasProjected = true
  copyOut(key - 1, keyEnd + 1)
  put(0x3a)
  return projectObject(value + 1, <usize>load<u32>(event + (meaning == special.REQUEST ? 16 : 20)), 2)
}

/** Letters, digits and `-`; anything else is for others to read. */
function readIdentifier(at: usize, length: u32): void {
  identifier = at
  identifierLength = length
  if (length > LONGEST_IDENTIFIER) {
    markOdd()
    return
  }
  for (let from: u32 = 0; from < length; from += 16) {
    const block = v128.load(at + from)
    const letters = i8x16.sub(v128.or(block, i8x16.splat(0x20)), i8x16.splat(0x61))
    const digits = i8x16.sub(block, i8x16.splat(0x30))
    const plain = v128.or(
      v128.or(i8x16.lt_u(letters, i8x16.splat(26)), i8x16.lt_u(digits, i8x16.splat(10))),
      i8x16.eq(block, i8x16.splat(0x2d)),
    )
    const behind = length - from >= 16 ? 0 : 0xffff << (length - from)
    if ((i8x16.bitmask(plain) | behind | 0xffff0000) != -1) markOdd()
  }
}

/** `2023-07-10T12:24:07Z` of a day that exists, from 1970 to 2099; anything else is for others to read. */
function readTime(at: usize, length: u32): void {
  const isWritten =
    length == 20 &&
    load<u8>(at, 4) == 0x2d &&
    load<u8>(at, 7) == 0x2d &&
    load<u8>(at, 10) == 0x54 &&
    load<u8>(at, 13) == 0x3a &&
    load<u8>(at, 16) == 0x3a &&
    load<u8>(at, 19) == 0x5a
  if (!isWritten) {
    markOdd()
    return
  }
  timeText = at
  const year = pair(at) * 100 + pair(at + 2)
  const month = pair(at + 5)
  const day = pair(at + 8)
  const hour = pair(at + 11)
  const minute = pair(at + 14)
  const second = pair(at + 17)
  const fits =
    year >= 1970 &&
    year <= 2099 &&
    month >= 1 &&
    month <= 12 &&
    day >= 1 &&
    hour < 24 &&
    minute < 60 &&
    second < 60
  if (!fits || day > daysIn(year, month)) {
    markOdd()
    return
  }
  time = ((daysBefore(year, month) + day - 1) * 24 + hour) * 3600 + minute * 60 + second
}

/** Two digits as a number; 1000 or more if they are none, which fits nowhere. */
function pair(at: usize): u32 {
  const tens = <u32>load<u8>(at) - 0x30
  const ones = <u32>load<u8>(at, 1) - 0x30
  return tens < 10 && ones < 10 ? tens * 10 + ones : 100000
}

function isLeap(year: u32): bool {
  return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
}

function daysIn(year: u32, month: u32): u32 {
  if (month == 2) return isLeap(year) ? 29 : 28
  return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31
}

/** Days from 1970 to the first of a month. */
function daysBefore(year: u32, month: u32): u32 {
  let days = (year - 1970) * 365 + (year - 1969) / 4
  for (let before: u32 = 1; before < month; before++) days += daysIn(year, before)
  return days
}
