import { byCodeUnit, sortedUnique } from '../iam/order.js'
import { matchesFormat } from './arn-format.js'
import type { Call, Mapping, PermissionKind, RequiredPermission, ResourceReference } from './call.js'
import { dependentNeeds } from './dependents.js'
import { deriveResources } from './derive.js'
import { prefixOfEventSource } from './event-source.js'
import { operationOf } from './operation.js'
import { passedRoles } from './pass-role.js'
import type { Need, ServiceRules } from './rule.js'
import { type Action, actionById, type Service, serviceByPrefix, supportsConditionKey } from './service.js'
import { serviceRules } from './services/index.js'
import { taggingNeeds } from './tag-on-create.js'

/** A call as the reference understands it: the service, its rules, the operation. */
export interface Operation {
  readonly service: Service
  readonly rules: ServiceRules | undefined
  readonly name: string
}

/** The operation of an event, or the reason why the reference does not know its source. */
export function operationOfEvent(
  call: Pick<Call, 'eventSource' | 'eventName' | 'request'>,
): Operation | undefined {
  const { eventSource, eventName } = call
  const prefix = sharedSource(prefixOfEventSource(eventSource), call)
  const service = prefix === undefined ? undefined : serviceByPrefix(prefix)
  if (service === undefined) return undefined
  const rules = serviceRules.get(service.prefix)
  return { service, rules, name: operationOf(eventName, service, rules) }
}

/**
 * Application Auto Scaling and Auto Scaling plans log under the source of EC2 Auto Scaling.
 * https://docs.aws.amazon.com/autoscaling/application/userguide/logging-using-cloudtrail.html
 */
function sharedSource(
  prefix: string | undefined,
  { eventName, request }: Pick<Call, 'eventName' | 'request'>,
): string | undefined {
  if (prefix !== 'autoscaling') return prefix
  const name = eventName.toLowerCase()
  const has = (other: string) => serviceByPrefix(other)?.actions.has(name) === true
  const scalable = request !== undefined && Object.hasOwn(request, 'serviceNamespace')
  if (has('application-autoscaling') && (scalable || !has(prefix))) return 'application-autoscaling'
  return has('autoscaling-plans') && !has(prefix) ? 'autoscaling-plans' : prefix
}

/**
 * The permissions that AWS checked for a call: the operation's own action, and what the request shows beyond it.
 * An event that no rule knows is `unmapped`, never a guess; every action returned exists in the reference.
 */
export function requiredPermissions(call: Call): Mapping {
  const operation = operationOfEvent(call)
  if (operation === undefined)
    return { kind: 'unmapped', reason: `no AWS service has the event source ${call.eventSource}` }
  const why = lookUp(operation.rules?.permissionless, operation.name)
  if (why !== undefined) return { kind: 'none', why }
  const needs = primaryNeeds(operation, call)
  const action = primaryAction(operation, call)
  if (action === undefined)
    return { kind: 'unmapped', reason: `${operation.service.prefix} has no action for ${operation.name}` }
  const primary = needs.flatMap((need) => permission(need, operation, call, []))
  const acted = primary[0]?.resources ?? []
  const additional = additionalNeeds(operation, action, call, acted).flatMap((need) =>
    permission(need, operation, call, acted),
  )
  return { kind: 'mapped', permissions: merged([...primary, ...additional]) }
}

function lookUp(table: Readonly<Record<string, string>> | undefined, name: string): string | undefined {
  return table !== undefined && Object.hasOwn(table, name) ? table[name] : undefined
}

/** The action of the operation itself, if it has one. */
export function primaryAction(operation: Operation, call: Call): Action | undefined {
  const [need] = primaryNeeds(operation, call)
  return need === undefined ? undefined : actionById(need.action)
}

function primaryNeeds({ service, rules, name }: Operation, call: Call): readonly Need[] {
  const special = rules?.primary?.(name, call)
  if (special !== undefined) return special.map((need) => ({ kind: 'primary', ...need }))
  const action = lookUp(rules?.renamed, name) ?? name
  const why = action === name ? 'the operation itself' : `${name} is authorized as ${action}`
  return [{ action: `${service.prefix}:${action}`, kind: 'primary', why }]
}

