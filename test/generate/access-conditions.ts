import fc from 'fast-check'
import type { Condition } from '../../src/core/iam/policy.js'

/*
 * Conditions whose operator, key and values fit each other.
 */

const among = fc.constantFrom

/** Keys with one value, and further below those with several. */
export const SINGLE_KEYS = ['aws:username', 'aws:PrincipalTag/team', 'aws:SourceIp', 'aws:MultiFactorAuthAge']
export const MORE_KEYS = ['aws:CurrentTime', 'aws:SecureTransport', 'aws:SourceArn', 'aws:PrincipalArn']
export const MULTI_KEYS = ['aws:TagKeys', 'aws:PrincipalOrgPaths']

export const VALUES: Readonly<Record<string, readonly string[]>> = {
  'aws:username': ['ann', 'Ann', 'bob'],
  'aws:PrincipalTag/team': ['red', 'blue', 'a'],
  'aws:SourceIp': ['10.0.0.7', '192.0.2.1', '2001:db8::5'],
  'aws:MultiFactorAuthAge': ['0', '300', '3600'],
  'aws:CurrentTime': ['2026-03-01T00:00:00Z', '2026-06-15T12:00:00Z'],
  'aws:SecureTransport': ['true', 'false'],
  'aws:SourceArn': ['arn:aws:sns:us-east-1:111122223333:topic', 'arn:aws:s3:::logs'],
  'aws:PrincipalArn': ['arn:aws:iam::111122223333:user/ann', 'arn:aws:iam::111122223333:role/app'],
  'aws:TagKeys': ['red', 'blue', 'Red'],
  'aws:PrincipalOrgPaths': ['o-a/r-b/ou-c/', 'o-a/r-b/ou-d/'],
}

/** The operators that fit a key, each with the policy values that fit both. */
const FITTING: readonly {
  readonly keys: readonly string[]
  readonly operators: readonly string[]
  readonly values: readonly string[]
}[] = [
  {
    keys: ['aws:username', 'aws:PrincipalTag/team', ...MULTI_KEYS],
    operators: [
      'StringEquals',
      'StringNotEquals',
      'StringEqualsIgnoreCase',
      'StringNotEqualsIgnoreCase',
      'StringLike',
      'StringNotLike',
    ],
    values: ['ann', 'red', 'blue', 'r*', '*', 'b?ue', 'o-a/*', '${aws:PrincipalTag/team}', '${*}', 'RED'],
  },
  {
    keys: ['aws:username', 'aws:PrincipalTag/team'],
    operators: ['StringEquals', 'StringLike', 'StringNotEquals'],
    values: ["${aws:username, 'red'}", "${aws:PrincipalTag/team, 'ann'}", 'x${$}', '${?}nn'],
  },
  {
    keys: ['aws:SourceIp'],
    operators: ['IpAddress', 'NotIpAddress'],
    values: ['10.0.0.0/8', '192.0.2.1', '2001:db8::/32', '0.0.0.0/0'],
  },
  {
    keys: ['aws:MultiFactorAuthAge'],
    operators: ['Equals', 'NotEquals', 'LessThan', 'LessThanEquals', 'GreaterThan', 'GreaterThanEquals'].map(
      (name) => `Numeric${name}`,
    ),
    values: ['0', '300', '301', '3600'],
  },
  {
    keys: ['aws:CurrentTime'],
    operators: ['Equals', 'NotEquals', 'LessThan', 'LessThanEquals', 'GreaterThan', 'GreaterThanEquals'].map(
      (name) => `Date${name}`,
    ),
    values: ['2026-03-01T00:00:00Z', '2026-04-01T00:00:00Z', '2026-12-31T00:00:00Z'],
  },
  { keys: ['aws:SecureTransport'], operators: ['Bool'], values: ['true', 'false', 'True'] },
  {
    keys: ['aws:SourceArn', 'aws:PrincipalArn'],
    operators: ['ArnEquals', 'ArnLike', 'ArnNotEquals', 'ArnNotLike'],
    values: [
      'arn:aws:iam::111122223333:user/*',
      'arn:aws:sns:*:111122223333:*',
      'arn:aws:iam::*:role/app',
      'arn:aws:s3:::logs',
      'arn:*:*:*:*:*',
      'arn:aws:iam::111122223333:user/${aws:username}',
    ],
  },
  { keys: [...SINGLE_KEYS, ...MORE_KEYS, ...MULTI_KEYS], operators: ['Null'], values: ['true', 'false'] },
]

/** A condition whose operator, key and values fit each other. */
const condition = (): fc.Arbitrary<Condition> =>
  among(...FITTING).chain(({ keys, operators, values }) =>
    fc
      .record({
        key: among(...keys),
        operator: among(...operators),
        values: fc.uniqueArray(among(...values), { minLength: 1, maxLength: 2 }),
        suffix: among('', '', 'IfExists'),
        set: among('ForAllValues:', 'ForAnyValue:'),
        bare: fc.integer({ min: 0, max: 19 }),
      })
      .map(({ key, operator, values: written, suffix, set, bare }) => {
        if (operator === 'Null') return { key, operator, values: written.slice(0, 1) }
        const prefix = MULTI_KEYS.includes(key) && bare > 0 ? set : ''
        return { key, operator: `${prefix}${operator}${suffix}`, values: written }
      }),
  )

export const conditions = (): fc.Arbitrary<readonly Condition[]> =>
  fc.oneof(
    { weight: 3, arbitrary: fc.constant([]) },
    {
      weight: 2,
      arbitrary: fc.uniqueArray(condition(), { selector: ({ operator }) => operator, maxLength: 2 }),
    },
  )
