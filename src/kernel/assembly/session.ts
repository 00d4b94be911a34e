import { put } from './output'

/**
 * The name of a session as the class that core's `sessionShape` makes of it, which is the class of the class itself. Only
 * names in the characters that AWS allows: https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
 */
const LONGEST: usize = 64

/** Whether {@link writeShape} can tell the class. */
export function isPlainSession(from: usize, to: usize): bool {
  if (to == from || to - from > LONGEST) return false
  for (let at = from; at < to; at++) {
    const code = load<u8>(at)
    if (!isWord(code) && !isSeparator(code)) return false
  }
  return true
}

/** Letters, digits and `@`. */
function isWord(code: u8): bool {
  return isDigit(code) || code == 0x40 || isLower(code | 0x20)
}

/** `-_.,=+` */
function isSeparator(code: u8): bool {
  return code == 0x5f || code == 0x3d || (code >= 0x2b && code <= 0x2e)
}

function isDigit(code: u8): bool {
  return code >= 0x30 && code <= 0x39
}

function isLower(code: u8): bool {
  return code >= 0x61 && code <= 0x7a
}

/** Writes the class of a plain name. */
export function writeShape(from: usize, to: usize): void {
  const at = lastAt(from, to)
  if (at > from) {
    put(0x2a)
    write(at, to)
  } else writeWords(from, to)
}

function lastAt(from: usize, to: usize): usize {
  let at = to
  while (at > from && load<u8>(at - 1) != 0x40) at--
  return at == from ? from : at - 1
}

/** Words that a program made up are `*`; several of them in a row, with what separates them, are one. */
function writeWords(from: usize, to: usize): void {
  let afterStar = false
  let separator = from
  while (true) {
    let end = from
    while (end < to && !isSeparator(load<u8>(end))) end++
    const made = isMade(from, end)
    if (!(made && afterStar)) {
      if (separator < from) put(load<u8>(separator))
      if (made) put(0x2a)
      else write(from, end)
    }
    afterStar = made
    if (end == to) return
    separator = end
    from = end + 1
  }
}

function isMade(from: usize, to: usize): bool {
  let digits: usize = 0
  let lower = true
  let upper = true
  for (let at = from; at < to; at++) {
    const code = load<u8>(at)
    if (isDigit(code)) digits++
    else if (code >= 0x61 && code <= 0x66) upper = false
    else if (code >= 0x41 && code <= 0x5a) lower = false
    else return false
  }
  const length = to - from
  return length > 0 && (digits == length || (length >= 8 && digits > 0 && (lower || upper)))
}

function write(from: usize, to: usize): void {
  for (; from < to; from++) put(load<u8>(from))
}
