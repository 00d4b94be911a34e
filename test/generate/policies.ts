import fc from 'fast-check'
import type { EvaluationRequest } from '../../src/core/evaluate/evaluation.js'
import type { Arn } from '../../src/core/iam/arn.js'
import type {
  Condition,
  PatternElement,
  PolicyDocument,
  PrincipalElement,
  Statement,
} from '../../src/core/iam/policy.js'

/*
 * Well-formed things that mostly meet: few services, accounts, buckets and names, so that patterns match
 * requests often enough for the interesting branches to be reached.
 */

const SERVICES = ['s3', 'sqs', 'iam', 'logs']
const VERBS = ['GetObject', 'PutObject', 'ListBucket', 'SendMessage', 'CreateRole', 'CreateLogStream']
const ACCOUNTS = ['', '111122223333', '444455556666']
const REGIONS = ['', 'us-east-1', 'eu-west-1']
const KEYS = ['aws:username', 's3:prefix', 'aws:TagKeys', 'aws:SourceIp', 'aws:PrincipalArn', 's3:max-keys']

/** Names such as resources have, from few letters. */
export const name = (): fc.Arbitrary<string> =>
  fc.string({ unit: fc.constantFrom('a', 'b', '/', '-', '.'), minLength: 1, maxLength: 6 })

/** Any wildcard pattern over an alphabet of two letters. */
export const glob = (maxLength = 8): fc.Arbitrary<string> =>
  fc.string({ unit: fc.constantFrom('a', 'b', '*', '?'), maxLength })

/** A text that {@link glob} patterns may match. */
export const globText = (maxLength = 10): fc.Arbitrary<string> =>
  fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength })

/** An ARN whose resource part may hold colons, slashes and odd characters. */
export const arn = (): fc.Arbitrary<Arn> =>
  fc.record({
    partition: fc.constantFrom('aws', 'aws-cn', 'aws-us-gov', 'aws-iso-b'),
    service: fc.constantFrom(...SERVICES),
    region: fc.constantFrom(...REGIONS),
    account: fc.constantFrom(...ACCOUNTS),
    resource: fc.oneof(name(), fc.string({ minLength: 1, maxLength: 12 })),
  })

/** The text of an ARN without wildcards. */
export const arnText = (): fc.Arbitrary<string> =>
  fc
    .tuple(fc.constantFrom(...SERVICES), fc.constantFrom(...REGIONS), fc.constantFrom(...ACCOUNTS), name())
    .map(([service, region, account, resource]) => `arn:aws:${service}:${region}:${account}:${resource}`)

/** A `Resource` value: `*`, an ARN, an ARN with wildcards, now and then with a policy variable. */
export const arnPattern = (): fc.Arbitrary<string> =>
  fc.oneof(
    fc.constant('*'),
    arnText(),
    fc
      .tuple(
        fc.constantFrom(...SERVICES, '*'),
        fc.constantFrom(...REGIONS, '*', 'us-*'),
        fc.constantFrom(...ACCOUNTS, '*', '1111*'),
        fc.array(fc.constantFrom('a', 'b', '/', '*', '?', '${aws:username}'), { minLength: 1, maxLength: 5 }),
      )
      .map(
        ([service, region, account, parts]) => `arn:aws:${service}:${region}:${account}:${parts.join('')}`,
      ),
  )

/** An action without wildcards. */
export const action = (): fc.Arbitrary<string> =>
  fc.tuple(fc.constantFrom(...SERVICES), fc.constantFrom(...VERBS)).map((parts) => parts.join(':'))

/** An `Action` value: `*`, an action in any case, or one with wildcards. */
export const actionPattern = (): fc.Arbitrary<string> =>
  fc.oneof(
    fc.constantFrom('*', 's3:*', 's3:Get*', '*:*', 'sqs:Send?essage', 's3:*Object'),
    action(),
    action().map((text) => text.toUpperCase()),
  )

const OPERATORS = [
  'StringEquals',
  'StringNotEquals',
  'StringLike',
  'StringNotLikeIfExists',
  'ForAllValues:StringLike',
  'ForAnyValue:StringEquals',
  'ForAnyValue:StringEqualsIfExists',
  'ArnLike',
  'ArnNotEquals',
  'IpAddress',
  'NumericLessThanEquals',
  'Null',
  'NoSuchOperator',
]

const conditionValue = (): fc.Arbitrary<string> =>
  fc.oneof(
    fc.constantFrom(
      '',
      'a',
      'b',
      'a*',
      '${aws:username}',
      '10',
      '10.0.0.0/8',
      'true',
      'arn:aws:iam::*:role/*',
    ),
    name(),
  )

