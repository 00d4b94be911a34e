import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compileAccess } from '../../src/core/evaluate/compile-access.js'
import type { PolicySet } from '../../src/core/evaluate/policy-set.js'
import { delegated, grantedActions } from '../../src/core/findings/granted-actions.js'
import { grantedOnce } from '../../src/core/findings/granted-once.js'
import { openContext, requestPrincipal } from '../../src/core/findings/principal-context.js'
import type { Json } from '../../src/core/iam/json.js'
import { parsePolicy } from '../../src/core/iam/policy-parse.js'
import { serviceByPrefix } from '../../src/core/reference/service.js'
import { account, allow, deny, document, role, snapshot } from '../account/details.js'

const [principal] = snapshot({ RoleDetailList: [role('Deploy', document(allow('s3:*')))] }).principals

function policy(...statements: readonly Json[]) {
  const parsed = parsePolicy(JSON.stringify(document(...statements)))
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems))
  return parsed.document
}

const granted = (policies: PolicySet, who = principal!) => grantedActions(who, policies)
const names = (policies: PolicySet) => granted(policies).actions.map(({ action }) => action)
const identity = (...statements: readonly Json[]) => ({ identity: [policy(...statements)] })

describe('granted actions', () => {
  it('are the actions of the reference that a pattern means, in any letter case', () => {
    expect(names(identity(allow('SQS:sendm*')))).toEqual(['sqs:SendMessage'])
    expect(names(identity(allow('sqs:*')))).toHaveLength(serviceByPrefix('sqs')!.actions.size)
    expect(granted(identity(allow(['sqs:SendMesage', 'nosuch:*']))).unknownActions).toEqual([
      'nosuch:*',
      'sqs:SendMesage',
    ])
  })

  it('are none where a resource is named that the action cannot be on', () => {
    expect(names(identity(allow(['s3:GetObject', 's3:ListBucket'], 'arn:aws:s3:::b')))).toEqual([
      's3:ListBucket',
    ])
    expect(names(identity(allow('s3:ListAllMyBuckets', 'arn:aws:s3:::b')))).toEqual([])
  })

  it('are what a boundary leaves, even where the boundary is the narrower', () => {
    const boundary = policy(allow('s3:GetObject', 'arn:aws:s3:::app-*/*'), deny('s3:PutObject'))
    const { actions, neverPossible } = granted({
      ...identity(allow(['s3:GetObject', 's3:PutObject', 'sqs:SendMessage'])),
      boundary,
    })
    expect(actions).toEqual([
      { action: 's3:GetObject', resource: 'arn:aws:s3:::app-*/*', isCertain: true, onEveryResource: true },
    ])
    expect(neverPossible).toEqual([
      { action: 's3:PutObject', by: ['boundary'] },
      { action: 'sqs:SendMessage', by: ['boundary'] },
    ])
  })

  it('are uncertain where patterns overlap in part, never said to be impossible', () => {
    const boundary = policy(allow('s3:GetObject', 'arn:aws:s3:::*-prod/*'))
    const { actions } = granted({ ...identity(allow('s3:GetObject', 'arn:aws:s3:::app-*/*')), boundary })
    expect(actions).toMatchObject([{ action: 's3:GetObject', isCertain: false }])
  })

  it('are impossible if a boundary names resources that have nothing in common', () => {
    const boundary = policy(allow('s3:GetObject', 'arn:aws:s3:::prod-*/*'))
    const found = granted({ ...identity(allow('s3:GetObject', 'arn:aws:s3:::app-*/*')), boundary })
    expect(found).toMatchObject({ actions: [], neverPossible: [{ by: ['boundary'] }] })
  })

  it('know of the principal what its conditions and variables ask for', () => {
    const own = { Condition: { StringEquals: { 'aws:PrincipalArn': principal!.arn } } }
    const others = { Condition: { StringEquals: { 'aws:PrincipalAccount': '999999999999' } } }
    const mfa = { Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } } }
    const found = granted(
      identity(
        allow('sqs:SendMessage', '*', own),
        allow('sqs:ReceiveMessage', '*', others),
        allow('sqs:DeleteMessage', '*', mfa),
        // A role has no user name.
        allow('sqs:PurgeQueue', 'arn:aws:sqs:*:*:${aws:username}'),
      ),
    )
    expect(found.actions.map(({ action, isCertain }) => [action, isCertain])).toEqual([
      ['sqs:DeleteMessage', false],
      ['sqs:SendMessage', true],
    ])
    expect(found.neverPossible.map(({ action, by }) => [action, ...by])).toEqual([
      ['sqs:PurgeQueue', 'identity'],
      ['sqs:ReceiveMessage', 'identity'],
    ])
  })

  it('are not limited by the key policy of a key, which nobody showed', () => {
    expect(names(identity(allow('kms:Decrypt', `arn:aws:kms:*:${account}:key/*`)))).toEqual(['kms:Decrypt'])
  })

  it('need an Allow at every level of control policies', () => {
    const scps = [[policy(allow('*'))], [policy(allow('s3:*'))], [policy(allow('*'), deny('s3:PutObject'))]]
    const all = identity(allow(['s3:GetObject', 's3:PutObject', 'sqs:SendMessage']))
    expect(granted({ ...all, scps })).toMatchObject({
      actions: [{ action: 's3:GetObject' }],
      neverPossible: [
        { action: 's3:PutObject', by: ['scp'] },
        { action: 'sqs:SendMessage', by: ['scp'] },
      ],
    })
    expect(names({ ...all, scps, managementAccount: account })).toHaveLength(3)
  })
})

