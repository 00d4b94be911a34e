import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { openSeen } from '../../src/core/activity/seen.js'

/** Numbers without end from one seed. */
function* numbers(seed: number): Generator<number> {
  let state = seed
  for (;;) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    yield state
  }
}

describe('what was seen', () => {
  it('is a set of texts', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.string({ maxLength: 2 }), fc.uuid())), (texts) => {
        const [seen, set] = [openSeen(), new Set<string>()]
        for (const text of texts) {
          expect(seen.add(text)).toBe(!set.has(text))
          set.add(text)
          expect(seen.size).toBe(set.size)
        }
      }),
    )
  })

  it('is the same set after 200,000 texts of which every other came before', () => {
    const [seen, set, random] = [openSeen(), new Set<string>(), numbers(7)]
    let wrong = 0
    for (let at = 0; at < 200_000; at += 1) {
      const text = `${at % 40} 2026-03-02T08:00:00Z ${random.next().value! % 150_000}-${at % 2}`
      if (seen.add(text) === set.has(text)) wrong += 1
      set.add(text)
    }
    expect(wrong).toBe(0)
    expect(seen.size).toBe(set.size)
    expect(set.size).toBeGreaterThan(100_000)
    expect(set.size).toBeLessThan(200_000)
  })

  it('forgets nothing while it grows', () => {
    const seen = openSeen()
    const text = (at: number) => `event ${at}`
    for (let at = 0; at < 20_000; at += 1) expect(seen.add(text(at))).toBe(true)
    for (let at = 0; at < 20_000; at += 1) expect(seen.add(text(at))).toBe(false)
    expect(seen.size).toBe(20_000)
  })

  it('tells apart texts that are alike', () => {
    const seen = openSeen()
    const alike = ['', '\0', '\0\0', 'a', 'b', 'ab', 'ba', 'a ', ' a', '\ud800', '\udc00', 'a'.repeat(99)]
    expect(alike.map((text) => seen.add(text))).toEqual(alike.map(() => true))
    expect(alike.map((text) => seen.add(text))).toEqual(alike.map(() => false))
  })

  it('knows nothing of another set', () => {
    const [one, other] = [openSeen(), openSeen()]
    one.add('x')
    expect(other.add('x')).toBe(true)
  })
})
