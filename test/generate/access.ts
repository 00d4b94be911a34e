import fc from 'fast-check'
import type { AccessRequest } from '../../src/core/evaluate/access.js'
import type { PolicySet } from '../../src/core/evaluate/policy-set.js'
import type { RequestPrincipal } from '../../src/core/evaluate/principal.js'
import type {
  PatternElement,
  PolicyDocument,
  PrincipalElement,
  Statement,
} from '../../src/core/iam/policy.js'
import { conditions, MORE_KEYS, MULTI_KEYS, SINGLE_KEYS, VALUES } from './access-conditions.js'

/*
 * Requests and the policies that decide them, of every kind: two accounts, few actions, names and keys, so that
 * everything meets. What AWS refuses to store is not made here, but for what the disagreements are about.
 */

/** A request with its policies. */
export interface AccessCase {
  readonly request: AccessRequest
  readonly policies: PolicySet
}

const HERE = '111122223333'
const THERE = '444455556666'

const among = fc.constantFrom

/** Everybody who can make a request. */
export const requestPrincipal = (): fc.Arbitrary<RequestPrincipal> => {
  const iam = `arn:aws:iam::${HERE}`
  const sts = `arn:aws:sts::${HERE}`
  return fc.oneof(
    {
      weight: 4,
      arbitrary: among<RequestPrincipal>(
        { kind: 'user', arn: `${iam}:user/ann` },
        { kind: 'user', arn: `${iam}:user/dev/bob` },
      ),
    },
    {
      weight: 4,
      arbitrary: among<RequestPrincipal>(
        { kind: 'role', arn: `${sts}:assumed-role/app/one`, roleArn: `${iam}:role/app` },
        { kind: 'role', arn: `${sts}:assumed-role/job/two`, roleArn: `${iam}:role/job` },
      ),
    },
    among<RequestPrincipal>(
      { kind: 'federatedUser', arn: `${sts}:federated-user/fay`, issuerArn: `${iam}:user/ann` },
      { kind: 'root', arn: `${iam}:root` },
      { kind: 'service', name: 'cloudtrail.amazonaws.com' },
      { kind: 'anonymous' },
    ),
  )
}

/** An action with the resources that it can have. */
const TARGETS = [
  { actions: ['s3:GetObject', 's3:PutObject'], resource: 'arn:aws:s3:::logs/', names: ['a', 'a/b', 'x'] },
  { actions: ['s3:ListBucket'], resource: 'arn:aws:s3:::', names: ['logs', 'data'] },
  { actions: ['sqs:SendMessage'], resource: 'arn:aws:sqs:us-east-1:OWNER:', names: ['a', 'b'] },
  {
    actions: ['kms:Decrypt', 'kms:RetireGrant'],
    resource: 'arn:aws:kms:us-east-1:OWNER:key/',
    names: ['k1'],
  },
  { actions: ['sts:AssumeRole'], resource: 'arn:aws:iam::OWNER:role/', names: ['app', 'ops'] },
  { actions: ['lambda:InvokeFunction'], resource: 'arn:aws:lambda:us-east-1:OWNER:function:', names: ['f'] },
  { actions: ['dynamodb:GetItem'], resource: 'arn:aws:dynamodb:us-east-1:OWNER:table/', names: ['t', 'ann'] },
]

const ACTION_PATTERNS = ['*', 's3:*', 's3:Get*', 'S3:getobject', 'sqs:Send?essage', 'kms:*', 'sts:Assume*']

const element = (pattern: fc.Arbitrary<string>): fc.Arbitrary<PatternElement> =>
  fc.record({
    not: among(false, false, false, false, true),
    patterns: fc.uniqueArray(pattern, { minLength: 1, maxLength: 3 }),
  })

const owned = (text: string) => among(HERE, THERE).map((account) => text.replace('OWNER', account))

const actionPattern = () =>
  fc.oneof(among(...ACTION_PATTERNS), among(...TARGETS.flatMap(({ actions }) => actions)))

const resourcePattern = (): fc.Arbitrary<string> =>
  fc.oneof(
    fc.constant('*'),
    among(...TARGETS).chain(({ resource, names }) =>
      fc
        .tuple(
          owned(resource),
          among(...names, '*', 'a*', '?', '${aws:username}', "${aws:PrincipalTag/team, 'x'}", 'l${*}'),
        )
        .map(([start, end]) => start + end),
    ),
    among(
      'arn:aws:s3:::*',
      'arn:aws:*:*:*:*',
      'arn:aws:sqs:*:*:a',
      'arn:aws:iam::*:role/*',
      'arn:aws:s3:::logs*',
    ),
  )

