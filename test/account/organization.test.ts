import { describe, expect, it } from 'vitest'
import { accountPolicies } from '../../src/core/account/account-policies.js'
import { readOrganization } from '../../src/core/account/organization.js'
import type { SnapshotProblem } from '../../src/core/account/snapshot.js'
import type { Json } from '../../src/core/iam/json.js'
import { account, allow, deny, document, role, snapshot } from './details.js'

const policy = (content: Json, type = 'SERVICE_CONTROL_POLICY') => ({
  PolicySummary: { Id: 'p-1', Type: type },
  Content: JSON.stringify(content),
})
const full = policy(document(allow('*')))

function read(json: Json) {
  const problems: SnapshotProblem[] = []
  return { organization: readOrganization(json, problems), problems }
}

describe('an organization', () => {
  const targets = [
    { TargetId: account, ParentId: 'ou-1', Policies: [full] },
    { TargetId: 'ou-1', ParentId: 'r-1', Policies: [full, policy(document(deny('iam:*')))] },
    {
      TargetId: 'r-1',
      ParentId: '',
      Policies: [full, policy(document(deny('s3:*')), 'RESOURCE_CONTROL_POLICY')],
    },
  ]
  const [principal] = snapshot({ RoleDetailList: [role('x', document(allow('s3:*')))] }).principals
  const nobody = snapshot({ RoleDetailList: [] })

  it('limits an account level by level, from the root down', () => {
    const { organization, problems } = read({ ManagementAccountId: '999999999999', Targets: targets })
    expect(problems).toEqual([])
    const { policies, isInOrganization } = accountPolicies(principal!, nobody, organization)
    expect(isInOrganization).toBe(true)
    expect(policies.scps!.map((level) => level.length)).toEqual([1, 2, 1])
    expect(policies.rcps!.map((level) => level.length)).toEqual([1, 0, 0])
    expect(policies.managementAccount).toBe('999999999999')
  })

  it('says if it does not have the account', () => {
    const { organization } = read({ Targets: targets.slice(1) })
    const { policies, isInOrganization } = accountPolicies(principal!, nobody, organization)
    expect([isInOrganization, policies.scps]).toEqual([false, undefined])
  })

  it.each<[string, Json, RegExp]>([
    ['no targets', {}, /has no Targets/],
    ['a parent that is missing', { Targets: targets.slice(0, 2) }, /no target `r-1`, the parent of `ou-1`/],
    [
      'a circle',
      {
        Targets: [
          { TargetId: 'a', ParentId: 'b' },
          { TargetId: 'b', ParentId: 'a' },
        ],
      },
      /circle/,
    ],
    ['a target twice', { Targets: [targets[2]!, targets[2]!] }, /occurs twice/],
    [
      'another type',
      { Targets: [{ TargetId: 'r', Policies: [policy(document(), 'TAG_POLICY')] }] },
      /is none of SERVICE_CONTROL_POLICY/,
    ],
  ])('is refused with %s', (_, json, message) => {
    expect(
      read(json)
        .problems.map((one) => one.message)
        .join(),
    ).toMatch(message)
  })
})
