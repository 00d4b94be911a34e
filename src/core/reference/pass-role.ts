import type { Call } from './call.js'
import { type Field, fieldsOf } from './fields.js'
import { literalValue } from './literal-value.js'
import type { Need, ServiceRules } from './rule.js'
import type { Action } from './service.js'

/**
 * `iam:PassRole` is no operation and never an event: AWS checks it when a request hands a role to a service.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html
 */
export function passedRoles(
  action: Action,
  operation: string,
  call: Call,
  rules: ServiceRules | undefined,
): readonly Need[] {
  if (!passes(action)) return []
  const roles = fieldsOf(call.request).filter((field) => isPassedRole(field, call))
  const resources = [
    ...new Map(
      roles.map((field) => [
        field.value,
        { arn: literalValue(field.value), why: `the role in ${field.path}`, wildcard: undefined },
      ]),
    ).values(),
  ]
  if (resources.length === 0) return []
  const service = rules?.passedTo?.(operation, call) ?? `${action.id.split(':')[0]}.amazonaws.com`
  const context = [{ key: 'iam:PassedToService', values: [service] }]
  return [{ action: 'iam:PassRole', resources, context, why: `${operation} hands the role to ${service}` }]
}

/** Reading never passes a role; IAM, STS and the Organizations APIs speak of roles without passing them. */
function passes(action: Action): boolean {
  const [prefix] = action.id.split(':')
  return (
    !/^(?:List|Read)$/.test(action.accessLevel) &&
    !['iam', 'sts', 'organizations', 'ram', 'sso', 'access-analyzer'].includes(prefix!)
  )
}

const roleArn = /^arn:[a-z-]+:iam::(\d{12}):role\/[\u0021-\u007e]+$/

/** Fields that carry a role to be assumed by the service; `credentials` is API Gateway's. */
const roleKey = /role(?:s|arn|arns)?$|roleid$|credentials(?:arn)?$|callerarn$|principalarn$/

function isPassedRole(field: Field, call: Call): boolean {
  const account = roleArn.exec(field.value)?.[1]
  // A role can only be passed within its own account.
  return account !== undefined && account === (call.account ?? account) && isRoleField(field)
}

/** True if the field holds the ARN of a role for a service to assume. */
export function isRoleField(field: Field): boolean {
  return (
    field.value.startsWith('arn:') &&
    roleArn.test(field.value) &&
    (roleKey.test(field.name) || roleKey.test(field.qualified))
  )
}

/** True if the request has tags to put on what it creates. */
export function hasTags(call: Call): boolean {
  return Object.entries(call.request ?? {}).some(
    ([key, value]) =>
      /^tags?(?:list|set)?$/i.test(key) &&
      typeof value === 'object' &&
      value !== null &&
      Object.keys(value).length > 0,
  )
}
