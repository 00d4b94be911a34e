import { actionMatches } from '../core/iam/action.js'
import { byCodeUnit, sortedUnique } from '../core/iam/order.js'
import { prefixOfEventSource } from '../core/reference/event-source.js'
import { type Action, type Service, serviceByPrefix, servicePrefixes } from '../core/reference/service.js'
import { referenceVersion } from '../core/reference/tables/services.js'
import { actionEntry, summaryOf } from './reference-action.js'
import type { ReferenceAnswer, ReferenceEntry, ResourceTypeEntry, ServiceEntry } from './reference-entry.js'
import { operationEntry } from './reference-operation.js'
import { unknownName, unknownService } from './reference-unknown.js'

/**
 * What is known of an action (`s3:GetObject`), a resource type (`dynamodb:table`, `dynamodb/table`), an operation
 * (`s3:ListObjectsV2`, or as events name it: `lambda.amazonaws.com GetFunction20150331v2`), a service (`s3`, `monitoring`) or a
 * wildcard (`s3:Get*`). Letter case does not matter. Throws REFERENCE_UNKNOWN with what is nearest.
 */
export function reference(subject: string): ReferenceAnswer {
  return { referenceVersion, entry: entryOf(subject.trim()) }
}

function entryOf(subject: string): ReferenceEntry {
  if (subject === '*' || subject === '*:*') return wildcardEntry('*', allActions())
  const { source, name } = parts(subject)
  const service = serviceNamed(source)
  if (service === undefined) throw unknownService(subject, source, name)
  if (name === '') return serviceEntry(service)
  if (/[*?]/.test(name)) return expanded(service, name, subject)
  const byName = source.includes('.') ? undefined : (actionNamed(service, name) ?? typeNamed(service, name))
  const found = byName ?? operationEntry(service, source, name)
  if (found === undefined) throw unknownName(subject, service, name)
  return found
}

/** `prefix:name`, `prefix/type` or `source name`; what has no second part is a service. */
function parts(subject: string): { source: string; name: string } {
  const end = subject.search(/[:/\s]/)
  return end === -1
    ? { source: subject, name: '' }
    : { source: subject.slice(0, end), name: subject.slice(end + 1).trim() }
}

/** By prefix, else by event source. */
function serviceNamed(source: string): Service | undefined {
  const prefix = source.toLowerCase()
  return serviceByPrefix(prefix) ?? serviceByPrefix(prefixOfEventSource(prefix) ?? '')
}

function actionNamed(service: Service, name: string): ReferenceEntry | undefined {
  const action = service.actions.get(name.toLowerCase())
  return action === undefined ? undefined : actionEntry(service, action)
}

function typeNamed(service: Service, name: string): ResourceTypeEntry | undefined {
  const types = service.resourceTypes.filter((one) => plain(one.name) === plain(name))
  const [first] = types
  if (first === undefined) return undefined
  const actions = [...service.actions.values()].flatMap((action) => {
    const supported = action.resources.filter(({ type }) => types.includes(type))
    const required = supported.some((resource) => resource.required)
    return supported.length === 0 ? [] : [{ ...summaryOf(action), required }]
  })
  return {
    kind: 'resource-type',
    resourceType: `${service.prefix}:${first.name}`,
    arns: types.map(({ format }) => format.text),
    conditionKeys: sortedUnique(types.flatMap(({ conditionKeys }) => conditionKeys)),
    actions: actions.sort((a, b) => byCodeUnit(a.action, b.action)),
  }
}

/** AWS writes `function alias` in one service and `log-group` in another. */
function plain(name: string): string {
  return name.toLowerCase().replace(/[\s_-]+/g, '-')
}

function serviceEntry(service: Service): ServiceEntry {
  const actions = [...service.actions.values()]
  const levels = new Map<string, number>()
  for (const { accessLevel } of actions) levels.set(accessLevel, (levels.get(accessLevel) ?? 0) + 1)
  return {
    kind: 'service',
    service: service.prefix,
    accessLevels: Object.fromEntries([...levels].sort(([a], [b]) => byCodeUnit(a, b))),
    resourceTypes: sortedUnique(service.resourceTypes.map(({ name }) => name)),
    actions: summaries(actions),
  }
}

function expanded(service: Service, name: string, subject: string): ReferenceEntry {
  const actions = [...service.actions.values()].filter((action) => actionMatches(name, action.name))
  if (actions.length === 0) throw unknownName(subject, service, name)
  return wildcardEntry(`${service.prefix}:${name}`, actions)
}

function wildcardEntry(pattern: string, actions: readonly Action[]): ReferenceEntry {
  return { kind: 'wildcard', pattern, actions: summaries(actions) }
}

function summaries(actions: readonly Action[]) {
  return actions.map(summaryOf).sort((a, b) => byCodeUnit(a.action, b.action))
}

function allActions(): readonly Action[] {
  return servicePrefixes().flatMap((prefix) => [...serviceByPrefix(prefix)!.actions.values()])
}
