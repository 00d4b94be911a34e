/**
 * Identifiers that AWS made in answer to a call. They are told apart from what the caller gave by its bytes alone: one that
 * stands anywhere in the request, or might because something there is escaped, is for the host to judge.
 */
let from: usize = 0
let to: usize = 0

/** There is no request yet. */
export function forgetRequest(): void {
  from = 0
}

/** The text of the request, which has been read. */
export function setRequest(start: usize, end: usize): void {
  from = start
  to = end
}

/** Where the last segment of a text begins that has the form of an identifier and was surely not given; 0 if it may have been. */
export function madeAt(start: usize, end: usize): usize {
  let at = end
  while (at > start && load<u8>(at - 1) != 0x2f) at--
  return from != 0 && end - at >= 8 && isNoNumber(at, end) && !isGiven(at, <u32>(end - at)) ? at : 0
}

/** A number may be written in several ways. */
function isNoNumber(at: usize, end: usize): bool {
  for (; at < end; at++) {
    const letter = load<u8>(at) | 0x20
    if (letter >= 0x61 && letter <= 0x7a && letter != 0x65) return true
  }
  return false
}

function isGiven(identifier: usize, length: u32): bool {
  const word = load<u64>(identifier)
  const backslashes = i8x16.splat(0x5c)
  for (let at = from; at < to; at += 16) {
    const found = i8x16.bitmask(i8x16.eq(v128.load(at), backslashes))
    if (found != 0 && at + <usize>ctz(found) < to) return true
  }
  for (let at = from; at + length <= to; at++) {
    if (load<u64>(at) == word && memory.compare(at, identifier, length) == 0) return true
  }
  return false
}
