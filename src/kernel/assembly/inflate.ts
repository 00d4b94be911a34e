import { buildTable, INVALID, IS_END, IS_LITERAL, IS_SPECIAL, IS_SUBTABLE } from './huffman'
import {
  CODE_LENGTH_MEANINGS,
  CODE_LENGTHS,
  DISTANCE_MEANINGS,
  DISTANCES,
  LENGTHS,
  LITERAL_MEANINGS,
  LITERALS,
} from './layout'

/**
 * Inflate (RFC 1951), resumable at every symbol: it stops when the text reaches a limit and goes on from there. It refuses
 * whatever zlib refuses; what it refuses is for zlib to judge again.
 */

const LITERAL_BITS: u32 = 11
const DISTANCE_BITS: u32 = 9
const CODE_LENGTH_BITS: u32 = 7

const BETWEEN: u32 = 0
const IN_STORED: u32 = 1
const IN_CODED: u32 = 2

/** What a call of {@link inflate} came to. */
export const MORE: i32 = 0
/** The stream ended. */
export const DONE: i32 = 1
/** The stream is none that zlib would take. */
export const FAILED: i32 = 2

let bits: u64 = 0
let bitCount: u32 = 0
let input: usize = 0
let inputEnd: usize = 0
let state: u32 = BETWEEN
let isLast: bool = false
let storedLeft: u32 = 0

/** Where the text ends so far. Whoever moves the text moves this. */
export let written: usize = 0
/** The start of what may be referred to: no distance leads before it. */
export let historyStart: usize = 0

/** The text was moved: where it ends now, and where its history starts. */
export function moveText(end: usize, history: usize): void {
  written = end
  historyStart = history
}

/** Fills the tables that say what each symbol means. Once. */
export function prepareInflate(): void {
  for (let symbol: u32 = 0; symbol < 256; symbol++) {
    store<u32>(LITERAL_MEANINGS + (symbol << 2), IS_LITERAL | (symbol << 16))
  }
  store<u32>(LITERAL_MEANINGS + (256 << 2), IS_SPECIAL | IS_END)
  let base: u32 = 3
  for (let symbol: u32 = 257; symbol < 285; symbol++) {
    const extra: u32 = symbol < 265 ? 0 : (symbol - 261) >> 2
    store<u32>(LITERAL_MEANINGS + (symbol << 2), (base << 16) | extra)
    base += (<u32>1) << extra
  }
  store<u32>(LITERAL_MEANINGS + (285 << 2), 258 << 16)
  store<u32>(LITERAL_MEANINGS + (286 << 2), INVALID)
  store<u32>(LITERAL_MEANINGS + (287 << 2), INVALID)
  base = 1
  for (let symbol: u32 = 0; symbol < 30; symbol++) {
    const extra: u32 = symbol < 4 ? 0 : (symbol - 2) >> 1
    // 24,577 has fifteen bits, so a distance's base fits above bit 16.
    store<u32>(DISTANCE_MEANINGS + (symbol << 2), (base << 16) | extra)
    base += (<u32>1) << extra
  }
  store<u32>(DISTANCE_MEANINGS + (30 << 2), INVALID)
  store<u32>(DISTANCE_MEANINGS + (31 << 2), INVALID)
  for (let symbol: u32 = 0; symbol < 19; symbol++)
    store<u32>(CODE_LENGTH_MEANINGS + (symbol << 2), symbol << 16)
}

/** Starts on a new stream that lies between two addresses; at least 16 bytes of zeros follow it. */
export function openInflate(from: usize, to: usize, text: usize): void {
  bits = 0
  bitCount = 0
  input = from
  inputEnd = to
  state = BETWEEN
  isLast = false
  storedLeft = 0
  written = text
  historyStart = text
}

/** Where the stream ended: the first byte that is not part of it. */
export function inputAt(): usize {
  return input - <usize>(bitCount >> 3)
}

/** Goes on until the text reaches `limit` (it may go over by 258 bytes, and write 32 more) or the stream ends. */
export function inflate(limit: usize): i32 {
  while (written < limit) {
    if (state == BETWEEN) {
      if (isLast) return inputAt() <= inputEnd ? DONE : FAILED
      if (!openBlock()) return FAILED
    }
    if (state == IN_STORED) {
      if (!copyStored(limit)) return FAILED
    } else if (state == IN_CODED && !decode(limit)) return FAILED
  }
  return state == BETWEEN && isLast ? (inputAt() <= inputEnd ? DONE : FAILED) : MORE
}

