import { describe, expect, it } from 'vitest'
import { useOf } from '../../../src/core/checks/validate/policy-kind.js'
import { validatePolicy } from '../../../src/core/checks/validate/validate.js'
import { allScenarios, pathText, scenarioText, scenarioUse } from './scenario.js'

/** A trust policy for Cognito with an empty `Sid`: codes, paths and spans as AWS answers for it. */
const cognito = `{
    "Version": "2012-10-17",
    "Statement": [
        {
            "Sid": "",
            "Effect": "Allow",
            "Principal": {
                "Federated": [
                    "cognito-identity.amazonaws.com"
                ]
            },
            "Action": [
                "sts:AssumeRole",
                "sts:TagSession"
            ],
            "Condition": {
                "StringEquals": {
                    "cognito-identity.amazonaws.com:aud": "eu-west-1:11111111-2222-3333-4444-555555555555"
                }
            }
        }
    ]
}
`

describe('validatePolicy', () => {
  const findings = validatePolicy(cognito, { type: 'RESOURCE_POLICY' })
  const of = (code: string) => findings.find(({ issueCode }) => issueCode === code)!

  it('counts as AWS does: lines from 1, columns and offsets from 0, quotes included', () => {
    expect(of('EMPTY_SID_VALUE')).toEqual({
      findingDetails: 'The Sid is empty. Give it a value, or leave it out.',
      findingType: 'SUGGESTION',
      issueCode: 'EMPTY_SID_VALUE',
      learnMoreLink:
        'https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html#access-analyzer-reference-policy-checks-suggestion-empty-sid-value',
      locations: [
        {
          path: [{ value: 'Statement' }, { index: 0 }, { value: 'Sid' }],
          span: {
            start: { line: 5, column: 19, offset: 79 },
            end: { line: 5, column: 21, offset: 81 },
          },
        },
      ],
    })
  })

  it('runs the checks of trust policies without a resource type, with every place of a finding', () => {
    const codes = findings.map(({ issueCode }) => issueCode)
    expect(codes).toEqual([
      'EMPTY_SID_VALUE',
      'MISMATCHED_ACTION_FOR_PRINCIPAL',
      'UNSUPPORTED_ACTION_FOR_CONDITION_KEY',
    ])
    const [action, principal] = of('MISMATCHED_ACTION_FOR_PRINCIPAL').locations
    expect(pathText(action!.path)).toBe('Statement[0].Action[0]')
    expect(action!.span.end.column - action!.span.start.column).toBe('"sts:AssumeRole"'.length)
    expect(pathText(principal!.path)).toBe('Statement[0].Principal.Federated[0]')
    const [, condition] = of('UNSUPPORTED_ACTION_FOR_CONDITION_KEY').locations
    const piece = cognito.slice(condition!.span.start.offset, condition!.span.end.offset)
    expect(piece).toBe('"eu-west-1:11111111-2222-3333-4444-555555555555"')
  })

  it('finds several things in one broken text', () => {
    const text =
      '{ // mine\n  "Version": "2012-10-17"\n  "Statement": [{"Effect": "Permit", "Action": ["s3:GetObjekt",], "Resource": "*"}'
    const found = validatePolicy(text, useOf('identity')).map(({ issueCode, locations }) => {
      const { line, column } = locations[0]!.span.start
      return [issueCode, line, column]
    })
    expect(found).toEqual([
      ['JSON_SYNTAX_ERROR', 1, 2],
      ['JSON_SYNTAX_ERROR', 3, 2],
      ['INVALID_EFFECT', 3, 27],
      ['INVALID_ACTION', 3, 48],
      ['JSON_SYNTAX_ERROR', 3, 63],
      ['JSON_SYNTAX_ERROR', 3, 82],
    ])
  })

  it('gives every place a line and a column that agree with its offset', () => {
    for (const [, scenario] of allScenarios()) {
      for (const hit of [...scenario.hits, ...scenario.misses]) {
        const text = scenarioText(hit)
        const places = validatePolicy(text, scenarioUse(scenario)).flatMap(({ locations }) => locations)
        for (const { start, end } of places.map(({ span }) => span)) {
          expect(start).toEqual(positionAt(text, start.offset))
          expect(end).toEqual(positionAt(text, end.offset))
        }
      }
    }
  })
})

function positionAt(text: string, offset: number) {
  const before = text.slice(0, offset).split('\n')
  return { line: before.length, column: before.at(-1)!.length, offset }
}
