import type { Json, JsonObject } from '../iam/json.js'
import { asText } from '../iam/json.js'
import { byCodeUnit } from '../iam/order.js'
import { claimsOfField, isAboutResources, isGeneric, type Plan, planOf, typeOfArn } from './assignments.js'
import type { Call } from './call.js'
import { type CarriedValue, carriedValues } from './carried.js'
import { silentDependents } from './dependents.js'
import {
  type Field,
  fieldAt,
  maximumDepth,
  normalized,
  type Place,
  placeInside,
  singular,
  topPlace,
} from './fields.js'
import { isPassedRole } from './pass-role.js'
import { type Operation, operationOfEvent, primaryAction } from './required.js'
import type { ServiceRules, UnboundedMember } from './rule.js'
import { actionById } from './service.js'
import { taggingNeeds } from './tag-on-create.js'
import { isTagsKey, isTagsText } from './tags.js'

/** A request reduced to what can decide its permissions. */
export interface Projection {
  readonly call: Call
  /** Values taken out of the request because there may be no end of them: see {@link withUnbounded}. */
  readonly unbounded: readonly { readonly member: UnboundedMember; readonly value: string }[]
  /** What the request puts into its context and no permission depends on. */
  readonly carried: readonly CarriedValue[]
}

/**
 * Drops from a call every field that no rule reads, so that calls that need the same permissions become equal.
 * Law: the permissions of the projected call, its unbounded values put back, are those of the call itself.
 */
export function projectCall(call: Call): Projection {
  const operation = operationOfEvent(call)
  if (operation === undefined)
    return { call: { ...call, request: undefined, resources: [] }, unbounded: [], carried: [] }
  const unbounded = unboundedOf(operation.rules, call)
  const keeper = keeperOf(operation, call)
  const request =
    keeper === undefined ? undefined : prunedObject(without(call.request, unbounded), topPlace, keeper)
  const resources = keptResources(call, keeper, namesObject(call, unbounded))
  return { call: { ...call, request, resources }, unbounded, carried: carriedValues(operation, call) }
}

/** The call with values of its unbounded members put back. */
export function withUnbounded(call: Call, values: ReadonlyMap<string, string>): Call {
  return values.size === 0 ? call : { ...call, request: { ...call.request, ...Object.fromEntries(values) } }
}

interface Keeper {
  /** Of the operation's own action, of the one that tags if there are tags, and of the dependent ones. */
  readonly plans: readonly Plan[]
  readonly reads: ReadonlySet<string>
  readonly reduces: Readonly<Record<string, (value: string) => string>>
}

function keeperOf({ rules, service, name }: Operation, call: Call): Keeper | undefined {
  const action = primaryAction({ rules, service, name }, call)
  if (action === undefined && rules === undefined) return undefined
  const tagging = action === undefined ? [] : taggingNeeds(action, name, call, rules)
  const dependents = action === undefined ? [] : silentDependents(action)
  const actions = [action, ...tagging.map((need) => actionById(need.action)), ...dependents].filter(
    (one) => one !== undefined,
  )
  return { plans: actions.map(planOf), reads: new Set(rules?.reads), reduces: rules?.reduces ?? {} }
}

function unboundedOf(rules: ServiceRules | undefined, call: Call): Projection['unbounded'] {
  return (rules?.unbounded ?? []).flatMap((member) => {
    if (member.carries !== undefined) return []
    const logged = asText(call.request?.[member.key])
    const value = logged === undefined || member.canonical === undefined ? logged : member.canonical(logged)
    return value === undefined ? [] : [{ member, value }]
  })
}

function without(
  request: JsonObject | undefined,
  unbounded: Projection['unbounded'],
): JsonObject | undefined {
  if (request === undefined || unbounded.length === 0) return request
  const taken = new Set(unbounded.map(({ member }) => member.key))
  return Object.fromEntries(Object.entries(request).filter(([key]) => !taken.has(key)))
}

