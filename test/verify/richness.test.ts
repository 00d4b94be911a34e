import { describe, expect, it } from 'vitest'
import { expectedNew, richnessOf } from '../../src/core/verify/richness.js'

describe('richness of a variety, from incidences', () => {
  it('agrees with the worked example of the literature: 49 species in 62 samples, 14 once, 8 twice', () => {
    // Colwell, R. et al. (2012), Models and estimators linking individual-based and sample-based rarefaction: Chao2.
    const incidences = [...Array(14).fill(1), ...Array(8).fill(2), ...Array(27).fill(10)]
    const { observed, unseen, coverage } = richnessOf(62, incidences)
    expect(observed).toBe(49)
    expect(unseen).toBeCloseTo((61 / 62) * (14 ** 2 / 16), 10)
    expect(coverage).toBeCloseTo(1 - (14 / 300) * ((61 * 14) / (61 * 14 + 16)), 10)
  })

  it('knows all of what was seen again and again', () => {
    const all = richnessOf(30, [30, 12, 3])
    expect(all).toMatchObject({ once: 0, twice: 0, coverage: 1, unseen: 0 })
    expect(expectedNew(all, 30)).toBe(0)
  })

  it('does not estimate from a single sample', () => {
    const one = richnessOf(1, [1, 1, 1])
    expect([one.coverage, one.unseen, expectedNew(one, 30)]).toEqual([undefined, undefined, undefined])
  })

  it('expects more of a longer future, and never more than it holds to be unseen', () => {
    const some = richnessOf(20, [1, 1, 1, 1, 2, 2, 5, 9, 20])
    const expected = [1, 10, 100, 100_000].map((further) => expectedNew(some, further)!)
    expect(expected).toEqual([...expected].sort((a, b) => a - b))
    expect(expected.at(-1)).toBeCloseTo(some.unseen!, 6)
    expect(expected[0]).toBeCloseTo(4 / 20, 1)
  })
})