const AWS_PRINCIPALS = [
  HERE,
  `arn:aws:iam::${HERE}:root`,
  THERE,
  `arn:aws:iam::${HERE}:user/ann`,
  `arn:aws:iam::${HERE}:user/dev/bob`,
  `arn:aws:iam::${HERE}:role/app`,
  `arn:aws:sts::${HERE}:assumed-role/app/one`,
  `arn:aws:sts::${HERE}:federated-user/fay`,
  '*',
]

const principalElement = (not: boolean): fc.Arbitrary<PrincipalElement> =>
  fc.oneof(
    { weight: 1, arbitrary: fc.constant({ not: false, value: '*' as const }) },
    {
      weight: 5,
      arbitrary: fc
        .record({
          aws: fc.uniqueArray(among(...AWS_PRINCIPALS), { minLength: 1, maxLength: 3 }),
          service: fc.option(among('cloudtrail.amazonaws.com', 'ec2.amazonaws.com')),
        })
        .map(({ aws, service }) => ({
          not,
          value: [
            { kind: 'AWS' as const, values: aws },
            ...(service === null ? [] : [{ kind: 'Service' as const, values: [service] }]),
          ],
        })),
    },
  )

interface StatementShape {
  readonly effects: readonly Statement['effect'][]
  readonly principal: 'none' | 'named' | 'everybody'
  readonly isTrust?: boolean
  /** What an RCP may hold: `Action`, never `NotAction` nor `*`, in version 2012-10-17. */
  readonly isRcp?: boolean
}

const statement = ({
  effects,
  principal,
  isTrust = false,
  isRcp = false,
}: StatementShape): fc.Arbitrary<Statement> =>
  among(...effects).chain((effect) =>
    fc.record({
      sid: fc.constant(undefined),
      effect: fc.constant(effect),
      principal:
        principal === 'none'
          ? fc.constant(undefined)
          : principal === 'everybody'
            ? fc.constant({ not: false, value: '*' as const })
            : fc.integer({ min: 0, max: 9 }).chain((n) => principalElement(effect === 'Deny' && n < 2)),
      action: isRcp
        ? element(actionPattern().filter((one) => one !== '*')).map(({ patterns }) => ({
            not: false,
            patterns,
          }))
        : element(actionPattern()),
      resource: isTrust ? fc.constant(undefined) : element(resourcePattern()),
      condition: conditions(),
    }),
  )

const document = (shape: StatementShape, maxLength = 3): fc.Arbitrary<PolicyDocument> =>
  fc.record({
    version: shape.isRcp
      ? among('2012-10-17')
      : among('2012-10-17', '2012-10-17', '2012-10-17', '2012-10-17', '2008-10-17'),
    id: fc.constant(undefined),
    statements: fc.array(statement(shape), { minLength: 1, maxLength }),
  })

/** `Allow` of everything, as `FullAWSAccess` is. */
export const FULL_ACCESS: PolicyDocument = {
  version: '2012-10-17',
  id: undefined,
  statements: [
    {
      sid: undefined,
      effect: 'Allow',
      principal: undefined,
      action: { not: false, patterns: ['*'] },
      resource: { not: false, patterns: ['*'] },
      condition: [],
    },
  ],
}

const own = () => document({ effects: ['Allow', 'Allow', 'Allow', 'Allow', 'Deny'], principal: 'none' })

const mostlyFull = (): fc.Arbitrary<PolicyDocument> =>
  fc.oneof({ weight: 3, arbitrary: fc.constant(FULL_ACCESS) }, own())

const levels = (policy: fc.Arbitrary<PolicyDocument>) =>
  fc.option(fc.array(fc.array(policy, { minLength: 1, maxLength: 2 }), { minLength: 1, maxLength: 2 }), {
    nil: undefined,
    freq: 2,
  })

