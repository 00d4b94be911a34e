/** An address of either family. */
interface Address {
  readonly bits: 32 | 128
  readonly value: bigint
}

const OCTET = /^[0-9]{1,3}$/
const HEXTET = /^[0-9A-Fa-f]{1,4}$/
const PREFIX = /^[0-9]{1,3}$/

/**
 * Is the address in the range? The range is CIDR, or a single address. `undefined` if either text is not
 * what it should be. AWS documents `/32` as the prefix of a bare address; for IPv6 a single address, `/128`,
 * is meant here.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_IPAddress
 */
export function isInRange(address: string, range: string): boolean | undefined {
  const [network = '', prefix] = splitOnce(range, '/')
  const [inner, outer] = [parseAddress(address), parseAddress(network)]
  if (inner === undefined || outer === undefined) return undefined
  if (prefix !== undefined && (!PREFIX.test(prefix) || Number(prefix) > outer.bits)) return undefined
  const hostBits = BigInt(outer.bits - Number(prefix ?? outer.bits))
  return inner.bits === outer.bits && inner.value >> hostBits === outer.value >> hostBits
}

function parseAddress(text: string): Address | undefined {
  const family = text.includes(':') ? { bits: 128, parse: parseV6 } : { bits: 32, parse: parseV4 }
  const value = family.parse(text)
  return value === undefined ? undefined : { bits: family.bits === 32 ? 32 : 128, value }
}

function parseV4(text: string): bigint | undefined {
  const octets = text.split('.')
  if (octets.length !== 4 || !octets.every((octet) => OCTET.test(octet) && Number(octet) <= 255)) {
    return undefined
  }
  return octets.reduce((value, octet) => (value << 8n) | BigInt(octet), 0n)
}

function parseV6(text: string): bigint | undefined {
  const [head = '', tail, rest] = text.split('::')
  if (rest !== undefined || text.length > 45) return undefined
  const front = hextets(head, tail === undefined)
  const back = hextets(tail ?? '', true)
  if (front === undefined || back === undefined) return undefined
  const missing = 8 - front.length - back.length
  if (tail === undefined ? missing !== 0 : missing < 1) return undefined
  const all = [...front, ...new Array<bigint>(missing).fill(0n), ...back]
  return all.reduce((value, hextet) => (value << 16n) | hextet, 0n)
}

/** The 16-bit groups of one side of `::`. The last group of an address may be a dotted IPv4 address. */
function hextets(text: string, isEnd: boolean): readonly bigint[] | undefined {
  if (text === '') return []
  const groups = text.split(':')
  const last = groups.at(-1) ?? ''
  const v4 = isEnd && last.includes('.') ? parseV4(last) : undefined
  const hex = v4 === undefined ? groups : groups.slice(0, -1)
  if (!hex.every((group) => HEXTET.test(group))) return undefined
  const values = hex.map((group) => BigInt(`0x${group}`))
  return v4 === undefined ? values : [...values, v4 >> 16n, v4 & 0xffffn]
}

function splitOnce(text: string, separator: string): readonly string[] {
  const at = text.indexOf(separator)
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)]
}
