import { describe, expect, it } from 'vitest'
import { allOf, anyOf, both, either, negate, type Truth } from '../../src/core/evaluate/truth.js'

/** Kleene's logic, as one writes it down: no is less than unknown, unknown less than yes. */
const order: readonly Truth[] = ['no', 'unknown', 'yes']
const pairs = order.flatMap((a) => order.map((b): [Truth, Truth] => [a, b]))

describe('two truths', () => {
  it.each(pairs)('%s and %s', (a, b) => {
    const [least, most] = [a, b].sort((one, other) => order.indexOf(one) - order.indexOf(other))
    expect([both(a, b), allOf([a, b])]).toEqual([least, least])
    expect([either(a, b), anyOf([a, b])]).toEqual([most, most])
    expect(negate(negate(a))).toBe(a)
  })

  it('of none: all hold, and none does', () => {
    expect([allOf([]), anyOf([]), negate('yes'), negate('no')]).toEqual(['yes', 'no', 'no', 'yes'])
  })
})
