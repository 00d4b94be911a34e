import { deriveResources } from '../derive.js'
import { resourceOf, type ServiceRules, text } from '../rule.js'

/**
 * The account that a permission set is given in is the `targetId` of the request.
 * https://docs.aws.amazon.com/singlesignon/latest/APIReference/API_CreateAccountAssignment.html
 */
export const sso: ServiceRules = {
  prefix: 'sso',
  // Called with the access token of a person: https://docs.aws.amazon.com/singlesignon/latest/PortalAPIReference/Welcome.html
  permissionless: {
    GetRoleCredentials: 'unsigned: the access token decides',
    ListAccountRoles: 'unsigned: the access token decides',
    ListAccounts: 'unsigned: the access token decides',
    Logout: 'unsigned: the access token decides',
  },
  resources: (action, operation, call) => {
    const account = text(call.request, 'targetId')
    const names = text(call.request, 'targetType') === 'AWS_ACCOUNT' && /^\d{12}$/.test(account ?? '')
    if (!names || !action.resources.some(({ type }) => type.name === 'Account')) return undefined
    return [
      ...deriveResources(action, operation, call),
      resourceOf(call, 'sso/Account', { AccountId: account }, 'targetId'),
    ]
  },
  reads: ['targetid', 'targettype'],
}
