/** 64 bits of a text, as two unsigned halves. Never zero. */
export interface Fingerprint {
  readonly high: number
  readonly low: number
}

const seed: Fingerprint = { high: 0xdeadbeef, low: 0x41c6ce57 }

/**
 * The two multiplicative lanes of cyrb53 over the UTF-16 code units of a text, not cut to 53 bits. What was hashed before
 * may be given, so that a text can be hashed in parts: an engine hashes what many events share once. It guards against
 * chance, not against somebody who looks for collisions; what is keyed by it is a count, never a permission.
 * Two different texts share a fingerprint with a probability of about n²/2^65 among n.
 */
export function fingerprintOf(text: string, before: Fingerprint = seed): Fingerprint {
  const { a, b } = lanesOf(text, { a: before.high, b: before.low })
  return mixed(a, b)
}

/** The lanes of a text that goes on. */
export interface Lanes {
  readonly a: number
  readonly b: number
}

/** The lanes behind a text, so that what many texts begin with is hashed once: see {@link fingerprintAfter}. */
export function lanesOf(text: string, before: Lanes = { a: seed.high, b: seed.low }): Lanes {
  let { a, b } = before
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index)
    a = Math.imul(a ^ code, 2654435761)
    b = Math.imul(b ^ code, 1597334677)
  }
  return { a, b }
}

/** The fingerprint of a text that begins with what the lanes are of. */
export function fingerprintAfter(lanes: Lanes, rest: string): Fingerprint {
  const { a, b } = lanesOf(rest, lanes)
  return mixed(a, b)
}

/** {@link fingerprintOf} of a text whose characters are bytes. */
export function fingerprintOfBytes(
  bytes: Uint8Array,
  from: number,
  to: number,
  before: Fingerprint,
): Fingerprint {
  const { a, b } = lanesOfBytes(bytes, from, to, { a: before.high, b: before.low })
  return mixed(a, b)
}

/** {@link lanesOf} of a text whose characters are bytes. */
export function lanesOfBytes(bytes: Uint8Array, from: number, to: number, before: Lanes): Lanes {
  let { a, b } = before
  for (let index = from; index < to; index += 1) {
    const code = bytes[index]!
    a = Math.imul(a ^ code, 2654435761)
    b = Math.imul(b ^ code, 1597334677)
  }
  return { a, b }
}

function mixed(laneA: number, laneB: number): Fingerprint {
  const a = Math.imul(laneA ^ (laneA >>> 16), 2246822507) ^ Math.imul(laneB ^ (laneB >>> 13), 3266489909)
  const b = Math.imul(laneB ^ (laneB >>> 16), 2246822507) ^ Math.imul(a ^ (a >>> 13), 3266489909)
  return { high: a >>> 0, low: b >>> 0 || 1 }
}
