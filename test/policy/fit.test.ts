import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { evaluate } from '../../src/core/evaluate/evaluate.js'
import type { PolicyDocument } from '../../src/core/iam/policy.js'
import { policySize } from '../../src/core/iam/policy-print.js'
import { defaultFit, type FitSettings, fitted, wouldFit } from '../../src/core/policy/fit.js'
import { type LimitName, policyLimits, splitToFit } from '../../src/core/policy/split.js'
import { statementsOf } from '../../src/core/policy/statements.js'
import { observed, permissions } from './permissions.js'

const many = (count: number, action = 's3:GetObject') =>
  Array.from({ length: count }, (_, at) =>
    observed(action, `arn:aws:s3:::marigold-media/some/long/prefix/${String(at).padStart(4, '0')}.jpg`),
  )

const settings = (more: Partial<FitSettings>): FitSettings => ({ ...defaultFit, ...more })

/** Requests at and beside what was permitted: every action on every resource. */
function requestsAround(list: ReturnType<typeof many>) {
  const contexts = list.map(
    ({ conditions }) => new Map(conditions.map(({ key, values }) => [key.toLowerCase(), values] as const)),
  )
  return list.flatMap(({ action }) =>
    list.map(({ resource }, at) => ({ action, resource, context: contexts[at]! })),
  )
}

const decisions = (list: ReturnType<typeof many>, documents: readonly PolicyDocument[]) =>
  requestsAround(list).map((request) => evaluate(request, documents).decision)

/** One statement for each permission: nothing was merged or divided. */
const asTheyAre = (list: ReturnType<typeof many>): PolicyDocument => ({
  version: '2012-10-17',
  id: undefined,
  statements: list.flatMap((one) => statementsOf([one])),
})

describe('minimising and splitting, by the evaluator', () => {
  it('change nothing of what is allowed, at what was permitted and beside it', () => {
    fc.assert(
      fc.property(permissions, (list) => {
        const { documents } = fitted([...list], settings({ pairs: 'exact' }))
        expect(decisions([...list], documents)).toEqual(decisions([...list], [asTheyAre([...list])]))
      }),
    )
  })

  it('change nothing, however small the documents are', () => {
    fc.assert(
      fc.property(permissions, fc.integer({ min: 500, max: 2_000 }), (list, limit) => {
        const statements = statementsOf([...list])
        const split = splitToFit(statements, limit)
        if (split.kind === 'too-large') return
        const { documents } = split
        const whole: PolicyDocument = { version: '2012-10-17', id: undefined, statements }
        expect(decisions([...list], documents)).toEqual(decisions([...list], [whole]))
      }),
    )
  })
})

describe('a policy made to fit', () => {
  it('is nothing, if there is nothing to permit', () => {
    expect(fitted([], defaultFit)).toMatchObject({ documents: [], tooLarge: undefined })
  })

  it.each(Object.keys(policyLimits) as LimitName[])(
    '%s: is within the limit, or says by how much it is not',
    (limit) => {
      const { characters, documents: most } = policyLimits[limit]
      for (const count of [1, 30, 100, 700]) {
        const { documents, tooLarge } = fitted(many(count), settings({ limit }))
        expect(documents.filter((one) => policySize(one) > characters)).toEqual([])
        expect(documents.length).toBeLessThanOrEqual(most)
        expect(documents.length === 0).toBe(tooLarge !== undefined)
        if (tooLarge !== undefined) expect(tooLarge.size).toBeGreaterThan(characters)
      }
    },
  )

  it('says how many documents it would take, where that is too many', () => {
    const { tooLarge } = fitted(many(700), settings({ limit: 'inline-role' }))
    expect(tooLarge?.statement).toBeUndefined()
    expect(tooLarge?.documents).toBeGreaterThan(policyLimits['inline-role'].documents)
  })

  it('has pairs that allow nothing only where they save a document', () => {
    expect(fitted(many(3), defaultFit).pairs).toBe('exact')
    expect(fitted(many(3), settings({ pairs: 'inert' })).pairs).toBe('inert')
  })

  it('is advised of by options under which it fits, and those alone', () => {
    const list = many(40)
    const inline = settings({ limit: 'inline-user' })
    expect(fitted(list, inline).documents).toEqual([])
    const advice = wouldFit(inline, (one) => fitted(list, one))
    expect(advice).toEqual(['`--limit managed` gives 1 document'])
    expect(wouldFit(inline, () => fitted(many(700), inline))).toEqual([])
  })
})
