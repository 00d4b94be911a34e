/**
 * Finds the ends of JSON values, strictly: what is not JSON, or not JSON yet because the text ends, has no end (0). The
 * text is followed by zeros, which are no JSON, so nothing here runs past it by more than a block of 32.
 */

const QUOTE: u32 = 0x22
const BACKSLASH: u32 = 0x5c

/** Nested deeper than the plain decoder has to be asked. */
const DEEPEST: u32 = 64

/** Whether the last string that was passed had an escape in it. */
export let hadEscape: bool = false

/** The first character that is no white space. */
export function skipBlank(at: usize): usize {
  while (true) {
    const code = load<u8>(at)
    if (code > 32 || (code != 32 && code != 10 && code != 13 && code != 9)) return at
    at++
  }
}

/** From behind the opening quote to the closing one. */
export function stringEnd(at: usize): usize {
  hadEscape = false
  const quotes = i8x16.splat(0x22)
  const backslashes = i8x16.splat(0x5c)
  const control = i8x16.splat(0x1f)
  while (true) {
    const a = v128.load(at)
    const b = v128.load(at, 16)
    const inA = v128.or(v128.or(i8x16.eq(a, quotes), i8x16.eq(a, backslashes)), i8x16.le_u(a, control))
    const inB = v128.or(v128.or(i8x16.eq(b, quotes), i8x16.eq(b, backslashes)), i8x16.le_u(b, control))
    const found = <u32>i8x16.bitmask(inA) | ((<u32>i8x16.bitmask(inB)) << 16)
    if (found == 0) {
      at += 32
      continue
    }
    at += ctz(found)
    const code = <u32>load<u8>(at)
    if (code == QUOTE) return at
    if (code != BACKSLASH) return 0
    hadEscape = true
    const length = escapeLength(at)
    if (length == 0) return 0
    at += length
  }
}

function escapeLength(at: usize): usize {
  switch (load<u8>(at, 1)) {
    case 0x22:
    case 0x2f:
    case 0x5c:
    case 0x62:
    case 0x66:
    case 0x6e:
    case 0x72:
    case 0x74:
      return 2
    case 0x75:
      return isHex(load<u8>(at, 2)) &&
        isHex(load<u8>(at, 3)) &&
        isHex(load<u8>(at, 4)) &&
        isHex(load<u8>(at, 5))
        ? 6
        : 0
  }
  return 0
}

function isHex(code: u8): bool {
  return isDigit(code) || ((code | 0x20) >= 0x61 && (code | 0x20) <= 0x66)
}

function isDigit(code: u8): bool {
  return code >= 0x30 && code <= 0x39
}

/** From the first character of a value to behind its last. */
export function valueEnd(at: usize, depth: u32): usize {
  const code = <u32>load<u8>(at)
  if (code == QUOTE) {
    const end = stringEnd(at + 1)
    return end == 0 ? 0 : end + 1
  }
  if (code == 0x7b) return depth >= DEEPEST ? 0 : objectEnd(at + 1, depth + 1)
  if (code == 0x5b) return depth >= DEEPEST ? 0 : arrayEnd(at + 1, depth + 1)
  if (code == 0x74) return load<u32>(at) == 0x65757274 ? at + 4 : 0
  if (code == 0x66) return load<u32>(at, 1) == 0x65736c61 ? at + 5 : 0
  if (code == 0x6e) return load<u32>(at) == 0x6c6c756e ? at + 4 : 0
  return numberEnd(at)
}

function objectEnd(at: usize, depth: u32): usize {
  at = skipBlank(at)
  if (load<u8>(at) == 0x7d) return at + 1
  while (true) {
    if (<u32>load<u8>(at) != QUOTE) return 0
    at = stringEnd(at + 1)
    if (at == 0) return 0
    at = skipBlank(at + 1)
    if (load<u8>(at) != 0x3a) return 0
    at = valueEnd(skipBlank(at + 1), depth)
    if (at == 0) return 0
    at = skipBlank(at)
    const code = load<u8>(at)
    if (code == 0x7d) return at + 1
    if (code != 0x2c) return 0
    at = skipBlank(at + 1)
  }
}

function arrayEnd(at: usize, depth: u32): usize {
  at = skipBlank(at)
  if (load<u8>(at) == 0x5d) return at + 1
  while (true) {
    at = valueEnd(at, depth)
    if (at == 0) return 0
    at = skipBlank(at)
    const code = load<u8>(at)
    if (code == 0x5d) return at + 1
    if (code != 0x2c) return 0
    at = skipBlank(at + 1)
  }
}

function numberEnd(at: usize): usize {
  if (load<u8>(at) == 0x2d) at++
  if (load<u8>(at) == 0x30) at++
  else {
    const start = at
    at = digitsEnd(at)
    if (at == start) return 0
  }
  if (load<u8>(at) == 0x2e) {
    const start = at + 1
    at = digitsEnd(start)
    if (at == start) return 0
  }
  if ((load<u8>(at) | 0x20) == 0x65) {
    let start = at + 1
    const sign = load<u8>(start)
    if (sign == 0x2b || sign == 0x2d) start++
    at = digitsEnd(start)
    if (at == start) return 0
  }
  return at
}

function digitsEnd(at: usize): usize {
  while (true) {
    const digits = i8x16.sub(v128.load(at), i8x16.splat(0x30))
    const others = i8x16.bitmask(i8x16.gt_u(digits, i8x16.splat(9)))
    if (others != 0) return at + ctz(others)
    at += 16
  }
}
