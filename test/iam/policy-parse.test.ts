import { describe, expect, it } from 'vitest'
import { parsePolicy } from '../../src/core/iam/policy-parse.js'

/** A policy of one statement, given as JSON text of its members. */
const statement = (members: string) => `{"Statement":[{${members}}]}`

/** Each problem as `CODE path: token`. */
function problems(text: string): string[] {
  const parsed = parsePolicy(text)
  if (parsed.ok) return []
  return parsed.problems.map(({ code, path, span }) => {
    return `${code} ${path.join('.')}: ${text.slice(span.start.offset, span.end.offset)}`
  })
}

describe('parsePolicy', () => {
  it('normalises single values, numbers and Booleans', () => {
    const parsed = parsePolicy(`{
      "Statement": {
        "Condition": { "NumericLessThan": { "s3:max-keys": 10 }, "Bool": { "aws:SecureTransport": [true, "false"] } },
        "NotResource": "*",
        "NotAction": ["s3:Get*", "sqs:*"],
        "NotPrincipal": { "AWS": "111122223333", "Service": ["a.amazonaws.com"] },
        "Effect": "Deny"
      }
    }`)
    expect(parsed.ok && parsed.document).toEqual({
      version: undefined,
      id: undefined,
      statements: [
        {
          sid: undefined,
          effect: 'Deny',
          principal: {
            not: true,
            value: [
              { kind: 'AWS', values: ['111122223333'] },
              { kind: 'Service', values: ['a.amazonaws.com'] },
            ],
          },
          action: { not: true, patterns: ['s3:Get*', 'sqs:*'] },
          resource: { not: true, patterns: ['*'] },
          condition: [
            { operator: 'NumericLessThan', key: 's3:max-keys', values: ['10'] },
            { operator: 'Bool', key: 'aws:SecureTransport', values: ['true', 'false'] },
          ],
        },
      ],
    })
  })

  it('takes what AWS merely advises against: empty lists and objects, unknown names', () => {
    const text = statement(`"Effect":"Allow","Action":[],"Resource":[],"Principal":{},"Condition":{"No":{}}`)
    expect(problems(text)).toEqual([])
  })

  it.each<[string, string, string[]]>([
    ['not JSON', '{"Statement":[}', ['JSON_SYNTAX_ERROR : }']],
    ['not an object', '[]', ['DATA_TYPE_MISMATCH : []']],
    ['nothing', '{}', ['MISSING_STATEMENT : {}']],
    ['unknown elements', '{"version":1,"Statement":[]}', ['INVALID_POLICY_ELEMENT version: "version"']],
    ['another version', '{"Version":"2012","Statement":[]}', ['INVALID_VERSION Version: "2012"']],
    ['a version that is no text', '{"Version":2012,"Statement":[]}', ['DATA_TYPE_MISMATCH Version: 2012']],
    ['an Id that is no text', '{"Id":{},"Statement":[]}', ['DATA_TYPE_MISMATCH Id: {}']],
    ['a statement that is text', '{"Statement":["a"]}', ['DATA_TYPE_MISMATCH Statement.0: "a"']],
    ['a bare Action', statement('"Action":"*"'), ['MISSING_EFFECT Statement.0: {"Action":"*"}']],
    [
      'an effect in lower case',
      statement('"Effect":"allow","Action":"*"'),
      ['INVALID_EFFECT Statement.0.Effect: "allow"'],
    ],
    ['no action', statement('"Effect":"Deny"'), ['MISSING_ACTION Statement.0: {"Effect":"Deny"}']],
    [
      'Action beside NotAction',
      statement('"Effect":"Deny","Action":"*","NotAction":"a:b"'),
      ['UNSUPPORTED_ELEMENT_COMBINATION Statement.0.NotAction: "a:b"'],
    ],
    [
      'Resource beside NotResource',
      statement('"Effect":"Deny","Action":"*","NotResource":"*","Resource":"*"'),
      ['UNSUPPORTED_ELEMENT_COMBINATION Statement.0.NotResource: "*"'],
    ],
    [
      'Principal beside NotPrincipal',
      statement('"Effect":"Deny","Action":"*","Principal":"*","NotPrincipal":"*"'),
      ['UNSUPPORTED_ELEMENT_COMBINATION Statement.0.NotPrincipal: "*"'],
    ],
    [
      'a principal that is an ARN',
      statement('"Effect":"Deny","Action":"*","Principal":"arn:aws:iam::111122223333:root"'),
      ['INVALID_PRINCIPAL_FORMAT Statement.0.Principal: "arn:aws:iam::111122223333:root"'],
    ],
    [
      'an unknown kind of principal',
      statement('"Effect":"Deny","Action":"*","Principal":{"aws":"*"}'),
      ['INVALID_PRINCIPAL_KEY Statement.0.Principal.aws: "*"'],
    ],
    [
      'values of the wrong type, each of them',
      statement('"Sid":1,"Effect":"Deny","Action":["*",2],"Resource":{},"Condition":[]'),
      [
        'DATA_TYPE_MISMATCH Statement.0.Sid: 1',
        'DATA_TYPE_MISMATCH Statement.0.Action.1: 2',
        'DATA_TYPE_MISMATCH Statement.0.Resource: {}',
        'DATA_TYPE_MISMATCH Statement.0.Condition: []',
      ],
    ],
    [
      'conditions of the wrong type',
      statement('"Effect":"Deny","Action":"*","Condition":{"Bool":"a","Null":{"k":[null,["a"]]}}'),
      [
        'DATA_TYPE_MISMATCH Statement.0.Condition.Bool: "a"',
        'DATA_TYPE_MISMATCH Statement.0.Condition.Null.k.0: null',
        'DATA_TYPE_MISMATCH Statement.0.Condition.Null.k.1: ["a"]',
      ],
    ],
    [
      'keys that occur twice',
      statement('"Effect":"Deny","Effect":"Allow","Action":"*","Condition":{"Bool":{"k":"a","k":"b"}}'),
      [
        'JSON_SYNTAX_ERROR Statement.0.Effect: "Effect"',
        'JSON_SYNTAX_ERROR Statement.0.Condition.Bool.k: "k"',
      ],
    ],
    [
      'the prototype as an element',
      statement('"Effect":"Deny","Action":"*","__proto__":{"Sid":"a"}'),
      ['INVALID_POLICY_ELEMENT Statement.0.__proto__: "__proto__"'],
    ],
  ])('reports %s', (_, text, expected) => {
    expect(problems(text)).toEqual(expected)
  })

  it('never puts control characters of the input into a message', () => {
    const parsed = parsePolicy('{"\\u001b[31m\\u202e":1,"Statement":[]}')
    expect(parsed.ok || parsed.problems[0]?.message).toBe('unknown element `\ufffd[31m\ufffd`')
  })
})