function refill(): void {
  bits |= load<u64>(input) << (<u64>bitCount)
  input += (63 - bitCount) >> 3
  bitCount |= 56
}

function take(count: u32): u32 {
  const value = <u32>bits & (((<u32>1) << count) - 1)
  bits >>= <u64>count
  bitCount -= count
  return value
}

function openBlock(): bool {
  refill()
  if (input > inputEnd + 8) return false
  isLast = take(1) == 1
  const type = take(2)
  if (type == 0) return openStored()
  if (type == 1) return openFixed()
  return type == 2 && openDynamic()
}

function openStored(): bool {
  take(bitCount & 7)
  input = inputAt()
  bits = 0
  bitCount = 0
  if (input + 4 > inputEnd) return false
  storedLeft = load<u16>(input)
  if ((storedLeft ^ 0xffff) != <u32>load<u16>(input, 2)) return false
  input += 4
  state = IN_STORED
  return input + storedLeft <= inputEnd
}

function copyStored(limit: usize): bool {
  const room = <u32>(limit - written)
  const size = storedLeft < room ? storedLeft : room
  memory.copy(written, input, size)
  written += size
  input += size
  storedLeft -= size
  if (storedLeft == 0) state = BETWEEN
  return true
}

function openFixed(): bool {
  memory.fill(LENGTHS, 8, 144)
  memory.fill(LENGTHS + 144, 9, 112)
  memory.fill(LENGTHS + 256, 7, 24)
  memory.fill(LENGTHS + 280, 8, 8)
  memory.fill(LENGTHS + 288, 5, 32)
  state = IN_CODED
  return (
    buildTable(LITERALS, LITERAL_BITS, 0, 288, LITERAL_MEANINGS, false) &&
    buildTable(DISTANCES, DISTANCE_BITS, 288, 32, DISTANCE_MEANINGS, true)
  )
}

/** The order in which the lengths of the code length code are written: RFC 1951, 3.2.7, one byte each. */
function placeOf(index: u32): u32 {
  if (index < 3) return 16 + index
  if (index == 3) return 0
  return index & 1 ? 8 - ((index - 3) >> 1) : 8 + ((index - 4) >> 1)
}

function openDynamic(): bool {
  const literals = take(5) + 257
  const distances = take(5) + 1
  const lengths = take(4) + 4
  if (literals > 286 || distances > 30) return false
  memory.fill(LENGTHS, 0, 19)
  for (let index: u32 = 0; index < lengths; index++) {
    if (bitCount < 3) refill()
    store<u8>(LENGTHS + placeOf(index), <u8>take(3))
  }
  if (!buildTable(CODE_LENGTHS, CODE_LENGTH_BITS, 0, 19, CODE_LENGTH_MEANINGS, false)) return false
  if (!readLengths(literals + distances) || load<u8>(LENGTHS, 256) == 0) return false
  state = IN_CODED
  return (
    buildTable(LITERALS, LITERAL_BITS, 0, literals, LITERAL_MEANINGS, true) &&
    buildTable(DISTANCES, DISTANCE_BITS, literals, distances, DISTANCE_MEANINGS, true)
  )
}

function readLengths(count: u32): bool {
  let at: u32 = 0
  while (at < count) {
    refill()
    if (input > inputEnd + 8) return false
    const entry = load<u32>(CODE_LENGTHS + ((<usize>bits & 127) << 2))
    if (entry & IS_SPECIAL) return false
    take(entry & 63)
    const symbol = entry >> 16
    if (symbol < 16) {
      store<u8>(LENGTHS + at, <u8>symbol)
      at++
      continue
    }
    if (symbol == 16 && at == 0) return false
    const repeated: u8 = symbol == 16 ? load<u8>(LENGTHS + at - 1) : 0
    const times = symbol == 16 ? 3 + take(2) : symbol == 17 ? 3 + take(3) : 11 + take(7)
    if (at + times > count) return false
    memory.fill(LENGTHS + at, repeated, times)
    at += times
  }
  return true
}