/** True if bucket and key together say which object is meant. */
function namesObject({ request }: Call, unbounded: Projection['unbounded']): boolean {
  return unbounded.some(({ member }) => member.key === 'key') && asText(request?.bucketName) !== undefined
}

/** An object that the request names by a key is listed in resources[] again: one of the two is enough. */
function keptResources(call: Call, keeper: Keeper | undefined, named: boolean): Call['resources'] {
  if (keeper === undefined) return []
  const kept = call.resources.filter(({ arn }) => !(named && /^arn:[^:]*:s3:::[^/]*\//.test(arn)))
  return [...kept].sort((a, b) => byCodeUnit(a.arn, b.arn))
}

function prunedObject(object: JsonObject | undefined, place: Place, keeper: Keeper): JsonObject | undefined {
  if (object === undefined) return undefined
  const kept = Object.keys(object)
    .sort(byCodeUnit)
    .flatMap((key) => {
      const value = pruned(object[key]!, key, place, false, keeper)
      return value === undefined ? [] : [[key, value] as const]
    })
  return kept.length === 0 ? undefined : Object.fromEntries(kept)
}

function pruned(value: Json, key: string, place: Place, inList: boolean, keeper: Keeper): Json | undefined {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') {
    return keptScalar(value, key, place, inList, keeper)
  }
  if (value === null || place.depth >= maximumDepth) return undefined
  if (place.depth === 0 && isTagsMember(key) && !inList)
    return Object.keys(value).length > 0 ? { tagged: 'yes' } : undefined
  if (Array.isArray(value)) return prunedList(value as readonly Json[], key, place, inList, keeper)
  const inner = prunedObject(value as JsonObject, placeInside(place, key, inList), keeper)
  return inner ?? (keeper.reads.has(normalized(key)) ? emptied(value as JsonObject) : undefined)
}

/** Rules that read the keys of an object (tables of a batch) get them without what is below. */
function emptied(object: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.keys(object)
      .sort(byCodeUnit)
      .map((key) => [key, {}]),
  )
}

function prunedList(
  list: readonly Json[],
  key: string,
  place: Place,
  inList: boolean,
  keeper: Keeper,
): Json | undefined {
  if (inList) return undefined
  const kept = list
    .map((element) => pruned(element, key, place, true, keeper))
    .filter((element) => element !== undefined)
  return kept.length === 0 ? undefined : kept
}

/** Tells whose operation it is, or whose account, before any rule of a service is chosen. */
const alwaysRead = new Set(['servicenamespace', 'registryid', 'catalogid'])

/** True for a normalized key that is kept whatever the operation. */
export function isAlwaysRead(name: string): boolean {
  return alwaysRead.has(name)
}

/** True for a member of the request of which only matters whether there are tags in it. */
export function isTagsMember(key: string): boolean {
  return isTagsKey(key) || key === 'transitiveTagKeys'
}

function keptScalar(
  value: string | number | boolean,
  key: string,
  place: Place,
  inList: boolean,
  keeper: Keeper,
): Json | undefined {
  const name = normalized(key)
  const reduce = Object.hasOwn(keeper.reduces, name) ? keeper.reduces[name] : undefined
  if (reduce !== undefined) return reduce(String(value))
  if (place.depth === 0 && isTagsText(key, value)) return 'tagged=yes'
  if (keeper.reads.has(name) || isAlwaysRead(name)) return value
  if (typeof value === 'boolean') return undefined
  return isRead(fieldAt(place, key, value, inList), keeper) ? value : undefined
}

/** What the general rules read: fields that claim a variable, bare names of the request itself, ARNs that fit, roles. */
function isRead(field: Field, { plans }: Keeper): boolean {
  if (plans.some(({ action }) => isPassedRole(field, action))) return true
  if (!isAboutResources(field)) return false
  if (field.value.startsWith('arn:'))
    return plans.some(({ action }) => typeOfArn(action, field.value) !== undefined)
  if (field.depth === 0 && isGeneric(singular(field.name))) return plans.some(({ slots }) => slots.length > 0)
  return plans.some((plan) => claimsOfField(plan, field).length > 0)
}
