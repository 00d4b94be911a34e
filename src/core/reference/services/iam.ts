import type { Call, ResourceReference } from '../call.js'
import { givenArn, type ServiceRules, text } from '../rule.js'
import type { Action } from '../service.js'

/** https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagementiam.html */
export const iam: ServiceRules = {
  prefix: 'iam',
  resources: (action, _operation, call) => self(action, call),
  tagOnCreate: 'iam:TagResource',
  reads: ['username', 'rolename', 'groupname', 'policyname', 'instanceprofilename', 'serialnumber', 'arn'],
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
