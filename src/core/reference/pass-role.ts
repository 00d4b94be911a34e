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
  const byService = new Map<string, Map<string, string>>()
  for (const field of fieldsOf(call.request)) {
    const role = passedRole(field, action, call)
    if (role === undefined) continue
    const service = serviceOf(field, action, operation, call, rules)
    const why = field.value === role ? `the ARN in ${field.path}` : `the role named in ${field.path}`
    byService.set(service, (byService.get(service) ?? new Map()).set(role, why))
  }
  return [...byService].map(([service, roles]) => ({
    action: 'iam:PassRole',
    resources: [...roles].map(([arn, why]) => ({
      arn: literalValue(arn),
      why,
      wildcard: undefined,
    })),
    context: [{ key: 'iam:PassedToService', values: [service] }],
    why: `${operation} hands the role to ${service}`,
  }))
}

/**
 * Roles that a service takes on behalf of another of its principals, by prefix and field.
 * https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_Monitoring.OS.Enabling.html and the page of each service.
 */
const receivers: Readonly<Record<string, string>> = {
  'batch jobrolearn': 'ecs-tasks.amazonaws.com',
  'batch executionrolearn': 'ecs-tasks.amazonaws.com',
  'cloudwatch rolearn': 'streams.metrics.cloudwatch.amazonaws.com',
  'rds monitoringrolearn': 'monitoring.rds.amazonaws.com',
  'rds iamrolearn': 'export.rds.amazonaws.com',
  's3 rolearn': 'batchoperations.s3.amazonaws.com',
  'synthetics executionrolearn': 'lambda.amazonaws.com',
}

function serviceOf(
  field: Field,
  action: Action,
  operation: string,
  call: Call,
  rules: ServiceRules | undefined,
): string {
  const [prefix] = action.id.split(':')
  const receiver = `${prefix} ${field.name}`
  if (Object.hasOwn(receivers, receiver)) return receivers[receiver]!
  return rules?.passedTo?.(operation, call) ?? `${prefix}.amazonaws.com`
}

/** Reading never passes a role; IAM, STS and the Organizations APIs speak of roles without passing them. */
function passes(action: Action): boolean {
  const [prefix] = action.id.split(':')
  return (
    (!/^(?:List|Read)$/.test(action.accessLevel) || action.dependents.includes('iam:PassRole')) &&
    !speaksOfRoles.has(prefix!)
  )
}

/** Services whose requests name roles without handing them to a service, or call something else a role. */
const speaksOfRoles = new Set([
  'iam',
  'sts',
  'organizations',
  'ram',
  'sso',
  'access-analyzer',
  'auditmanager',
])

const roleArn = /^arn:[a-z-]+:iam::(\d{12}):role\/[\u0021-\u007e]+$/

/** Fields that carry a role to be assumed by the service; `credentials` is API Gateway's. */
const roleKey = /role(?:s|arn|arns|update|arnfor[a-z]+)?$|credentials(?:arn)?$|callerarn$/

/** The ARN of the role that a field hands over, if it does. */
function passedRole(field: Field, action: Action, call: Call): string | undefined {
  const account = roleArn.exec(field.value)?.[1]
  // A role can only be passed within its own account.
  if (account !== undefined)
    return account === (call.account ?? account) && isRoleField(field) ? field.value : undefined
  return isRoleName(field, action) && call.account !== undefined
    ? `arn:${call.partition}:iam::${call.account}:role/${field.value.replace(/^\//, '')}`
    : undefined
}

/** Services known to take a role by its name. */
const takesRoleNames = /^(?:glue|databrew|elasticmapreduce):/

/** A role given by its name: believed only of services that do so, or where AWS lists iam:PassRole for the action. */
export function isRoleName({ name, value, depth }: Field, { id, dependents }: Action): boolean {
  return (
    depth <= 1 &&
    /^\/?[\w+=,.@/-]{1,128}$/.test(value) &&
    ((/^(?:service)?role$/.test(name) && takesRoleNames.test(id)) ||
      (/role(?:name)?$/.test(name) && dependents.includes('iam:PassRole')))
  )
}

/** True if the field holds the ARN of a role for a service to assume. */
export function isRoleField(field: Field): boolean {
  return (
    field.value.startsWith('arn:') &&
    roleArn.test(field.value) &&
    (roleKey.test(field.name) || roleKey.test(field.qualified))
  )
}