/** Conditions as a statement may hold them: an operator and a key together once, operators side by side. */
export const conditions = (): fc.Arbitrary<readonly Condition[]> =>
  groupedConditions(fc.constantFrom(...OPERATORS), fc.constantFrom(...KEYS), conditionValue(), 2)

const groupedConditions = (
  operator: fc.Arbitrary<string>,
  key: fc.Arbitrary<string>,
  value: fc.Arbitrary<string>,
  maxLength: number,
): fc.Arbitrary<readonly Condition[]> =>
  fc
    .uniqueArray(
      fc.tuple(
        operator,
        fc.uniqueArray(fc.tuple(key, fc.array(value, { maxLength: 3 })), {
          selector: ([written]) => written,
          minLength: 1,
          maxLength: 2,
        }),
      ),
      { selector: ([written]) => written, maxLength },
    )
    .map((groups) =>
      groups.flatMap(([written, keys]) =>
        keys.map(([keyName, values]) => ({ operator: written, key: keyName, values })),
      ),
    )

const patternElement = (pattern: fc.Arbitrary<string>): fc.Arbitrary<PatternElement> =>
  fc.record({
    not: fc.boolean(),
    patterns: fc.array(pattern, { minLength: 1, maxLength: 3 }),
  })

/** A statement of an identity policy. */
export const identityStatement = (): fc.Arbitrary<Statement> =>
  fc.record({
    sid: fc.option(fc.constantFrom('One', 'Two'), { nil: undefined }),
    effect: fc.constantFrom('Allow', 'Allow', 'Deny'),
    principal: fc.constant(undefined),
    action: patternElement(actionPattern()),
    resource: patternElement(arnPattern()),
    condition: fc.oneof(fc.constant([]), conditions()),
  })

/** An identity policy that means something. */
export const identityPolicy = (): fc.Arbitrary<PolicyDocument> =>
  fc.record({
    version: fc.constantFrom('2012-10-17', '2012-10-17', '2008-10-17', undefined),
    id: fc.constant(undefined),
    statements: fc.array(identityStatement(), { maxLength: 4 }),
  })

/** A request that such policies may be asked about. */
export const evaluationRequest = (): fc.Arbitrary<EvaluationRequest> =>
  fc.record({
    action: action(),
    resource: fc.oneof(arnText(), arnText(), arnPattern(), name()),
    context: fc
      .uniqueArray(fc.tuple(fc.constantFrom(...KEYS), fc.array(conditionValue(), { maxLength: 2 })), {
        selector: ([key]) => key,
        maxLength: 4,
      })
      .map((entries) => new Map(entries.map(([key, values]) => [key.toLowerCase(), values]))),
  })

/** Text as an attacker writes it: any character, and names that plain objects choke on. */
export const hostileText = (): fc.Arbitrary<string> =>
  fc.oneof(
    fc.constantFrom('__proto__', 'constructor', 'toString', '0', '', '\u2028', '\\', '"', '\ud800'),
    fc.string({ unit: 'binary', maxLength: 12 }),
  )

const principal = (): fc.Arbitrary<PrincipalElement> =>
  fc.record({
    not: fc.boolean(),
    value: fc.oneof(
      fc.constant('*' as const),
      fc.uniqueArray(
        fc.record({
          kind: fc.constantFrom('AWS', 'Federated', 'Service', 'CanonicalUser'),
          values: fc.array(hostileText(), { maxLength: 3 }),
        }),
        { selector: ({ kind }) => kind, maxLength: 3 },
      ),
    ),
  })

const hostileElement = (): fc.Arbitrary<PatternElement> =>
  fc.record({ not: fc.boolean(), patterns: fc.array(hostileText(), { maxLength: 3 }) })

/** Any document that the grammar allows, whatever its strings say. */
export const policyDocument = (): fc.Arbitrary<PolicyDocument> =>
  fc.record({
    version: fc.constantFrom('2012-10-17', '2008-10-17', undefined),
    id: fc.option(hostileText(), { nil: undefined }),
    statements: fc.array(
      fc.record({
        sid: fc.option(hostileText(), { nil: undefined }),
        effect: fc.constantFrom('Allow', 'Deny'),
        principal: fc.option(principal(), { nil: undefined }),
        action: hostileElement(),
        resource: fc.option(hostileElement(), { nil: undefined }),
        condition: groupedConditions(hostileText(), hostileText(), hostileText(), 3),
      }),
      { maxLength: 3 },
    ),
  })
