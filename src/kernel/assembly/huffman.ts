import { LENGTHS, OFFSETS, SORTED } from './layout'

/**
 * Decoding tables for canonical Huffman codes (RFC 1951, 3.2.2). An entry says in its lowest six bits how many bits the
 * symbol takes with its extra bits, in bits 8 to 11 the length of the code itself, above that what it means.
 */
export const IS_LITERAL: u32 = 0x80000000
/** Neither a literal nor a base: one of the next three. */
export const IS_SPECIAL: u32 = 0x8000
/** What follows the first bits is in a table of its own. */
export const IS_SUBTABLE: u32 = 0x4000
/** The end of a block. */
export const IS_END: u32 = 0x2000
/** No symbol has this code. */
export const INVALID: u32 = 0x8000

const LONGEST: u32 = 15

/**
 * Builds the table of `count` symbols from their code lengths at LENGTHS + `from`. False if the code is over-subscribed,
 * or incomplete where zlib refuses that: a single distance code of one bit, or none, is fine.
 */
export function buildTable(table: usize, bits: u32, from: u32, count: u32, meanings: usize, lax: bool): bool {
  memory.fill(OFFSETS, 0, 128)
  for (let symbol: u32 = 0; symbol < count; symbol++) {
    const at = OFFSETS + ((<usize>load<u8>(LENGTHS + from + symbol)) << 2)
    store<u32>(at, load<u32>(at) + 1)
  }
  let longest: u32 = LONGEST
  while (longest > 0 && load<u32>(OFFSETS + (longest << 2)) == 0) longest--
  if (!isUsable(longest, lax)) return false
  sortSymbols(from, count)
  memory.fill(table, 0, 4 << bits)
  for (let at: usize = table; at < table + (4 << bits); at += 4) store<u32>(at, INVALID)
  fill(table, bits, longest, from, count - load<u32>(OFFSETS), meanings)
  return true
}

/** Whether zlib would take the code: complete, or (`lax`) a single code of one bit, or no code at all. */
function isUsable(longest: u32, lax: bool): bool {
  let left: i32 = 1
  for (let length: u32 = 1; length <= LONGEST; length++) {
    left = (left << 1) - <i32>load<u32>(OFFSETS + (length << 2))
    if (left < 0) return false
  }
  if (longest == 0) return lax
  return left == 0 || (lax && longest == 1)
}

/** Symbols by length, then by number: the order in which canonical codes count up. */
function sortSymbols(from: u32, count: u32): void {
  const starts = OFFSETS + 128
  let start: u32 = 0
  for (let length: u32 = 1; length <= LONGEST; length++) {
    store<u32>(starts + (length << 2), start)
    start += load<u32>(OFFSETS + (length << 2))
  }
  for (let symbol: u32 = 0; symbol < count; symbol++) {
    const length = <u32>load<u8>(LENGTHS + from + symbol)
    if (length == 0) continue
    const at = starts + (length << 2)
    const place = load<u32>(at)
    store<u16>(SORTED + (place << 1), <u16>symbol)
    store<u32>(at, place + 1)
  }
}

/** Codes longer than `bits` share a table each for what follows their first `bits` bits. */
function fill(table: usize, bits: u32, longest: u32, from: u32, used: u32, meanings: usize): void {
  const size: u32 = 1 << bits
  const subBits = longest > bits ? longest - bits : 0
  let next: u32 = size
  let code: u32 = 0
  let length: u32 = 0
  for (let place: u32 = 0; place < used; place++) {
    const symbol = <u32>load<u16>(SORTED + (place << 1))
    const own = <u32>load<u8>(LENGTHS + from + symbol)
    code <<= own - length
    length = own
    const reversed = reverse(code, length)
    code++
    const meaning = load<u32>(meanings + (symbol << 2))
    if (length <= bits) {
      const entry = meaning + (length << 8) + length
      for (let at = reversed; at < size; at += 1 << length) store<u32>(table + (at << 2), entry)
      continue
    }
    const prefix = table + ((reversed & (size - 1)) << 2)
    if ((load<u32>(prefix) & IS_SUBTABLE) == 0) {
      store<u32>(prefix, IS_SPECIAL | IS_SUBTABLE | (next << 16) | (subBits << 8) | bits)
      for (let at: u32 = 0; at < (<u32>1) << subBits; at++) store<u32>(table + ((next + at) << 2), INVALID)
      next += (<u32>1) << subBits
    }
    const start = load<u32>(prefix) >> 16
    const rest = length - bits
    const entry = meaning + (rest << 8) + rest
    for (let at = reversed >> bits; at < (<u32>1) << subBits; at += 1 << rest) {
      store<u32>(table + ((start + at) << 2), entry)
    }
  }
}

function reverse(code: u32, length: u32): u32 {
  let result: u32 = 0
  for (let bit: u32 = 0; bit < length; bit++) result |= ((code >> bit) & 1) << (length - 1 - bit)
  return result
}
