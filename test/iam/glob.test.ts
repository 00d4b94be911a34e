import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { globMatches } from '../../src/core/iam/glob.js'
import { globCovers, globsOverlap } from '../../src/core/iam/glob-relation.js'
import { glob, globText } from '../generate/policies.js'

/** What a pattern means, as plainly as it can be said. */
function matchesPlainly(pattern: string, text: string): boolean {
  if (pattern === '') return text === ''
  const rest = pattern.slice(1)
  if (pattern[0] === '*') {
    return matchesPlainly(rest, text) || (text !== '' && matchesPlainly(pattern, text.slice(1)))
  }
  return text !== '' && (pattern[0] === '?' || pattern[0] === text[0]) && matchesPlainly(rest, text.slice(1))
}

/** Every text over the alphabet, up to a length. */
function textsOver(alphabet: readonly string[], length: number): string[] {
  const all = ['']
  for (let from = 0, size = 0; size < length; size++) {
    const to = all.length
    for (; from < to; from++) all.push(...alphabet.map((letter) => all[from] + letter))
  }
  return all
}

describe('globMatches', () => {
  it('agrees with the plain definition', () => {
    fc.assert(
      fc.property(glob(), globText(), (pattern, text) => {
        expect(globMatches(pattern, text)).toBe(matchesPlainly(pattern, text))
      }),
      { numRuns: 2000 },
    )
  })

  it('does not take exponential time', () => {
    expect(globMatches('*a'.repeat(500), `${'a'.repeat(5000)}b`)).toBe(false)
  })

  it('reads everything else literally', () => {
    expect(globMatches('a.b', 'axb')).toBe(false)
    expect(globMatches('[a-z]+', '[a-z]+')).toBe(true)
    expect(globMatches('Aa', 'aa')).toBe(false)
  })
})

describe('pairs of patterns', () => {
  const patterns = textsOver(['a', 'b', '*', '?'], 4)
  // `c` is the letter that no pattern names. Seven letters are more than any pair here needs to differ.
  const texts = textsOver(['a', 'b', 'c'], 7)
  const languages = patterns.map((pattern) => {
    const bits = texts.map((text) => (matchesPlainly(pattern, text) ? '1' : '0'))
    return BigInt(`0b${bits.join('')}`)
  })

  function disagreements(
    decide: (a: string, b: string) => boolean,
    truth: (a: bigint, b: bigint) => boolean,
  ): string[] {
    const wrong: string[] = []
    patterns.forEach((a, i) => {
      patterns.forEach((b, j) => {
        if (decide(a, b) !== truth(languages[i] ?? 0n, languages[j] ?? 0n)) wrong.push(`${a} ${b}`)
      })
    })
    return wrong
  }

  it('globCovers is inclusion, for all patterns up to four tokens', () => {
    expect(disagreements(globCovers, (broader, narrower) => (narrower | broader) === broader)).toEqual([])
  })

  it('globsOverlap is a common text, for all patterns up to four tokens', () => {
    expect(disagreements(globsOverlap, (a, b) => (a & b) !== 0n)).toEqual([])
  })
})

describe('globCovers', () => {
  it('is sound for longer patterns', () => {
    fc.assert(
      fc.property(glob(12), glob(12), globText(12), (broader, narrower, text) => {
        if (globCovers(broader, narrower) && matchesPlainly(narrower, text)) {
          expect(matchesPlainly(broader, text)).toBe(true)
        }
      }),
      { numRuns: 2000 },
    )
  })

  it('covers what generalising a part to a wildcard gives', () => {
    const parts = fc.array(fc.tuple(fc.constantFrom('a', 'b', '?', '*'), fc.boolean()), { maxLength: 20 })
    fc.assert(
      fc.property(parts, (tokens) => {
        const narrower = tokens.map(([token]) => token).join('')
        const broader = tokens.map(([token, widen]) => (widen ? '*' : token)).join('')
        expect(globCovers(broader, narrower)).toBe(true)
      }),
    )
  })

  it('gives up on hostile pairs instead of hanging, and then does not widen', () => {
    const hostile = `*a${'?'.repeat(40)}`
    expect(globCovers(`${hostile}b`, '*a*a*b*a*'.repeat(20))).toBe(false)
  })

  it('handles long patterns', () => {
    const long = `${'abc/'.repeat(1500)}*`
    expect(globCovers(long, `${long}x`)).toBe(true)
    expect(globCovers(`${long}x?`, long)).toBe(false)
  })
})
