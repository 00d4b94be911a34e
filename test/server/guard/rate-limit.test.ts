import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { clientOf, rateLimit } from '../../../src/server/guard/rate-limit.js'

describe('a rate limit', () => {
  it('says how long to wait, and that is enough', () => {
    const limit = rateLimit({ requestsPerSecond: 1, burst: 3, clients: 10 })
    expect([0, 0, 0, 0].map((now) => limit.take('a', now))).toEqual([0, 0, 0, 1])
    expect(limit.take('b', 0)).toBe(0)
    expect(limit.take('a', 999)).toBe(1)
    expect(limit.take('a', 1000)).toBe(0)
  })

  it('is not fooled by a clock that goes back', () => {
    const limit = rateLimit({ requestsPerSecond: 1, burst: 1, clients: 10 })
    expect([limit.take('a', 10_000), limit.take('a', 0), limit.take('a', 500)]).toEqual([0, 1, 1])
  })

  it('remembers a bounded number of clients; newcomers beyond share one allowance', () => {
    const limit = rateLimit({ requestsPerSecond: 1, burst: 2, clients: 100 })
    const taken = Array.from({ length: 10_000 }, (_, n) => limit.take(`client ${n}`, 0))
    expect(taken.filter((wait) => wait === 0)).toHaveLength(102)
    expect(limit.size()).toBe(101)
    expect(limit.take('client 0', 0)).toBe(0)
  })

  it('forgets clients whose allowance is full again', () => {
    const limit = rateLimit({ requestsPerSecond: 1, burst: 2, clients: 100 })
    for (let n = 0; n < 100; n++) limit.take(`old ${n}`, 0)
    for (let n = 0; n < 100; n++) expect(limit.take(`new ${n}`, 10_000)).toBe(0)
    expect(limit.size()).toBeLessThanOrEqual(101)
  })

  it('never lets more through than the burst and what the time gives', () => {
    const settings = fc.record({
      requestsPerSecond: fc.integer({ min: 1, max: 20 }),
      burst: fc.integer({ min: 1, max: 20 }),
      clients: fc.integer({ min: 1, max: 5 }),
    })
    const steps = fc.array(fc.tuple(fc.constantFrom('a', 'b', 'c', 'd'), fc.nat(300)), { maxLength: 200 })
    fc.assert(
      fc.property(settings, steps, (limits, requests) => {
        const limit = rateLimit(limits)
        const through = new Map<string, number>()
        let now = 0
        for (const [client, pause] of requests) {
          now += pause
          if (limit.take(client, now) === 0) through.set(client, (through.get(client) ?? 0) + 1)
          expect(limit.size()).toBeLessThanOrEqual(limits.clients + 1)
        }
        // A client that had to share may also have had its own allowance later: two bursts at most.
        const most = 2 * limits.burst + (now / 1000) * limits.requestsPerSecond * 2
        for (const count of through.values()) expect(count).toBeLessThanOrEqual(most + 1e-6)
      }),
    )
  })
})

describe('the client of an address', () => {
  it.each([
    ['192.0.2.7', '192.0.2.7'],
    ['::ffff:192.0.2.7', '192.0.2.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:0DB8:1:2::9', '2001:db8:1:2::/64'],
    ['2001:db8::9', '2001:db8:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    [undefined, 'unknown'],
  ])('%s is %s', (address, client) => {
    expect(clientOf(address)).toBe(client)
  })
})
