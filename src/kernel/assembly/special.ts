import { sameBytes } from './fields'
import { hadEscape } from './json'
import { copyOut, copySession, put, reserve } from './output'
import { isPlainSession, writeShape } from './session'

/** Members whose values mean something to the kernel: see `meanings` in ../fields.ts. */
export const IDENTITY_TYPE: u32 = 1
/** The identifier of an identity, with the name of the session. */
export const SESSION_ID: u32 = 2
/** The name of the bucket. */
export const CONTAINER_NAME: u32 = 4
/** The name of the object in it. */
export const OBJECT_NAME: u32 = 5
/** The ARN among the resources. */
export const OBJECT_ARN: u32 = 6
/** The ARN of the role that a session is of. */
export const ISSUER_ARN: u32 = 7
/** From here on: members of the record itself. */
export const SOURCE: u32 = 16
/** Its eventName. */
export const NAME: u32 = 17
/** Its eventTime. */
export const TIME: u32 = 18
/** Its eventID. */
export const IDENTIFIER: u32 = 19
/** A member of which it matters only whether it is there. */
export const PRESENCE: u32 = 20
/** The address of the caller. */
export const ADDRESS: u32 = 21
/** The request. */
export const REQUEST: u32 = 22
/** The response. */
export const RESPONSE: u32 = 23
/** The error message. */
export const MESSAGE: u32 = 24
/** The user agent. */
export const AGENT: u32 = 25
/** Who called. */
export const IDENTITY: u32 = 26

/** The plain decoder looks at no more of a message. */
const LONGEST_MESSAGE: usize = 4000

/** Whether sessions are written as they are. */
export let keepsSessions: bool = false
/** The identity is of a kind whose session decides nothing. */
let isSession: bool = false
let cutId: bool = false
let cutArn: bool = false
let hasRole: bool = false
let named: u32 = 0
/** Of who called only the presence counts, so no object has to be named apart to be left out. */
let isPassedOver: bool = false
/** The ARN of which a session was cut off, and where the session begins in it. */
let arn: usize = 0
let arnEnd: usize = 0
let session: usize = 0
/** The session stands in the message too, and is counted apart. */
let isRefused: bool = false

/** Starts on a record; `keepSessions` if names of sessions are written as they are. */
export function openSpecial(keepSessions: bool): void {
  keepsSessions = keepSessions
  isSession = false
  cutId = false
  cutArn = false
  hasRole = false
  isRefused = false
  named = 0
  isPassedOver = false
}

/** What reading an identity left here, as a number. */
export function identityFlags(): u32 {
  return (isSession ? 1 : 0) | (cutId ? 2 : 0) | (cutArn ? 4 : 0)
}

/** As if that identity had been read. */
export function setIdentityFlags(flags: u32): void {
  isSession = (flags & 1) != 0
  cutId = (flags & 2) != 0
  cutArn = (flags & 4) != 0
}

/** Only the presence of the caller counts. */
export function passOver(): void {
  isPassedOver = true
}

/** Whether a session was cut off; its loss shows only if the ARN that names the identity is not a plain one. */
export function cutSession(): bool {
  return cutId || cutArn
}

/** Whether the identity is named by more than the identifier that was cut. */
export function isStillNamed(): bool {
  return !cutId || cutArn || hasRole
}

/** Notes what the value says; true if it was written otherwise than it stands. */
export function writeSpecial(meaning: u32, key: usize, value: usize, end: usize): bool {
  const isText = load<u8>(value) == 0x22
  if (meaning == IDENTITY_TYPE) {
    isSession =
      isText &&
      end - value == 13 &&
      load<u64>(value, 1) == 0x5264656d75737341 &&
      load<u32>(value, 8) == 0x656c6f52
    return false
  }
  if (meaning == CONTAINER_NAME || meaning == OBJECT_NAME) {
    if (isText && end > value + 2) named |= meaning == OBJECT_NAME ? 2 : 1
    return false
  }
  if (meaning == OBJECT_ARN)
    return isText && !hadEscape && (named == 3 || isPassedOver) && writeObjectArn(key, value, end)
  if (meaning == ISSUER_ARN) {
    hasRole = isText && !hadEscape && isRole(value + 1, end - 1)
    return false
  }
  if (!isSession || keepsSessions || !isText || hadEscape) return false
  return meaning == SESSION_ID ? writeSessionId(key, value, end) : writeSessionArn(key, value, end)
}

/** `"AROA…:session"` with the class of the session. */
function writeSessionId(key: usize, value: usize, end: usize): bool {
  let at = value + 1
  while (at < end && load<u8>(at) != 0x3a) at++
  if (at + 2 >= end || !mayBeCut(at + 1, end - 1)) return false
  cutId = true
  copyOut(key - 1, at + 1)
  writeShape(at + 1, end - 1)
  put(0x22)
  return true
}

function mayBeCut(from: usize, to: usize): bool {
  return isPlainSession(from, to) && !isServiceSession(from, to)
}

/** A service of AWS that works with a role of its own calls its sessions by this name. */
function isServiceSession(from: usize, to: usize): bool {
  return to - from == 17 && load<u64>(from) == 0x64756f6c43535741 && load<u64>(from, 8) == 0x6f6974616d726f46
}

