import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { PolicyDocument, Statement } from '../../src/core/iam/policy.js'
import { parsePolicy } from '../../src/core/iam/policy-parse.js'
import { compactPolicy, policySize, printPolicy } from '../../src/core/iam/policy-print.js'
import { policyDocument } from '../generate/policies.js'

function read(text: string): PolicyDocument | undefined {
  const parsed = parsePolicy(text)
  return parsed.ok ? parsed.document : undefined
}

const STATEMENT: Statement = {
  sid: undefined,
  effect: 'Allow',
  principal: undefined,
  action: { not: false, patterns: ['s3:GetObject'] },
  resource: { not: false, patterns: ['arn:aws:s3:::b/*'] },
  condition: [],
}

const document = (statement: Partial<Statement>): PolicyDocument => ({
  version: '2012-10-17',
  id: undefined,
  statements: [{ ...STATEMENT, ...statement }],
})

describe('printPolicy', () => {
  it('writes what parsePolicy reads back, whatever the strings', () => {
    fc.assert(
      fc.property(policyDocument(), (value) => {
        expect(read(printPolicy(value))).toEqual(value)
        expect(read(compactPolicy(value))).toEqual(value)
      }),
      { numRuns: 500 },
    )
  })

  it('is a fixpoint, and compactPolicy is the same JSON', () => {
    fc.assert(
      fc.property(policyDocument(), (value) => {
        const text = printPolicy(value)
        const again = read(text)
        expect(again && printPolicy(again)).toBe(text)
        expect(JSON.stringify(JSON.parse(compactPolicy(value)))).toBe(JSON.stringify(JSON.parse(text)))
      }),
    )
  })

  it('writes elements in AWS order, one value without brackets, lists as given', () => {
    const text = printPolicy({
      version: '2012-10-17',
      id: 'Id1',
      statements: [
        {
          sid: 'Sid1',
          effect: 'Deny',
          principal: { not: false, value: [{ kind: 'AWS', values: ['b', 'a'] }] },
          action: { not: true, patterns: ['s3:*'] },
          resource: { not: false, patterns: [] },
          condition: [
            { operator: 'Bool', key: 'b', values: ['true'] },
            { operator: 'Null', key: 'a', values: ['false'] },
            { operator: 'Bool', key: 'a', values: ['1', '2'] },
          ],
        },
      ],
    })
    expect(text).toBe(`{
  "Version": "2012-10-17",
  "Id": "Id1",
  "Statement": [
    {
      "Sid": "Sid1",
      "Effect": "Deny",
      "Principal": {
        "AWS": [
          "b",
          "a"
        ]
      },
      "NotAction": "s3:*",
      "Resource": [],
      "Condition": {
        "Bool": {
          "b": "true",
          "a": [
            "1",
            "2"
          ]
        },
        "Null": {
          "a": "false"
        }
      }
    }
  ]
}`)
  })

  it('refuses to drop a condition that JSON cannot hold', () => {
    const twice = { operator: 'StringLike', key: 'aws:username', values: ['a*'] }
    expect(() => printPolicy(document({ condition: [twice, { ...twice, values: ['*b'] }] }))).toThrow(
      RangeError,
    )
  })
})

describe('policySize', () => {
  it('counts the characters without white space', () => {
    const compact =
      '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::b/*"}]}'
    expect(compactPolicy(document({}))).toBe(compact)
    expect(policySize(document({}))).toBe(compact.length)
    expect(printPolicy(document({})).replaceAll(/\s/g, '')).toHaveLength(compact.length)
  })

  it('counts white space inside a value, to be on the safe side', () => {
    const spaced = { resource: { not: false, patterns: ['arn:aws:s3:::b/a b'] } }
    const joined = { resource: { not: false, patterns: ['arn:aws:s3:::b/a_b'] } }
    expect(policySize(document(spaced))).toBe(policySize(document(joined)))
  })
})
