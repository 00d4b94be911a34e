import type { Call } from '../call.js'
import type { ServiceRules } from '../rule.js'
import { givenArn, type Need, resourceOf, text } from '../rule.js'

/** https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html: "No permissions are required". */
export const sts: ServiceRules = {
  prefix: 'sts',
  permissionless: {
    GetCallerIdentity: 'anyone may ask who they are; not even an explicit deny stops it',
    GetSessionToken: 'a user needs no permission to get a session of their own',
    GetAccessKeyInfo: 'the account of an access key is not protected by a permission of the caller',
    AssumeRoleWithSAML: 'unsigned: only the trust policy of the role decides',
    AssumeRoleWithWebIdentity: 'unsigned: only the trust policy of the role decides',
  },
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html#id_session-tags_permissions-required
  additional: (operation, call) => {
    if (operation === 'GetFederationToken') return federationTags(call)
    const role = text(call.request, 'roleArn')
    if (operation !== 'AssumeRole' || role === undefined) return []
    const resources = [givenArn(role, 'the ARN in roleArn')]
    const tags = hasMembers(call.request?.tags) || hasMembers(call.request?.transitiveTagKeys)
    const source = text(call.request, 'sourceIdentity') !== undefined
    return [
      ...(tags ? [{ action: 'sts:TagSession', resources, why: 'the request has session tags' }] : []),
      ...(source
        ? [{ action: 'sts:SetSourceIdentity', resources, why: 'the request sets a source identity' }]
        : []),
    ]
  },
  reads: ['rolearn', 'name', 'tags', 'transitivetagkeys', 'sourceidentity'],
}

function hasMembers(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length > 0
}

/** The tags are those of the federated user's session, on which the operation itself is checked. */
function federationTags(call: Call): readonly Need[] {
  if (!hasMembers(call.request?.tags)) return []
  const user = resourceOf(
    call,
    'sts/federated-user',
    { FederatedUserName: text(call.request, 'name') },
    'name',
  )
  return [{ action: 'sts:TagSession', resources: [user], why: 'the request has session tags' }]
}