function additionalNeeds(
  { rules, name }: Operation,
  action: Action,
  call: Call,
  acted: readonly ResourceReference[],
): readonly Need[] {
  const own = rules?.additional?.(name, call) ?? []
  return [
    ...own,
    ...passedRoles(action, name, call, rules),
    ...taggingNeeds(action, name, call, rules),
    ...dependentNeeds(
      action,
      name,
      call,
      acted.map(({ arn }) => arn),
    ),
  ]
}

function permission(
  need: Need,
  { name }: Operation,
  call: Call,
  primary: readonly ResourceReference[],
): RequiredPermission[] {
  const action = actionById(need.action)
  if (action === undefined) return []
  const rules = serviceRules.get(action.id.split(':')[0]!)
  const special = need.resources ?? rules?.resources?.(action, name, call)
  const resources = special ?? sharedResources(action, primary) ?? deriveResources(action, name, call)
  const context = [...(need.context ?? []), ...forwardedContext(action, call)].sort((a, b) =>
    byCodeUnit(a.key, b.key),
  )
  return [{ action: action.id, resources, context, kind: need.kind ?? 'additional', why: need.why }]
}

/** What is needed besides (the tags of a new table) is needed on what the operation acts on, as far as it can be. */
function sharedResources(
  action: Action,
  primary: readonly ResourceReference[],
): readonly ResourceReference[] | undefined {
  const fitting = primary.filter(({ arn }) =>
    action.resources.some(({ type }) => matchesFormat(type.format, arn.replaceAll('*', 'x'))),
  )
  return fitting.length === 0 ? undefined : fitting
}

/** Services that put themselves into aws:CalledVia: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-calledvia */
const calledVia = new Set([
  'athena.amazonaws.com',
  'cloudformation.amazonaws.com',
  'dynamodb.amazonaws.com',
  'kms.amazonaws.com',
])

/**
 * What a forward access session carries: a service made the call with the caller's permission.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/access_forward_access_sessions.html
 */
function forwardedContext(action: Action, call: Call): RequiredPermission['context'] {
  const service = call.invokedBy
  if (service === undefined || !/^[a-z0-9.-]+\.amazonaws\.com$/.test(service)) return []
  if (
    action.id.startsWith('kms:') &&
    call.region !== undefined &&
    supportsConditionKey(action, 'kms:ViaService')
  ) {
    return [{ key: 'kms:ViaService', values: [viaService(service, call.region)] }]
  }
  return calledVia.has(service) ? [{ key: 'aws:CalledVia', values: [service] }] : []
}

/** `s3.amazonaws.com` in eu-west-1 is `s3.eu-west-1.amazonaws.com` in the condition. */
function viaService(service: string, region: string): string {
  const name = service.replace(/\.amazonaws\.com$/, '')
  return name.endsWith(`.${region}`) ? service : `${name}.${region}.amazonaws.com`
}

/** Rules may name one action twice (a batch and its tables): one permission then, with all resources. */
function merged(permissions: readonly RequiredPermission[]): readonly RequiredPermission[] {
  const byKey = new Map<string, RequiredPermission>()
  for (const one of permissions) {
    const key = `${one.action} ${JSON.stringify(one.context)}`
    const known = byKey.get(key)
    byKey.set(
      key,
      known === undefined
        ? one
        : { ...known, kind: first(known.kind, one.kind), resources: joined(known, one) },
    )
  }
  return [...byKey.values()].map((one) => ({ ...one, resources: distinct(one.resources) }))
}

function first(a: PermissionKind, b: PermissionKind): PermissionKind {
  return a === 'primary' || b === 'primary' ? 'primary' : a
}

/** Resources that a rule found replace the wildcard the general rule fell back to. */
function joined(a: RequiredPermission, b: RequiredPermission): RequiredPermission['resources'] {
  const all = [...a.resources, ...b.resources]
  const found = all.filter(({ wildcard }) => wildcard === undefined)
  return found.length > 0 ? found : all
}

function distinct(resources: RequiredPermission['resources']): RequiredPermission['resources'] {
  const byArn = new Map(resources.map((resource) => [resource.arn, resource]))
  return sortedUnique(byArn.keys()).map((arn) => byArn.get(arn)!)
}
