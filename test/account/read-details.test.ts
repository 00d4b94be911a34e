import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { accountPolicies } from '../../src/core/account/account-policies.js'
import type { Json } from '../../src/core/iam/json.js'
import { account, allow, document, managed, read, role, snapshot } from './details.js'

const user = (more: { readonly [key: string]: Json } = {}) => ({
  UserName: 'alice',
  Arn: `arn:aws:iam::${account}:user/team/alice`,
  GroupList: ['Readers'],
  ...more,
})

const group = {
  GroupName: 'readers',
  Arn: `arn:aws:iam::${account}:group/readers`,
  GroupPolicyList: [{ PolicyName: 'g', PolicyDocument: document(allow('s3:GetObject')) }],
  AttachedManagedPolicies: [{ PolicyName: 'm', PolicyArn: `arn:aws:iam::${account}:policy/m` }],
}

describe('account details', () => {
  it('give a principal the policies of its groups, in their versions in force', () => {
    const found = snapshot({
      UserDetailList: [user()],
      GroupDetailList: [group],
      Policies: [managed('m', document(allow('sqs:SendMessage')), document(allow('ec2:*')))],
    })
    const known = accountPolicies(found.principals[0]!, found, undefined)
    expect(known.named.map(({ name, group: of }) => [name, of])).toEqual([
      ['g', 'Readers'],
      [`arn:aws:iam::${account}:policy/m`, 'Readers'],
    ])
    expect(known.policies.identity[1]!.statements[0]!.action.patterns).toEqual(['sqs:SendMessage'])
    expect(known.unknown).toEqual([])
  })

  it('name what is not in the dump, and guess nothing', () => {
    const aws = 'arn:aws:iam::aws:policy/ReadOnlyAccess'
    const found = snapshot({
      UserDetailList: [
        user({
          AttachedManagedPolicies: [{ PolicyName: 'ReadOnlyAccess', PolicyArn: aws }],
          PermissionsBoundary: { PermissionsBoundaryType: 'Policy', PermissionsBoundaryArn: `${aws}2` },
        }),
      ],
    })
    const known = accountPolicies(found.principals[0]!, found, undefined)
    expect(known.unknown).toEqual([aws, 'group Readers'])
    expect(known.unknownBoundary).toBe(`${aws}2`)
    expect(known.policies).toEqual({ identity: [] })
  })

  it('join pages, and say if the last is missing', () => {
    const [first, last] = [
      { UserDetailList: [user()], IsTruncated: true },
      { GroupDetailList: [group], IsTruncated: false },
    ]
    expect(snapshot(first, last).truncated).toEqual([])
    expect(snapshot(first).truncated).toEqual([account])
    expect(snapshot(first, last).groups.size).toBe(1)
  })

  it('know trust policies, instance profiles and service-linked roles', () => {
    const trust = document({
      Effect: 'Allow',
      Principal: { Service: 'ec2.amazonaws.com' },
      Action: 'sts:AssumeRole',
    })
    const profile = `arn:aws:iam::${account}:instance-profile/web`
    const more = { AssumeRolePolicyDocument: trust, InstanceProfileList: [{ Arn: profile }] }
    const linked = {
      ...role('AWSServiceRoleForX', document(allow('s3:*'))),
      Arn: `arn:aws:iam::${account}:role/aws-service-role/x.amazonaws.com/AWSServiceRoleForX`,
    }
    const [service, web] = snapshot({
      RoleDetailList: [role('web', document(allow('s3:*')), more), linked],
    }).principals
    expect([service!.serviceLinked, web!.serviceLinked]).toEqual([true, false])
    expect(web!.trust!.statements).toHaveLength(1)
    expect(web!.instanceProfiles).toEqual([profile])
  })

  it.each<[string, Json, string, RegExp]>([
    ['a list', [], 'the file', /is no object/],
    ['another output', { Users: [] }, 'the file', /none of UserDetailList/],
    ['a list that is none', { RoleDetailList: {} }, 'RoleDetailList', /is no list/],
    ['a role without ARN', { RoleDetailList: [{ RoleName: 'x' }] }, 'RoleDetailList[0].Arn', /is missing/],
    [
      'an ARN of something else',
      { UserDetailList: [user({ Arn: 'arn:aws:s3:::x' })] },
      'UserDetailList[0].Arn',
      /no ARN of a user/,
    ],
    [
      'a document that is none',
      { RoleDetailList: [role('x', { Statement: [{ Effect: 'Maybe' }] })] },
      'RoleDetailList[0].RolePolicyList[0].PolicyDocument',
      /no policy document/,
    ],
    [
      'bad encoding',
      { RoleDetailList: [role('x', '%7B%')] },
      'RoleDetailList[0].RolePolicyList[0].PolicyDocument',
      /encoded for URLs/,
    ],
    [
      'no default version',
      { Policies: [{ Arn: 'arn:aws:iam::aws:policy/x', PolicyVersionList: [] }] },
      'Policies[0].PolicyVersionList',
      /no default version/,
    ],
  ])('refuse %s, with its place', (_, json, place, message) => {
    const [first] = read(json).problems
    expect(first).toMatchObject({ place, message: expect.stringMatching(message) })
  })

  it('survive nesting without end', () => {
    const deep = JSON.parse(`${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}`) as Json
    expect(read({ RoleDetailList: [role('x', deep)] }).problems[0]!.message).toBe('is nested too deeply')
  })

  it('read a document alike, whether it is an object, text, or text encoded for URLs', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 20 }), (sid) => {
        const text = JSON.stringify(
          document({ ...(allow('s3:GetObject', 'arn:aws:s3:::a%2Fb/+') as object), Sid: sid }),
        )
        const [object, plain, encoded] = [JSON.parse(text) as Json, text, encodeURIComponent(text)].map(
          (one) => read({ RoleDetailList: [role('x', one)] }),
        )
        expect(plain).toEqual(object)
        expect(encoded).toEqual(object)
        expect(object!.problems).toEqual([])
      }),
    )
  })

  it('never throw, whatever the file holds', () => {
    const keys = fc.constantFrom(
      'UserDetailList',
      'RoleDetailList',
      'Policies',
      'Arn',
      'PolicyVersionList',
      '__proto__',
      'RolePolicyList',
      'PolicyDocument',
      'Tags',
    )
    const { value } = fc.letrec<{ value: unknown }>((tie) => ({
      value: fc.oneof(
        { maxDepth: 5 },
        fc.jsonValue({ maxDepth: 1 }),
        fc.array(tie('value'), { maxLength: 3 }),
        fc.dictionary(keys, tie('value'), { maxKeys: 4 }),
      ),
    }))
    fc.assert(
      fc.property(value, (json) => {
        expect(Array.isArray(read(JSON.parse(JSON.stringify(json)) as Json).problems)).toBe(true)
      }),
    )
  })
})
