import { byCodeUnit, sortedUnique } from '../iam/order.js'
import { defaultChoices, type ResourceChoices } from './generalize.js'
import { joinObserved, type ObservedPermission } from './observed.js'
import { isRequestKey, type RequestCondition, requestConditions, requestKeys } from './request-conditions.js'

/**
 * Condition keys that a policy may ask for. The first four say what a call is part of, and are used by default. The next
 * three narrow where it comes from; AWS puts the keys into the request of every action. The last say what the request
 * itself carries.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
 */
export const conditionKeys = [
  'kms:ViaService',
  'aws:CalledVia',
  'iam:PassedToService',
  'ec2:CreateAction',
  'aws:RequestedRegion',
  'aws:SourceVpce',
  'aws:ViaAWSService',
  ...requestKeys,
] as const

/**
 * The key that a text asks for, in any letter case: one of {@link conditionKeys}, or `aws:RequestTag/` with the key of a
 * tag, as AWS spells it; `undefined` if it is neither.
 */
export function conditionKeyNamed(text: string): string | undefined {
  const [, tag] = /^aws:requesttag\/(.{1,128})$/is.exec(text) ?? []
  if (tag !== undefined) return `aws:RequestTag/${tag}`
  return conditionKeys.find((key) => key.toLowerCase() === text.toLowerCase())
}

/**
 * The keys that a recipe may ask for in what it adds: those of a whole value, and those that rules of single services give.
 */
export const recipeConditionKeys: readonly string[] = [
  ...conditionKeys.filter((key) => !isRequestKey(key)),
  'cloudwatch:namespace',
  'iam:AWSServiceName',
  'kms:GrantIsForAWSResource',
  'lambda:FunctionArn',
]

/** Keys that are only used if they are asked for. */
const onRequest: ReadonlySet<string> = new Set([
  'aws:RequestedRegion',
  'aws:SourceVpce',
  'aws:ViaAWSService',
  ...requestKeys,
])

/** What is done unless asked otherwise: every key that the reference's rules give, and none on request. */
export const defaultConditions: ReadonlySet<string> = new Set(
  conditionKeys.filter((key) => !onRequest.has(key)),
)

/** Permissions under conditions, and what became of the keys that their requests fill. */
export interface Conditioned {
  readonly permissions: readonly ObservedPermission[]
  /** Sorted by key, action and resource. */
  readonly requestConditions: readonly RequestCondition[]
}

/**
 * The permissions under the conditions asked for: without those that are not, and with those on request that hold for
 * every observed use. Keys that no list knows (of a service's own rule) are only left out by an empty choice.
 */
export function underConditions(
  permissions: readonly ObservedPermission[],
  keys: ReadonlySet<string>,
  choices: ResourceChoices = defaultChoices,
): Conditioned {
  const origins = permissions.flatMap(({ origins: own }) => own ?? [])
  const regions = sortedUnique(origins.flatMap(({ region }) => region ?? []))
  const byKey = new Map<string, ObservedPermission>()
  const requested: RequestCondition[] = []
  for (const permission of permissions) {
    const kept = permission.conditions.filter(({ key }) => keys.size > 0 && isAsked(key, keys))
    const added = [...keys].flatMap((key) => onRequestFor(key, permission, regions))
    const ofRequest = requestConditions(permission, keys, choices)
    requested.push(...ofRequest)
    const written = ofRequest.filter(({ left }) => left === undefined)
    const carried = written.map(({ key, values }) => ({ key, values }))
    const conditions = [...kept, ...added, ...carried].sort((a, b) => byCodeUnit(a.key, b.key))
    const one = { ...permission, conditions }
    const id = JSON.stringify([one.action, one.resource, conditions])
    const known = byKey.get(id)
    byKey.set(id, known === undefined ? one : joinObserved(known, one))
  }
  return { permissions: [...byKey.values()], requestConditions: requested.sort(byPlace) }
}

function byPlace(a: RequestCondition, b: RequestCondition): number {
  return byCodeUnit(a.key, b.key) || byCodeUnit(a.action, b.action) || byCodeUnit(a.resource, b.resource)
}

function isAsked(key: string, keys: ReadonlySet<string>): boolean {
  return keys.has(key) || !(conditionKeys as readonly string[]).includes(key)
}

/** The condition, if every use carried it and it says something that the resource or another condition does not. */
function onRequestFor(
  key: string,
  { resource, conditions, origins = [] }: ObservedPermission,
  regions: readonly string[],
): ObservedPermission['conditions'] {
  if (origins.length === 0 || !onRequest.has(key) || isRequestKey(key)) return []
  if (key === 'aws:RequestedRegion') {
    const says = (resource.split(':')[3] ?? '') !== '' && resource.split(':')[3] !== '*'
    return says || origins.some(({ region }) => region === undefined) ? [] : [{ key, values: regions }]
  }
  if (key === 'aws:SourceVpce') {
    const endpoints = sortedUnique(origins.flatMap(({ endpoint }) => endpoint ?? []))
    return origins.some(({ endpoint }) => endpoint === undefined) ? [] : [{ key, values: endpoints }]
  }
  const said = conditions.some((one) => one.key === 'kms:ViaService' || one.key === 'aws:CalledVia')
  return said || origins.some(({ forwarded }) => !forwarded) ? [] : [{ key, values: ['true'] }]
}
