import { isDeepStrictEqual } from 'node:util'

/** As much of vitest's `expect` as the tests of the evaluator use, without its cost. */
export function expect(value) {
  const check = (holds) => {
    if (!holds) throw new Error('expectation failed')
  }
  return {
    toBe: (other) => check(Object.is(value, other)),
    toEqual: (other) => check(isDeepStrictEqual(plain(value), plain(other))),
    toBeUndefined: () => check(value === undefined),
    toBeGreaterThan: (other) => check(value > other),
    toMatch: (pattern) => check(pattern.test(value)),
    toContain: (other) => check(value.includes(other)),
  }
}

/** Without members that are `undefined`, as `toEqual` compares. */
function plain(value) {
  if (Array.isArray(value)) return value.map(plain)
  if (value instanceof Set || value instanceof Map) return value
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, member]) => (member === undefined ? [] : [[key, plain(member)]])),
  )
}
