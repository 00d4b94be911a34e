import type { Call, ResourceReference } from '../call.js'
import { givenArn, type ServiceRules, text } from '../rule.js'
import type { Action } from '../service.js'

/** https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagementiam.html */
export const iam: ServiceRules = {
  prefix: 'iam',
  resources: (action, operation, call) => withPath(operation, call) ?? self(action, call),
  tagOnCreate: 'iam:TagResource',
  reads: [
    'path',
    'username',
    'rolename',
    'groupname',
    'policyname',
    'instanceprofilename',
    'serialnumber',
    'arn',
  ],
}

const created: readonly (readonly [string, string, string])[] = [
  ['CreateRole', 'roleName', 'role'],
  ['CreateUser', 'userName', 'user'],
  ['CreateGroup', 'groupName', 'group'],
  ['CreatePolicy', 'policyName', 'policy'],
  ['CreateInstanceProfile', 'instanceProfileName', 'instance-profile'],
]

/** Only the creating call gives the path, which is part of the ARN ever after. */
function withPath(operation: string, call: Call): readonly ResourceReference[] | undefined {
  const path = text(call.request, 'path') ?? '/'
  const [, key, type] = created.find(([name]) => name === operation) ?? []
  const name = key === undefined ? undefined : text(call.request, key)
  if (name === undefined || !path.startsWith('/')) return undefined
  const arn = `arn:${call.partition}:iam::${call.account ?? '*'}:${type}${path}${name}`
  return [givenArn(arn, `path and ${key}`)]
}

/**
 * Without a user name IAM means the user that asks.
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetUser.html
 */
function self(action: Action, call: Call): readonly ResourceReference[] | undefined {
  const aboutUsers = action.resources.length > 0 && action.resources.every(({ type }) => type.name === 'user')
  const names = text(call.request, 'userName') !== undefined
  if (!aboutUsers || names || !/^arn:[^:]+:iam::\d+:user\//.test(call.principal)) return undefined
  return [givenArn(call.principal, 'no userName: the caller itself')]
}