/** Behind the account of `arn:aws:sts::123456789012`, the service given as it is written with its colons; 0 if it is another. */
function behindAccount(at: usize, service: u32, colons: u16): usize {
  if (load<u32>(at) != 0x3a6e7261 || load<u16>(at, 4) != 0x7761 || load<u8>(at, 6) != 0x73) return 0
  at += 7
  while (isLowerCase(load<u8>(at)) || load<u8>(at) == 0x2d) at++
  if (load<u32>(at) != service || load<u16>(at, 4) != colons) return 0
  at += 6
  for (let digit: u32 = 0; digit < 12; digit++) {
    if (load<u8>(at) < 0x30 || load<u8>(at) > 0x39) return 0
    at++
  }
  return at
}

/** `arn:aws:iam::123456789012:role/path/name` */
function isRole(from: usize, to: usize): bool {
  let at = behindAccount(from, 0x6d61693a, 0x3a3a)
  // `:role/`
  if (at == 0 || load<u32>(at) != 0x6c6f723a || load<u16>(at, 4) != 0x2f65) return false
  at += 6
  if (at >= to || load<u8>(to - 1) == 0x2f) return false
  while (at < to && (isNamePart(load<u8>(at)) || load<u8>(at) == 0x2f)) at++
  return at == to
}

/** `"arn:aws:sts::123456789012:assumed-role/name/session"` with the class of the session. */
function writeSessionArn(key: usize, value: usize, end: usize): bool {
  let at = value + 1
  at = behindAccount(at, 0x7374733a, 0x3a3a)
  if (at == 0) return false
  // `:assumed-role/`
  if (load<u64>(at) != 0x64656d757373613a || load<u32>(at, 8) != 0x6c6f722d || load<u16>(at, 12) != 0x2f65)
    return false
  at += 14
  const name = at
  while (isNamePart(load<u8>(at))) at++
  if (at == name || load<u8>(at) != 0x2f || at + 2 >= end || !mayBeCut(at + 1, end - 1)) return false
  cutArn = true
  arn = value + 1
  arnEnd = end - 1
  session = at + 1
  copyOut(key - 1, at + 1)
  writeShape(at + 1, end - 1)
  put(0x22)
  return true
}

function isLowerCase(code: u8): bool {
  return code >= 0x61 && code <= 0x7a
}

/** Letters, digits and `_+=,.@-`. */
function isNamePart(code: u8): bool {
  return (
    isLowerCase(code | 0x20) ||
    (code >= 0x30 && code <= 0x39) ||
    code == 0x5f ||
    code == 0x2b ||
    code == 0x3d ||
    (code >= 0x2c && code <= 0x2e) ||
    code == 0x40
  )
}

/**
 * AWS names who was refused: `User: arn:aws:sts::123456789012:assumed-role/name/session is not authorized …`. The session
 * is replaced there as in the identity, so that the two are still equal, and counted apart. False, and nothing is written,
 * if the message is any other, or names the session once more.
 */
export function writeRefusal(key: usize, value: usize, end: usize): bool {
  const at = value + 7
  const length = arnEnd - arn
  const rest = at + length
  if (!cutArn || rest + 19 >= end || end - value > LONGEST_MESSAGE) return false
  if (load<u32>(value, 1) != 0x72657355 || load<u16>(value, 5) != 0x203a) return false
  if (!sameBytes(at, arn, <u32>length)) return false
  // ` is not authorized`
  if (load<u64>(rest) != 0x20746f6e20736920 || load<u64>(rest, 8) != 0x7a69726f68747561) return false
  if (namesSession(rest, end)) return false
  copyOut(key - 1, at + (session - arn))
  writeShape(session, arnEnd)
  copyOut(rest, end)
  isRefused = true
  return true
}

/** Whether a text names the session, or might because a character in it is written by its number. */
function namesSession(from: usize, to: usize): bool {
  const size = arnEnd - session
  const first = load<u8>(session)
  for (; from + size < to; from++) {
    const code = load<u8>(from)
    if (code == 0x5c && load<u8>(from, 1) == 0x75) return true
    if (code == first && memory.compare(from, session, size) == 0) return true
  }
  return false
}

/** Adds the session of a refusal to what is counted apart. */
export function closeSpecial(): void {
  if (isRefused) copySession(session, arnEnd)
}

/** The ARN of an object that is named apart, as that of an object without a name. */
function writeObjectArn(key: usize, value: usize, end: usize): bool {
  let at = value + 1
  if (load<u32>(at) != 0x3a6e7261) return false
  at += 4
  while (isLowerCase(load<u8>(at)) || load<u8>(at) == 0x2d) at++
  // `:s3:::`
  if (load<u32>(at) != 0x3a33733a || load<u16>(at, 4) != 0x3a3a) return false
  at += 6
  while (at < end && load<u8>(at) != 0x2f) at++
  if (at >= end - 1) return false
  // `arn:`, then `:s3:::-/`
  copyOut(key - 1, value + 5)
  store<u64>(reserve(8), 0x2f2d3a3a3a33733a)
  put(0x2d)
  put(0x22)
  return true
}