/** The hot loop. Its state lives in locals; at least 56 bits are at hand after each refill, a match takes 48 at most. */
function decode(limit: usize): bool {
  let buffer = bits
  let count = bitCount
  let from = input
  let out = written
  const start = historyStart
  const stop = inputEnd + 8
  let ok = true
  while (out < limit) {
    if (from > stop) {
      ok = false
      break
    }
    buffer |= load<u64>(from) << (<u64>count)
    from += (63 - count) >> 3
    count |= 56
    let entry = load<u32>(LITERALS + ((<usize>buffer & 0x7ff) << 2))
    if (entry & IS_LITERAL) {
      buffer >>= <u64>(entry & 63)
      count -= entry & 63
      store<u8>(out, <u8>(entry >> 16))
      out++
      entry = load<u32>(LITERALS + ((<usize>buffer & 0x7ff) << 2))
      if (entry & IS_LITERAL) {
        buffer >>= <u64>(entry & 63)
        count -= entry & 63
        store<u8>(out, <u8>(entry >> 16))
        out++
        entry = load<u32>(LITERALS + ((<usize>buffer & 0x7ff) << 2))
        if (entry & IS_LITERAL) {
          buffer >>= <u64>(entry & 63)
          count -= entry & 63
          store<u8>(out, <u8>(entry >> 16))
          out++
          continue
        }
      }
      buffer |= load<u64>(from) << (<u64>count)
      from += (63 - count) >> 3
      count |= 56
    }
    if (entry & IS_SPECIAL) {
      if (entry & IS_SUBTABLE) {
        buffer >>= <u64>LITERAL_BITS
        count -= LITERAL_BITS
        const within = <u32>buffer & (((<u32>1) << ((entry >> 8) & 15)) - 1)
        entry = load<u32>(LITERALS + ((<usize>((entry >> 16) + within)) << 2))
      }
      if (entry & IS_LITERAL) {
        buffer >>= <u64>(entry & 63)
        count -= entry & 63
        store<u8>(out, <u8>(entry >> 16))
        out++
        continue
      }
      if (entry & IS_SPECIAL) {
        if (entry & IS_END) {
          buffer >>= <u64>(entry & 63)
          count -= entry & 63
          state = BETWEEN
        } else ok = false
        break
      }
    }
    const length =
      ((entry >> 16) & 0x1ff) +
      (<u32>(buffer >> <u64>((entry >> 8) & 15)) & (((<u32>1) << ((entry & 63) - ((entry >> 8) & 15))) - 1))
    buffer >>= <u64>(entry & 63)
    count -= entry & 63
    entry = load<u32>(DISTANCES + ((<usize>buffer & 0x1ff) << 2))
    if (entry & IS_SPECIAL) {
      if (entry & IS_SUBTABLE) {
        buffer >>= <u64>DISTANCE_BITS
        count -= DISTANCE_BITS
        const within = <u32>buffer & (((<u32>1) << ((entry >> 8) & 15)) - 1)
        entry = load<u32>(DISTANCES + ((<usize>((entry >> 16) + within)) << 2))
      }
      if (entry & IS_SPECIAL) {
        ok = false
        break
      }
    }
    const distance =
      (entry >> 16) +
      (<u32>(buffer >> <u64>((entry >> 8) & 15)) & (((<u32>1) << ((entry & 63) - ((entry >> 8) & 15))) - 1))
    buffer >>= <u64>(entry & 63)
    count -= entry & 63
    if (distance > <u32>(out - start)) {
      ok = false
      break
    }
    copyMatch(out, distance, length)
    out += length
  }
  bits = buffer
  bitCount = count
  input = from
  written = out
  return ok
}

/** Copies in blocks, up to 32 bytes over the end. A near source repeats itself. */
function copyMatch(out: usize, distance: u32, length: u32): void {
  let from = out - distance
  const end = out + length
  if (distance >= 16) {
    v128.store(out, v128.load(from))
    v128.store(out, v128.load(from, 16), 16)
    out += 32
    from += 32
    while (out < end) {
      v128.store(out, v128.load(from))
      v128.store(out, v128.load(from, 16), 16)
      out += 32
      from += 32
    }
  } else if (distance >= 8) {
    while (out < end) {
      store<u64>(out, load<u64>(from))
      out += 8
      from += 8
    }
  } else if (distance == 1) {
    memory.fill(out, load<u8>(from), length)
  } else {
    while (out < end) {
      store<u8>(out, load<u8>(from))
      out++
      from++
    }
  }
}
