import { PROJECTED, VALUES } from './layout'

/** The projection of the record at hand, and the values that are counted apart. */
export let out: usize = PROJECTED
/** Where the values end. */
export let values: usize = VALUES

/** How many identifiers are among the values. */
let made: u32 = 0

/** Starts on a record. */
export function clearOutput(): void {
  made = 0
  out = PROJECTED
  values = VALUES
}

/** Takes back what was written since `mark`. */
export function rewind(mark: usize): void {
  out = mark
}

/** Adds one byte. */
export function put(code: u32): void {
  store<u8>(out, <u8>code)
  out++
}

/** Copies in blocks of 16, so up to 15 bytes over the end. */
export function copyOut(from: usize, to: usize): void {
  let at = out
  const end = out + (to - from)
  while (at < end) {
    v128.store(at, v128.load(from))
    at += 16
    from += 16
  }
  out = end
}

/** Adds `"key":value` to the values. */
export function copyApart(from: usize, to: usize): void {
  if (values != VALUES) {
    store<u8>(values, 0x2c)
    values++
  }
  const size = to - from
  memory.copy(values, from, size)
  values += size
}

/** Adds `"made 1":"identifier"`: no member that is counted apart has a name with a space. */
export function copyMade(from: usize, to: usize): void {
  if (values != VALUES) {
    store<u8>(values, 0x2c)
    values++
  }
  // `"made `
  store<u64>(values, 0x20656461_6d22)
  values += 6
  made++
  let place: u32 = 10
  while (place <= made) place *= 10
  while (place > 1) {
    place /= 10
    store<u8>(values, <u8>(0x30 + ((made / place) % 10)))
    values++
  }
  store<u32>(values, 0x223a22)
  values += 3
  memory.copy(values, from, to - from)
  values += to - from
  store<u8>(values, 0x22)
  values++
}

/** Room for so many bytes, to be written by the caller. */
export function reserve(size: u32): usize {
  const at = out
  out += size
  return at
}