describe('locate', () => {
  const text = `{
  "Statement": {
    "Effect": "Allow",
    "Action": ["s3:GetObject", "s3:PutObject"],
    "Resource": "*"
  }
}`
  const parsed = parsePolicy(text)
  const located = (...path: (string | number)[]) => {
    const span = parsed.ok ? parsed.locate(path) : undefined
    return span && text.slice(span.start.offset, span.end.offset)
  }

  it('finds values, with lines from 1 and columns from 0', () => {
    expect(parsed.ok && parsed.locate(['Statement', 0, 'Action', 1])).toEqual({
      start: { line: 4, column: 31, offset: 73 },
      end: { line: 4, column: 45, offset: 87 },
    })
    expect(located('Statement', 0, 'Action', 1)).toBe('"s3:PutObject"')
  })

  it('takes position 0 of a single value as the value', () => {
    expect(located('Statement', 0, 'Resource', 0)).toBe('"*"')
    expect(located('Statement', 'Resource')).toBe('"*"')
  })

  it('is undefined where there is nothing', () => {
    expect(located('Statement', 1)).toBeUndefined()
    expect(located('Statement', 0, 'Condition', 'Bool')).toBeUndefined()
    expect(located('Statement', 0, 'Action', 2)).toBeUndefined()
    expect(located('constructor')).toBeUndefined()
  })
})
