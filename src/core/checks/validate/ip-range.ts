/** A range of IP addresses in CIDR notation. */
export interface IpRange {
  readonly bits: 32 | 128
  /** The address as written. */
  readonly value: bigint
  /** How many bits the mask keeps. */
  readonly prefix: number
  /** The address with the bits behind the mask cleared. */
  readonly network: bigint
}

const OCTET = /^[0-9]{1,3}$/
const HEXTET = /^[0-9A-Fa-f]{1,4}$/

/** The range that a text spells, an address being the range of itself; `undefined` if it is none. */
export function parseRange(text: string): IpRange | undefined {
  if (text.length > 64) return undefined
  const [address = '', mask, rest] = text.split('/')
  const bits = address.includes(':') ? 128 : 32
  const value = bits === 128 ? parseV6(address) : parseV4(address)
  if (value === undefined || rest !== undefined) return undefined
  if (mask !== undefined && (!OCTET.test(mask) || Number(mask) > bits)) return undefined
  const prefix = mask === undefined ? bits : Number(mask)
  const host = BigInt(bits - prefix)
  return { bits, value, prefix, network: (value >> host) << host }
}

/** The range with the bits behind its mask cleared. */
export function printRange({ bits, network, prefix }: IpRange): string {
  const size = bits === 32 ? 8n : 16n
  const groups = Array.from({ length: bits === 32 ? 4 : 8 }, (_, at) => {
    const shift = BigInt((bits === 32 ? 3 : 7) - at) * size
    return (network >> shift) & ((1n << size) - 1n)
  })
  const text = bits === 32 ? groups.join('.') : shortened(groups.map((group) => group.toString(16)))
  return `${text}/${prefix}`
}

/** The zeros at the end as `::`, where most ranges have them. */
function shortened(groups: readonly string[]): string {
  const last = groups.findLastIndex((group) => group !== '0')
  return last >= 6 ? groups.join(':') : `${groups.slice(0, last + 1).join(':')}::`
}

/**
 * Private, shared, loopback and link-local ranges.
 * Source: RFC 1918, RFC 6598, RFC 1122, RFC 3927, RFC 4193, RFC 4291
 */
const PRIVATE = [
  '10.0.0.0/8',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  'fc00::/7',
  'fe80::/10',
  '::1/128',
].map((text) => parseRange(text)!)

/** Is every address of the range private? */
export function isPrivate(text: string): boolean {
  const range = parseRange(text)
  if (range === undefined) return false
  return PRIVATE.some(({ bits, network, prefix }) => {
    const host = BigInt(bits - prefix)
    return bits === range.bits && prefix <= range.prefix && range.value >> host === network >> host
  })
}

function parseV4(text: string): bigint | undefined {
  const octets = text.split('.')
  if (octets.length !== 4 || !octets.every((octet) => OCTET.test(octet) && Number(octet) <= 255))
    return undefined
  return octets.reduce((value, octet) => (value << 8n) | BigInt(octet), 0n)
}

function parseV6(text: string): bigint | undefined {
  const [head = '', tail, rest] = text.split('::')
  if (rest !== undefined) return undefined
  const [front, back] = [groupsOf(head), groupsOf(tail ?? '')]
  if (front === undefined || back === undefined) return undefined
  const missing = 8 - front.length - back.length
  if (tail === undefined ? missing !== 0 : missing < 1) return undefined
  const all = [...front, ...new Array<bigint>(missing).fill(0n), ...back]
  return all.reduce((value, group) => (value << 16n) | group, 0n)
}

function groupsOf(text: string): readonly bigint[] | undefined {
  if (text === '') return []
  const groups = text.split(':')
  const last = groups.at(-1) ?? ''
  const v4 = last.includes('.') ? parseV4(last) : undefined
  const hex = v4 === undefined ? groups : groups.slice(0, -1)
  if (!hex.every((group) => HEXTET.test(group))) return undefined
  const values = hex.map((group) => BigInt(`0x${group}`))
  return v4 === undefined ? values : [...values, v4 >> 16n, v4 & 0xffffn]
}
