import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { neverChecks } from '../../../src/core/checks/validate/never.js'
import { validatePolicy } from '../../../src/core/checks/validate/validate.js'
import { evaluate } from '../../../src/core/evaluate/evaluate.js'
import { parsePolicy } from '../../../src/core/iam/policy-parse.js'

interface Case {
  readonly why: string
  readonly statement: Readonly<Record<string, unknown>>
}

const file = new URL('./extended/never.json', import.meta.url)
const { LEASTWISE_STATEMENT_NEVER_APPLIES: scenarios } = JSON.parse(readFileSync(file, 'utf8')) as Record<
  string,
  { readonly hits: readonly Case[]; readonly misses: readonly Case[] }
>

const textOf = (statement: unknown) => JSON.stringify({ Version: '2012-10-17', Statement: [statement] })
const codesOf = (text: string) =>
  validatePolicy(text, { type: 'IDENTITY_POLICY' }, neverChecks).map(({ issueCode }) => issueCode)

const operators = [
  ...['StringEquals', 'StringNotEquals', 'StringLike', 'StringEqualsIgnoreCase', 'StringLikeIfExists'],
  ...['NumericLessThan', 'NumericLessThanEquals', 'NumericGreaterThan', 'NumericGreaterThanEquals'],
  ...['NumericEquals', 'NumericNotEqualsIfExists', 'Null', 'Bool', 'BoolIfExists'],
]
const anyValue = fc.constantFrom('1', '2', '3', '1.5', 'true', 'false', 'a', 'A', 'b*')
const condition = fc.dictionary(
  fc.constantFrom(...operators),
  fc.array(anyValue, { minLength: 1, maxLength: 2 }).map((values) => ({ 'aws:MultiFactorAuthAge': values })),
  { minKeys: 2, maxKeys: 3 },
)

describe('statements that never apply', () => {
  it.each(scenarios!.hits.map((one) => [one.why, one] as const))('%s', (_, { statement }) => {
    expect(codesOf(textOf(statement))).toEqual(['LEASTWISE_STATEMENT_NEVER_APPLIES'])
  })

  it.each(scenarios!.misses.map((one) => [one.why, one] as const))('not so: %s', (_, { statement }) => {
    expect(codesOf(textOf(statement))).toEqual([])
  })

  it('are never those that apply to some request', () => {
    const tried = [
      '0',
      '1',
      '1.2',
      '1.5',
      '1.7',
      '2',
      '2.5',
      '3',
      '4',
      'true',
      'false',
      'a',
      'A',
      'b',
      'bc',
      'x',
    ]
    fc.assert(
      fc.property(condition, (Condition) => {
        const text = textOf({ Effect: 'Allow', Action: 's3:GetObject', Resource: '*', Condition })
        const parsed = parsePolicy(text)
        if (!('document' in parsed)) throw new Error('a policy of a test does not parse')
        const contexts = [new Map(), ...tried.map((value) => new Map([['aws:multifactorauthage', [value]]]))]
        const applies = contexts.some(
          (context) =>
            evaluate({ action: 's3:GetObject', resource: 'arn:aws:s3:::b/k', context }, [parsed.document])
              .decision === 'allowed',
        )
        if (applies) expect(codesOf(text)).toEqual([])
      }),
      { numRuns: 3000 },
    )
  })
})