const context = (): fc.Arbitrary<ReadonlyMap<string, readonly string[]>> => {
  const values = (key: string) => VALUES[key] ?? ['a']
  const single = fc
    .uniqueArray(among(...SINGLE_KEYS, ...MORE_KEYS), { maxLength: 6 })
    .chain((keys) =>
      fc.tuple(
        ...keys.map((key) =>
          among(...values(key)).map((value): [string, readonly string[]] => [key.toLowerCase(), [value]]),
        ),
      ),
    )
  const multi = fc
    .uniqueArray(among(...MULTI_KEYS), { maxLength: 2 })
    .chain((keys) =>
      fc.tuple(
        ...keys.map((key) =>
          fc
            .uniqueArray(among(...values(key)), { minLength: 1, maxLength: 3 })
            .map((list): [string, readonly string[]] => [key.toLowerCase(), list]),
        ),
      ),
    )
  return fc.tuple(single, multi).map(([a, b]) => new Map([...a, ...b]))
}

/** Which keys follow from who asks. */
function withPrincipalKeys(
  principal: RequestPrincipal,
  values: ReadonlyMap<string, readonly string[]>,
): ReadonlyMap<string, readonly string[]> {
  const all = new Map(values)
  for (const key of ['aws:principalarn', 'aws:username']) all.delete(key)
  if (principal.kind === 'user')
    all.set('aws:username', [principal.arn.slice(principal.arn.lastIndexOf('/') + 1)])
  if (principal.kind === 'role') all.set('aws:principalarn', [principal.roleArn])
  else if ('arn' in principal) all.set('aws:principalarn', [principal.arn])
  return all
}

const request = (): fc.Arbitrary<AccessRequest> =>
  fc
    .record({
      target: among(...TARGETS),
      owner: among(HERE, HERE, THERE),
      at: fc.nat(1),
      name: fc.nat(2),
      principal: requestPrincipal(),
      context: context(),
    })
    .map(({ target: { actions, resource, names }, owner, at, name, principal, context: values }) => ({
      action: actions[at % actions.length] ?? '',
      resource: resource.replace('OWNER', owner) + names[name % names.length],
      resourceAccount: owner,
      principal,
      context: withPrincipalKeys(principal, values),
    }))

const policies = ({ principal, action }: AccessRequest): fc.Arbitrary<PolicySet> => {
  const { kind } = principal
  const hasAccount = 'arn' in principal
  const hasIdentity = hasAccount && kind !== 'root'
  const isTrust = action.startsWith('sts:')
  // Every role has a trust policy, and every key a key policy.
  const isGuarded = isTrust || action.startsWith('kms:')
  const effects = ['Allow', 'Allow', 'Allow', 'Deny'] as const
  const named = document({ effects, principal: 'named', isTrust })
  return fc.record({
    identity: hasIdentity ? fc.array(own(), { maxLength: 2 }) : fc.constant([]),
    boundary: hasIdentity ? fc.option(mostlyFull(), { nil: undefined, freq: 2 }) : fc.constant(undefined),
    session:
      kind === 'role' || kind === 'federatedUser'
        ? fc.option(
            mostlyFull().map((one) => [one]),
            { nil: undefined, freq: 2 },
          )
        : fc.constant(undefined),
    scps: hasAccount ? levels(mostlyFull()) : fc.constant(undefined),
    rcps: levels(document({ effects: ['Deny'], principal: 'everybody', isRcp: true }, 1)),
    resource: isGuarded ? named : fc.option(named, { nil: undefined, freq: 3 }),
    endpoint: fc.option(document({ effects, principal: 'everybody' }), { nil: undefined, freq: 2 }),
  })
}

/** A request of any kind, with policies of every kind that can bear on it. */
export const accessCase = (): fc.Arbitrary<AccessCase> =>
  request().chain((asked) => policies(asked).map((set) => ({ request: asked, policies: set })))

/** A case of which some keys are unknown, and what they may turn out to be. */
export interface OpenCase extends AccessCase {
  readonly known: AccessRequest
}

/** Some keys of a case, those that the request has and others, are not known. */
export const openCase = (): fc.Arbitrary<OpenCase> =>
  fc
    .tuple(accessCase(), fc.uniqueArray(among(...SINGLE_KEYS, ...MORE_KEYS, ...MULTI_KEYS), { minLength: 1 }))
    .map(([{ request: known, policies: set }, keys]) => {
      const open = keys.map((key): [string, 'unknown'] => [key.toLowerCase(), 'unknown'])
      return { known, policies: set, request: { ...known, context: new Map([...known.context, ...open]) } }
    })