const actions = [
  's3:GetObject',
  's3:ListBucket',
  's3:ListAllMyBuckets',
  'sqs:SendMessage',
  'iam:PassRole',
] as const
const resources = [
  '*',
  'arn:aws:s3:::app-prod/a',
  'arn:aws:s3:::app-*/*',
  'arn:aws:s3:::*-prod/*',
  'arn:aws:s3:::app-prod',
  'arn:aws:s3:::*',
  'arn:aws:sqs:*:*:orders',
  `arn:aws:sqs:eu-west-1:${account}:o*`,
  `arn:aws:iam::${account}:role/*`,
] as const
const asked = [
  ...[
    'arn:aws:s3:::app-prod/a',
    'arn:aws:s3:::app-x/b',
    'arn:aws:s3:::app-prod',
    'arn:aws:s3:::app-x-prod/c',
  ],
  ...[`arn:aws:sqs:eu-west-1:${account}:orders`, `arn:aws:iam::${account}:role/x`, '*'],
]

const statement = fc
  .record({
    effect: fc.constantFrom('Allow', 'Allow', 'Allow', 'Deny'),
    action: fc.constantFrom(...actions, 's3:*', 'sqs:*', 's3:Get*'),
    not: fc.constantFrom('Resource', 'Resource', 'Resource', 'NotResource'),
    resource: fc.subarray([...resources], { minLength: 1, maxLength: 2 }),
    condition: fc.option(fc.constantFrom('true', 'false'), { nil: undefined, freq: 4 }),
  })
  .map(({ effect, action, not, resource, condition }): Json => {
    const bool =
      condition === undefined ? {} : { Condition: { Bool: { 'aws:MultiFactorAuthPresent': condition } } }
    return { Effect: effect, Action: action, [not]: resource, ...bool }
  })
const policyOf = fc.array(statement, { minLength: 1, maxLength: 4 }).map((list) => policy(...list))
const policySet: fc.Arbitrary<PolicySet> = fc.record(
  {
    identity: fc.array(policyOf, { minLength: 1, maxLength: 2 }),
    boundary: policyOf,
    scps: fc.array(fc.tuple(policyOf), { minLength: 1, maxLength: 2 }),
  },
  { requiredKeys: ['identity'] },
)

describe('granted actions, for any policies', () => {
  it('hold every action that some request is allowed to do', () => {
    fc.assert(
      fc.property(policySet, (policies) => {
        const found = new Set(names(policies))
        const { decide } = compileAccess(delegated(principal!, policies))
        for (const action of actions) {
          for (const resource of asked.filter((one) => canBeOn(action, one))) {
            for (const mfa of ['true', 'false']) {
              const context = new Map([['aws:multifactorauthpresent', [mfa]]])
              const decision = decide({ action, resource, context, principal: requestPrincipal(principal!) })
              if (decision === 'allowed') expect([...found]).toContain(action)
            }
          }
        }
      }),
    )
  }, 120_000)

  it('are allowed on the resource that they name, if they are certain', () => {
    fc.assert(
      fc.property(policySet, (policies) => {
        const context = openContext(principal!, policies)
        const { decide } = compileAccess(delegated(principal!, policies))
        const { actions: all, neverPossible } = granted(policies)
        for (const { action, resource, isCertain } of all) {
          const decision = decide({ action, resource, context, principal: requestPrincipal(principal!) })
          expect(decision === 'allowed').toBe(isCertain)
        }
        const both = neverPossible.filter(({ action }) => all.some((one) => one.action === action))
        expect(both).toEqual([])
      }),
    )
  }, 120_000)
})

function canBeOn(action: string, resource: string): boolean {
  if (action === 's3:ListAllMyBuckets') return resource === '*'
  if (action === 's3:GetObject') return resource.startsWith('arn:aws:s3:::') && resource.includes('/')
  if (action === 's3:ListBucket') return resource === 'arn:aws:s3:::app-prod'
  return resource.startsWith(action === 'iam:PassRole' ? 'arn:aws:iam' : 'arn:aws:sqs')
}

describe('grants that are read once', () => {
  const roles = ['One', 'Two'].map((name) => role(name, document(allow('s3:*'))))
  const [one, two] = snapshot({ RoleDetailList: roles }).principals
  const byName = (key: string) =>
    identity({
      ...(allow('sqs:SendMessage') as object),
      Condition: { StringLike: { [key]: '*/One' } },
    } as Json)

  it('are the same for principals that the policies do not tell apart', () => {
    const grants = grantedOnce()
    const policies = identity(allow('s3:*'))
    expect(grants(two!, identity(allow('s3:*')))).toBe(grants(one!, policies))
    expect(grants(one!, policies)).toEqual(grantedActions(one!, policies))
    expect(grants(one!, identity(allow('sqs:*')))).not.toEqual(grants(one!, policies))
  })

  it('are asked for again where a condition looks at the principal, or an RCP may name it', () => {
    const grants = grantedOnce()
    for (const policies of [byName('aws:PrincipalArn'), { ...identity(allow('s3:*')), rcps: [] }])
      for (const who of [one!, two!]) expect(grants(who, policies)).toEqual(grantedActions(who, policies))
    expect(grants(two!, byName('aws:PrincipalArn'))).not.toEqual(grants(one!, byName('aws:PrincipalArn')))
  })
})
