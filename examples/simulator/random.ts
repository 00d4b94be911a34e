/** Everything that looks random in the trail comes from here, so that a seed always gives the same bytes. */
export interface Random {
  /** An integer from 0 up to, but not including, `limit`. */
  readonly below: (limit: number) => number
  readonly pick: <T>(from: readonly T[]) => T
  readonly hex: (length: number) => string
  readonly uuid: () => string
  /** Upper-case letters and digits, as in access keys and S3 request ids. */
  readonly code: (length: number) => string
  /** Letters and digits of both cases, as at the end of a log file's name. */
  readonly word: (length: number) => string
  readonly base64: (length: number) => string
}

const CODE = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'
const WORD = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'
const BASE64 = `${WORD}+/`
/** The hexadecimal digits of each byte. */
const BYTES = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'))

/** Small, fast and the same on every machine: sfc32, seeded by the characters of `seed`. */
export function createRandom(seed: string): Random {
  const next = sfc32(seed)
  const below = (limit: number): number => next() % limit
  const letters = (alphabet: string, length: number): string => {
    let text = ''
    for (let at = 0; at < length; at += 1) text += alphabet[next() % alphabet.length]
    return text
  }
  const hex = (length: number): string => {
    let text = ''
    while (text.length < length) {
      const four = next()
      text +=
        (BYTES[four >>> 24] ?? '') +
        BYTES[(four >>> 16) & 255] +
        BYTES[(four >>> 8) & 255] +
        BYTES[four & 255]
    }
    return text.slice(0, length)
  }
  return {
    below,
    hex,
    pick: (from) => from[below(from.length)] as (typeof from)[number],
    uuid: () => uuid(hex(32)),
    code: (length) => letters(CODE, length),
    word: (length) => letters(WORD, length),
    base64: (length) => letters(BASE64, length),
  }
}

/** Version 4 layout, as in event ids. */
function uuid(hex: string): string {
  const variant = '89ab'[Number.parseInt(hex.charAt(16), 16) % 4]
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20)}`
}

function sfc32(seed: string): () => number {
  let [a, b, c, counter] = [fold(`${seed}/a`), fold(`${seed}/b`), fold(`${seed}/c`), 1]
  const next = (): number => {
    const sum = (a + b + counter) | 0
    counter = (counter + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = ((c << 21) | (c >>> 11)) + sum
    return sum >>> 0
  }
  for (let warm = 0; warm < 12; warm += 1) next()
  return next
}

/** FNV-1a: turns a text into a starting state. */
function fold(text: string): number {
  let hash = 0x811c9dc5
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193)
  return hash | 0
}
