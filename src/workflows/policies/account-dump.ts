import { type PolicyUse, useOf } from '../../core/checks/validate/policy-kind.js'
import type { JsonNode } from '../../core/iam/json-source.js'
import { type EmbeddedPolicy, policyAt } from './embedded.js'
import { listOf, memberOf, textOf } from './tree.js'

const LISTS = ['UserDetailList', 'GroupDetailList', 'RoleDetailList', 'Policies']

/** Is it what `aws iam get-account-authorization-details` prints? */
export function isAccountDump(root: JsonNode): boolean {
  return LISTS.some((name) =>
    listOf(memberOf(root, name)).some((item) => memberOf(item, 'Arn') !== undefined),
  )
}

/** The policies of an account: inline and trust policies, and the versions of managed ones that are in force. */
export function dumpPolicies(root: JsonNode, file: string): readonly EmbeddedPolicy[] {
  return LISTS.flatMap((list) => listOf(memberOf(root, list))).flatMap((entity) => {
    const arn = textOf(memberOf(entity, 'Arn')) ?? ''
    return [...documentsOf(entity)].flatMap(
      ([where, use, node]) => policyAt(`${arn}${where}`, use, node, file) ?? [],
    )
  })
}

function* documentsOf(entity: JsonNode): Generator<readonly [string, PolicyUse, JsonNode | undefined]> {
  yield [' AssumeRolePolicyDocument', useOf('trust'), memberOf(entity, 'AssumeRolePolicyDocument')]
  for (const list of ['UserPolicyList', 'GroupPolicyList', 'RolePolicyList']) {
    for (const policy of listOf(memberOf(entity, list))) {
      const name = textOf(memberOf(policy, 'PolicyName')) ?? ''
      yield [` ${name}`, useOf('identity'), memberOf(policy, 'PolicyDocument')]
    }
  }
  for (const version of listOf(memberOf(entity, 'PolicyVersionList'))) {
    const standard = memberOf(version, 'IsDefaultVersion')
    if (standard?.kind !== 'boolean' || !standard.value) continue
    yield ['', useOf('identity'), memberOf(version, 'Document')]
  }
}
