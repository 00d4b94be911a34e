import type { Limits } from './settings.js'

/** Allowances that fill up with time: each client may make `burst` requests at once, `requestsPerSecond` in the long run. */
export interface RateLimit {
  /**
   * Takes one request from a client's allowance at a time in milliseconds. 0 if it may go ahead, else the seconds
   * (at least 1, whole) until it may.
   */
  take(client: string, now: number): number
  /** How many clients are remembered: never more than `clients` and one. */
  size(): number
}

interface Bucket {
  tokens: number
  filled: number
}

/** What clients share for whom no more room is left. No address is written so. */
const everybodyElse = '*'

/**
 * A rate limit in bounded memory. Clients whose allowance is full again are forgotten; if every place is taken by
 * clients that are not, newcomers share one allowance, so that nobody gains by coming from many addresses.
 */
export function rateLimit({
  requestsPerSecond,
  burst,
  clients,
}: Pick<Limits, 'requestsPerSecond' | 'burst' | 'clients'>): RateLimit {
  // Least recently seen first: whoever takes is moved to the end.
  const buckets = new Map<string, Bucket>()
  const level = ({ tokens, filled }: Bucket, now: number) =>
    Math.min(burst, tokens + (Math.max(0, now - filled) / 1000) * requestsPerSecond)

  /** Looks at the two that were idle longest: more than one comes, so the table cannot outgrow its idle part. */
  const forget = (now: number) => {
    let looked = 0
    for (const [client, bucket] of buckets) {
      if (looked++ === 2) return
      if (client !== everybodyElse && level(bucket, now) >= burst) buckets.delete(client)
    }
  }

  return {
    take(client, now) {
      forget(now)
      const name = buckets.has(client) || buckets.size < clients ? client : everybodyElse
      const found = buckets.get(name)
      const tokens = found === undefined ? burst : level(found, now)
      buckets.delete(name)
      buckets.set(name, { tokens: tokens >= 1 ? tokens - 1 : tokens, filled: now })
      return tokens >= 1 ? 0 : Math.max(1, Math.ceil((1 - tokens) / requestsPerSecond))
    },
    size: () => buckets.size,
  }
}

/** The client of an address: IPv6 by its network of 64 bits, which one customer has as a whole. */
export function clientOf(address: string | undefined): string {
  if (address === undefined) return 'unknown'
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)
  if (mapped) return mapped[1]!
  if (!address.includes(':')) return address
  const [head = '', tail] = address.toLowerCase().replace(/%.*$/, '').split('::')
  const groups = (text: string) => (text === '' ? [] : text.split(':'))
  const [front, back] = [groups(head), tail === undefined ? [] : groups(tail)]
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - front.length - back.length)
  const all = [...front, ...Array<string>(zeros).fill('0'), ...back]
  return `${all
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, ''))
    .join(':')}::/64`
}
