import { parseArn } from '../iam/arn.js'
import type { Json } from '../iam/json.js'
import type { PolicyDocument } from '../iam/policy.js'
import { documentAt } from './document.js'
import { at, listAt, objectAt, optionalText, type Placed, problem, textAt } from './shape.js'
import type { AccountGroup, AccountPrincipal, InlinePolicy, SnapshotProblem } from './snapshot.js'

/** What one file, or one page, holds. */
export interface AccountDetails {
  readonly principals: readonly AccountPrincipal[]
  readonly groups: readonly AccountGroup[]
  readonly managed: readonly (readonly [arn: string, document: PolicyDocument])[]
  /** True if AWS had more to give. */
  readonly isTruncated: boolean
}

const lists = ['UserDetailList', 'GroupDetailList', 'RoleDetailList', 'Policies'] as const

/** Reads the output of `aws iam get-account-authorization-details`, parsed. What is wrong goes to `problems`. */
export function readDetails(json: Json, problems: SnapshotProblem[]): AccountDetails {
  const root: Placed = { value: json, place: '', problems }
  if (objectAt(root) !== undefined && lists.every((list) => at(root, list).value === undefined)) {
    problem(root, `has none of ${lists.join(', ')}: it is no output of get-account-authorization-details`)
  }
  return {
    principals: [
      ...listAt(at(root, 'UserDetailList')).map(userAt),
      ...listAt(at(root, 'RoleDetailList')).map(roleAt),
    ],
    groups: listAt(at(root, 'GroupDetailList')).map((group) =>
      holderAt(group, 'group', 'GroupName', 'GroupPolicyList'),
    ),
    managed: listAt(at(root, 'Policies')).map(managedAt),
    isTruncated: at(root, 'IsTruncated').value === true,
  }
}

function userAt(user: Placed): AccountPrincipal {
  return {
    type: 'user',
    ...holderAt(user, 'user', 'UserName', 'UserPolicyList'),
    boundary: boundaryAt(user),
    groups: listAt(at(user, 'GroupList')).map(textAt),
    tags: tagsAt(user),
    trust: undefined,
    instanceProfiles: [],
    serviceLinked: false,
  }
}

function roleAt(role: Placed): AccountPrincipal {
  const holder = holderAt(role, 'role', 'RoleName', 'RolePolicyList')
  const trust = at(role, 'AssumeRolePolicyDocument')
  return {
    type: 'role',
    ...holder,
    boundary: boundaryAt(role),
    groups: [],
    tags: tagsAt(role),
    trust: trust.value === undefined || trust.value === null ? undefined : documentAt(trust),
    instanceProfiles: listAt(at(role, 'InstanceProfileList')).map((profile) => textAt(at(profile, 'Arn'))),
    serviceLinked: holder.arn.includes(':role/aws-service-role/'),
  }
}

function holderAt(holder: Placed, kind: string, nameKey: string, inlineKey: string): AccountGroup {
  objectAt(holder)
  const [arn, name] = [textAt(at(holder, 'Arn')), textAt(at(holder, nameKey))]
  const parsed = parseArn(arn)
  const isOne = parsed?.service === 'iam' && parsed.resource.startsWith(`${kind}/`)
  if (arn !== '' && !(isOne && /^[0-9]{12}$/.test(parsed.account)))
    problem(at(holder, 'Arn'), `is no ARN of a ${kind}`)
  return {
    arn,
    name,
    account: parsed?.account ?? '',
    inline: listAt(at(holder, inlineKey)).map(inlineAt),
    attached: listAt(at(holder, 'AttachedManagedPolicies')).map((policy) => textAt(at(policy, 'PolicyArn'))),
  }
}

function inlineAt(policy: Placed): InlinePolicy {
  return { name: textAt(at(policy, 'PolicyName')), document: documentAt(at(policy, 'PolicyDocument')) }
}

function boundaryAt(holder: Placed): string | undefined {
  const boundary = at(holder, 'PermissionsBoundary')
  return boundary.value === undefined || boundary.value === null
    ? undefined
    : textAt(at(boundary, 'PermissionsBoundaryArn'))
}

function tagsAt(holder: Placed): AccountPrincipal['tags'] {
  return listAt(at(holder, 'Tags')).map((tag) => {
    const value = at(tag, 'Value').value
    return [textAt(at(tag, 'Key')), typeof value === 'string' ? value : ''] as const
  })
}

function managedAt(policy: Placed): readonly [arn: string, document: PolicyDocument] {
  const wanted = optionalText(at(policy, 'DefaultVersionId'))
  const versions = listAt(at(policy, 'PolicyVersionList'))
  const current =
    versions.find((version) => at(version, 'IsDefaultVersion').value === true) ??
    versions.find((version) => wanted !== undefined && at(version, 'VersionId').value === wanted)
  if (current === undefined) problem(at(policy, 'PolicyVersionList'), 'has no default version')
  const none: PolicyDocument = { version: undefined, id: undefined, statements: [] }
  return [textAt(at(policy, 'Arn')), current === undefined ? none : documentAt(at(current, 'Document'))]
}
