import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compilePolicies } from '../../src/core/evaluate/compile.js'
import { evaluate } from '../../src/core/evaluate/evaluate.js'
import { parseArn } from '../../src/core/iam/arn.js'
import { arnMatches } from '../../src/core/iam/arn-pattern.js'
import type { Statement } from '../../src/core/iam/policy.js'
import { arnPattern, arnText, evaluationRequest, identityPolicy } from '../generate/policies.js'

const policies = () => fc.array(identityPolicy(), { maxLength: 3 })

const everything = (effect: Statement['effect']) => ({
  version: undefined,
  id: undefined,
  statements: [
    {
      sid: undefined,
      effect,
      principal: undefined,
      action: { not: false, patterns: ['*'] },
      resource: { not: false, patterns: ['*'] },
      condition: [],
    },
  ],
})

describe('compilePolicies', () => {
  it('decides as evaluate does, with the same reasons', () => {
    fc.assert(
      fc.property(
        policies(),
        fc.array(evaluationRequest(), { minLength: 1, maxLength: 5 }),
        (documents, requests) => {
          const decide = compilePolicies(documents)
          for (const request of [...requests, ...requests]) {
            expect(decide(request)).toEqual(evaluate(request, documents))
          }
        },
      ),
      { numRuns: 1500 },
    )
  })

  it('is tried on every decision', () => {
    const decisions = fc
      .sample(fc.tuple(evaluationRequest(), policies()), { numRuns: 1500, seed: 1 })
      .map(([request, documents]) => evaluate(request, documents).decision)
    expect(new Set(decisions)).toEqual(new Set(['allowed', 'explicitDeny', 'implicitDeny', 'undecidable']))
  })
})

describe('evaluate', () => {
  it('allows nothing that a Deny of everything denies', () => {
    fc.assert(
      fc.property(policies(), evaluationRequest(), (documents, request) => {
        expect(evaluate(request, [...documents, everything('Deny')]).decision).toBe('explicitDeny')
      }),
    )
  })

  it('keeps what is allowed when more is allowed', () => {
    fc.assert(
      fc.property(policies(), evaluationRequest(), (documents, request) => {
        const { decision: before, reasons } = evaluate(request, documents)
        const after = evaluate(request, [...documents, everything('Allow')]).decision
        const open = reasons.some(({ effect, result }) => effect === 'Deny' && result === 'undecidable')
        if (before === 'implicitDeny') expect(after).toBe(open ? 'undecidable' : 'allowed')
        if (before === 'allowed') expect(after).toBe('allowed')
        if (before === 'explicitDeny') expect(after).toBe('explicitDeny')
      }),
    )
  })

  it('does not depend on the order of policies, but for who is named', () => {
    fc.assert(
      fc.property(policies(), evaluationRequest(), (documents, request) => {
        const reversed = evaluate(request, [...documents].reverse())
        expect(reversed.decision).toBe(evaluate(request, documents).decision)
      }),
    )
  })

  it('decides for each ARN as it decides for a pattern that matches it', () => {
    const shown = arnPattern().filter((pattern) => parseArn(pattern) !== undefined)
    fc.assert(
      fc.property(policies(), evaluationRequest(), shown, arnText(), (documents, request, pattern, arn) => {
        if (!arnMatches(pattern, arn)) return
        const whole = evaluate({ ...request, resource: pattern }, documents).decision
        const one = evaluate({ ...request, resource: arn }, documents).decision
        if (whole === 'allowed' || whole === 'explicitDeny') expect(one).toBe(whole)
      }),
      { numRuns: 3000 },
    )
  })
})
