import { skipBlank } from './json'

/** Behind a header of RFC 1952 that has no more than a name; 0 for any other, which is for zlib to read. */
export function gzipHeaderEnd(from: usize, to: usize): usize {
  if (to - from < 18 || load<u8>(from, 2) != 8) return 0
  const flags = load<u8>(from, 3)
  if (flags == 0) return from + 10
  if (flags != 8) return 0
  let at = from + 10
  while (at < to - 8 && load<u8>(at) != 0) at++
  return at < to - 8 ? at + 1 : 0
}

/** Behind `{"Records":[`; 0 if the text does not begin so. */
export function recordsStart(at: usize): usize {
  at = skipBlank(at)
  if (load<u8>(at) != 0x7b) return 0
  at = skipBlank(at + 1)
  if (load<u64>(at) != 0x7364726f63655222 || load<u8>(at, 8) != 0x22) return 0
  at = skipBlank(at + 9)
  if (load<u8>(at) != 0x3a) return 0
  at = skipBlank(at + 1)
  return load<u8>(at) == 0x5b ? at + 1 : 0
}
