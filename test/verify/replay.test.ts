import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { evaluate } from '../../src/core/evaluate/evaluate.js'
import { parsePolicy } from '../../src/core/iam/policy-parse.js'
import { type ReplayRequest, replay } from '../../src/core/verify/replay.js'
import { evaluationRequest, identityPolicy } from '../generate/policies.js'

function policy(...statements: unknown[]) {
  const parsed = parsePolicy(JSON.stringify({ Version: '2012-10-17', Statement: statements }))
  if (!parsed.ok) throw new Error(parsed.problems[0]?.message)
  return parsed.document
}

function request(action: string, resource: string, count: number, context: Record<string, string> = {}) {
  const entries = Object.entries(context).map(([key, value]): [string, string[]] => [key, [value]])
  return { action, resource, count, source: `source of ${action}`, context: new Map(entries) }
}

const replayRequest = (): fc.Arbitrary<ReplayRequest> =>
  fc
    .tuple(evaluationRequest(), fc.integer({ min: 1, max: 9 }), fc.constantFrom('one', 'two'))
    .map(([asked, count, source]) => ({ ...asked, count, source }))

const sum = (entries: readonly { readonly count: number }[]) =>
  entries.reduce((total, { count }) => total + count, 0)

describe('replay', () => {
  it('accounts for every call, as evaluate decides it', () => {
    fc.assert(
      fc.property(
        fc.array(replayRequest(), { maxLength: 12 }),
        fc.array(identityPolicy(), { maxLength: 2 }),
        (requests, documents) => {
          const result = replay(requests, documents)
          const counted = (...decisions: string[]) =>
            sum(requests.filter((asked) => decisions.includes(evaluate(asked, documents).decision)))
          expect(result.replayed).toBe(sum(requests))
          expect(result.allowed).toBe(counted('allowed'))
          expect(sum(result.denied)).toBe(counted('explicitDeny', 'implicitDeny'))
          expect(sum(result.undecidable)).toBe(counted('undecidable'))
        },
      ),
      { numRuns: 500 },
    )
  })

  it('gives the same answer for requests in any order', () => {
    fc.assert(
      fc.property(fc.array(replayRequest(), { maxLength: 8 }), identityPolicy(), (requests, document) => {
        expect(replay([...requests].reverse(), [document])).toEqual(replay(requests, [document]))
      }),
    )
  })

  it('says how far the most promising statement got', () => {
    const documents = [
      policy(
        { Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::b/*' },
        {
          Effect: 'Allow',
          Action: ['s3:PutObject', 'sqs:SendMessage'],
          Resource: '*',
          Condition: { StringEquals: { 'aws:username': 'bob' } },
        },
        { Effect: 'Allow', Action: 'sqs:SendMessage', Resource: 'arn:aws:sqs:us-east-1:111122223333:q' },
        { Effect: 'Deny', Action: 's3:GetObject', Resource: 'arn:aws:s3:::b/secret' },
        {
          Effect: 'Allow',
          Action: 'iam:GetRole',
          Resource: '*',
          Condition: { StringContains: { 'aws:username': 'bob' } },
        },
      ),
    ]
    const result = replay(
      [
        request('sqs:SendMessage', '*', 1, { 'aws:username': 'eve' }),
        request('s3:GetObject', 'arn:aws:s3:::b/k', 10),
        request('s3:GetObject', 'arn:aws:s3:::c/k', 2),
        request('s3:GetObject', 'arn:aws:s3:::c/k', 3, { 'aws:username': 'eve' }),
        request('s3:GetObject', 'arn:aws:s3:::b/secret', 4),
        request('s3:GetObject', 'arn:aws:s3:::b/*', 5),
        request('s3:DeleteObject', 'arn:aws:s3:::b/k', 6),
        request('iam:GetRole', 'arn:aws:iam::111122223333:role/r', 7),
      ],
      documents,
    )
    const entry = (action: string, resource: string, count: number, reason: string) => ({
      action,
      resource,
      count,
      source: `source of ${action}`,
      reason,
    })
    expect(result).toEqual({
      replayed: 38,
      allowed: 10,
      denied: [
        entry('s3:DeleteObject', 'arn:aws:s3:::b/k', 6, 'action'),
        entry('s3:GetObject', 'arn:aws:s3:::b/secret', 4, 'explicitDeny'),
        entry('s3:GetObject', 'arn:aws:s3:::c/k', 5, 'resource'),
        entry('sqs:SendMessage', '*', 1, 'condition'),
      ],
      undecidable: [
        entry('iam:GetRole', 'arn:aws:iam::111122223333:role/r', 7, 'condition'),
        entry('s3:GetObject', 'arn:aws:s3:::b/*', 5, 'resource'),
      ],
    })
  })

  it('denies everything without policies, and finds nothing to deny without requests', () => {
    expect(replay([request('s3:GetObject', '*', 2)], []).denied).toMatchObject([
      { count: 2, reason: 'action' },
    ])
    expect(replay([], [])).toEqual({ replayed: 0, allowed: 0, denied: [], undecidable: [] })
  })
})
