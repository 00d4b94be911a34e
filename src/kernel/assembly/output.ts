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

/** Copies in blocks of 64, so up to 63 bytes over the end: most texts are shorter, and none needs a branch. */
export function copyOut(from: usize, to: usize): void {
  let at = out
  const end = out + (to - from)
  do {
    v128.store(at, v128.load(from))
    v128.store(at, v128.load(from, 16), 16)
    v128.store(at, v128.load(from, 32), 32)
    v128.store(at, v128.load(from, 48), 48)
    at += 64
    from += 64
  } while (at < end)
  out = end
}

/** Adds `"key":value` to the values. */
export function copyApart(from: usize, to: usize): void {
  if (values != VALUES) {
    store<u8>(values, 0x2c)
    values++
  }
  copyValue(from, to)
}

function copyValue(from: usize, to: usize): void {
  const end = values + (to - from)
  for (let at = values; at < end; at += 16) {
    v128.store(at, v128.load(from))
    from += 16
  }
  values = end
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
  copyValue(from, to)
  store<u8>(values, 0x22)
  values++
}

/** Adds `"the link key":value`, of which all from the key on is copied. */
export function copyLink(from: usize, to: usize): void {
  if (values != VALUES) {
    store<u8>(values, 0x2c)
    values++
  }
  // `"the lin` and `k `
  store<u64>(values, 0x6e696c2065687422)
  store<u16>(values, 0x206b, 8)
  values += 10
  memory.copy(values, from, to - from)
  values += to - from
}

/** Adds `"the session":"name"`, behind all others. */
export function copySession(from: usize, to: usize): void {
  if (values != VALUES) {
    store<u8>(values, 0x2c)
    values++
  }
  // `"the ses` and `sion":"`
  store<u64>(values, 0x7365732065687422)
  store<u64>(values, 0x223a226e6f6973, 8)
  values += 15
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
