import { asText } from '../../iam/json.js'
import type { Call, ResourceReference } from '../call.js'
import { literalValue } from '../literal-value.js'
import { confessed, givenArn, type Need, type ServiceRules, text } from '../rule.js'
import type { Action } from '../service.js'

/** https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagementiam.html */
export const iam: ServiceRules = {
  prefix: 'iam',
  primary: (operation, call) =>
    operation === 'CreateServiceLinkedRole' ? serviceLinkedRole(call) : undefined,
  additional: (operation, call) => (operation === 'AddRoleToInstanceProfile' ? passedToEc2(call) : []),
  resources: (action, operation, call) =>
    withPath(operation, call) ?? deletedRole(operation, call) ?? self(action, call),
  reads: [
    'path',
    'username',
    'rolename',
    'groupname',
    'policyname',
    'instanceprofilename',
    'serialnumber',
    'arn',
    'awsservicename',
    'deletiontaskid',
  ],
}

/**
 * The role does not exist yet, and its name is the service's to choose; only the path shows which service it is for.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create-service-linked-role.html#service-linked-role-permissions
 */
function serviceLinkedRole(call: Call): readonly Need[] {
  const why = 'the operation itself'
  const action = 'iam:CreateServiceLinkedRole'
  // Records spell the parameter `aWSServiceName`.
  const key = Object.keys(call.request ?? {}).find((name) => name.toLowerCase() === 'awsservicename')
  const service = key === undefined ? undefined : asText(call.request?.[key])
  const reference = {
    arn: `${serviceRoles(call)}/${service === undefined ? '' : `${literalValue(service)}/`}*`,
    why: service === undefined ? 'roles of services' : `the role of the service in ${key}`,
    wildcard: undefined,
  }
  if (service === undefined) {
    const hint = 'name the service in the path and in iam:AWSServiceName'
    return [{ action, resources: [confessed(reference, 'the record does not say which service', hint)], why }]
  }
  return [
    { action, resources: [reference], context: [{ key: 'iam:AWSServiceName', values: [service] }], why },
  ]
}

function serviceRoles({ partition, account }: Call): string {
  return `arn:${partition}:iam::${account ?? '*'}:role/aws-service-role`
}

/**
 * Deleting names the role without its path, asking for the outcome names it with: `task/aws-service-role/SERVICE/ROLE/ID`.
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteServiceLinkedRole.html
 */
function deletedRole(operation: string, call: Call): readonly ResourceReference[] | undefined {
  const name = text(call.request, 'roleName')
  if (operation === 'DeleteServiceLinkedRole' && name !== undefined) {
    const arn = `${serviceRoles(call)}/*/${literalValue(name)}`
    return [{ arn, why: 'roleName; the service is a part of the path', wildcard: undefined }]
  }
  const task = /^task\/aws-service-role\/([^/]+\/[^/]+)\/[^/]+$/.exec(
    text(call.request, 'deletionTaskId') ?? '',
  )
  if (operation !== 'GetServiceLinkedRoleDeletionStatus' || task === null) return undefined
  return [givenArn(`${serviceRoles(call)}/${task[1]}`, 'the role in deletionTaskId')]
}

/**
 * "The caller of this operation must be granted the PassRole permission on the IAM role".
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_AddRoleToInstanceProfile.html
 */
function passedToEc2(call: Call): readonly Need[] {
  const role = text(call.request, 'roleName')
  if (role === undefined) return []
  const arn = `arn:${call.partition}:iam::${call.account ?? '*'}:role/${role}`
  return [
    {
      action: 'iam:PassRole',
      resources: [givenArn(arn, 'the role named in roleName')],
      context: [{ key: 'iam:PassedToService', values: ['ec2.amazonaws.com'] }],
      why: 'the role in an instance profile is handed to EC2',
    },
  ]
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
