import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { editDistance, nearest } from '../../src/core/iam/nearest.js'

const deploy = 'arn:aws:iam::111122223333:role/ci/Deploy'
const reader = 'arn:aws:iam::111122223333:role/Reader'

describe('nearest', () => {
  it('finds an ARN by its last path segment, whatever the case', () => {
    expect(nearest('deploy', [reader, deploy], 3)).toEqual([deploy])
  })

  it('finds a misspelt name and a swapped pair', () => {
    expect(nearest('Depoly', [reader, deploy], 3)).toEqual([deploy])
    expect(nearest('--reigon', ['--region', '--report', '--start'], 1)).toEqual(['--region'])
  })

  it('finds a whole ARN in another account by its name', () => {
    expect(nearest('arn:aws:iam::999999999999:role/Deploy', [reader, deploy], 1)).toEqual([deploy])
  })

  it('prefers the same name over one that begins with it, and that over one that contains it', () => {
    expect(nearest('app', ['my-app', 'apps', 'App'], 3)).toEqual(['App', 'apps', 'my-app'])
  })

  it('offers nothing when nothing is alike, and nothing for an empty name', () => {
    expect(nearest('zzzzzz', [reader, deploy], 3)).toEqual([])
    expect(nearest('', [reader, deploy], 3)).toEqual([])
    expect(nearest('x', ['y'], 3)).toEqual([])
  })

  it('does not depend on the order of the candidates, and offers each once', () => {
    const candidates = ['role-b', 'role-a', 'role-c', 'role-a']
    expect(nearest('role-x', candidates, 2)).toEqual(['role-a', 'role-b'])
    expect(nearest('role-x', candidates.toReversed(), 2)).toEqual(['role-a', 'role-b'])
  })

  it('stays quick on very long names', () => {
    const long = 'a'.repeat(200_000)
    expect(nearest(long, [`${long}b`], 1)).toHaveLength(1)
  })
})

describe('editDistance', () => {
  it('is a symmetric distance that is zero only for equal text', () => {
    const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 8 })
    fc.assert(
      fc.property(word, word, (a, b) => {
        const distance = editDistance(a, b, 8)!
        expect(distance).toBe(editDistance(b, a, 8))
        expect(distance === 0).toBe(a === b)
        expect(distance).toBeLessThanOrEqual(Math.max(a.length, b.length))
      }),
    )
  })

  it('gives up beyond the bound, and only then', () => {
    const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 8 })
    fc.assert(
      fc.property(word, word, fc.nat(8), (a, b, most) => {
        const exact = editDistance(a, b, 8)!
        expect(editDistance(a, b, most)).toBe(exact <= most ? exact : undefined)
      }),
    )
  })
})
