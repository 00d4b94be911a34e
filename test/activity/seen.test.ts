import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fingerprintOf } from '../../src/core/activity/fingerprint.js'
import { openSeen, openSet } from '../../src/core/activity/seen.js'

/** Numbers without end from one seed. */
function* numbers(seed: number): Generator<number> {
  let state = seed
  for (;;) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    yield state
  }
}

const place = '2026-03-02 111122223333 eu-central-1'

/** Few different texts, so that many come again. */
const texts = fc.array(fc.oneof(fc.string({ maxLength: 2 }), fc.uuid()))

describe('what was seen', () => {
  it('is a set of texts, as long as they are no more than it remembers', () => {
    fc.assert(
      fc.property(texts, (list) => {
        const [seen, set] = [openSeen(), new Set<string>()]
        for (const text of list) {
          expect(seen.add(fingerprintOf(text), place)).toBe(!set.has(text))
          set.add(text)
        }
        expect(seen.forgotten).toBe(0)
      }),
    )
  })

  it('recognizes a text if no more than `capacity` others came since', () => {
    const few = fc.array(fc.integer({ min: 0, max: 30 }), { maxLength: 200 })
    fc.assert(
      fc.property(few, fc.integer({ min: 1, max: 12 }), (list, capacity) => {
        const [seen, last] = [openSeen(capacity), new Map<number, number>()]
        for (const [at, one] of list.entries()) {
          const isNew = seen.add(fingerprintOf(`event ${one}`), place)
          const before = last.get(one)
          const between = new Set(list.slice((before ?? at) + 1, at)).size
          if (before === undefined) expect(isNew).toBe(true)
          else if (between < capacity) expect(isNew).toBe(false)
          last.set(one, at)
        }
      }),
    )
  })

  it('counts what it forgets, and never holds more than two generations', () => {
    const seen = openSeen(100)
    for (let at = 0; at < 1000; at += 1) expect(seen.add(fingerprintOf(`event ${at}`), place)).toBe(true)
    expect(seen.forgotten).toBe(800)
    for (let at = 900; at < 1000; at += 1) expect(seen.add(fingerprintOf(`event ${at}`), place)).toBe(false)
    expect(seen.add(fingerprintOf('event 0'), place)).toBe(true)
  })

  it('knows nothing of another one', () => {
    const [one, other] = [openSeen(), openSeen()]
    one.add(fingerprintOf('x'), place)
    expect(other.add(fingerprintOf('x'), place)).toBe(true)
  })
})

describe('a set of fingerprints', () => {
  it('is the same set after 200,000 texts of which every other came before', () => {
    const [seen, set, random] = [openSet(), new Set<string>(), numbers(7)]
    let wrong = 0
    for (let at = 0; at < 200_000; at += 1) {
      const text = `${at % 40} 2026-03-02T08:00:00Z ${random.next().value! % 150_000}-${at % 2}`
      if (seen.add(fingerprintOf(text)) === set.has(text)) wrong += 1
      set.add(text)
    }
    expect(wrong).toBe(0)
    expect(seen.size).toBe(set.size)
    expect(set.size).toBeGreaterThan(100_000)
    expect(set.size).toBeLessThan(200_000)
  })

  it('tells apart texts that are alike', () => {
    const seen = openSet()
    const alike = ['', '\0', '\0\0', 'a', 'b', 'ab', 'ba', 'a ', ' a', '\ud800', '\udc00', 'a'.repeat(99)]
    expect(alike.map((text) => seen.add(fingerprintOf(text)))).toEqual(alike.map(() => true))
    expect(alike.map((text) => seen.has(fingerprintOf(text)))).toEqual(alike.map(() => true))
  })
})
