import { byCodeUnit, sortedUnique } from '../iam/order.js'
import { joinObserved, type ObservedPermission } from './observed.js'

/**
 * Condition keys that a policy may ask for. The first four say what a call is part of, and are used by default. The
 * others narrow where it comes from; AWS puts the keys into the request of every action.
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
] as const

/** Keys that are only used if they are asked for. */
const onRequest: ReadonlySet<string> = new Set(['aws:RequestedRegion', 'aws:SourceVpce', 'aws:ViaAWSService'])

/** What is done unless asked otherwise: every key that the reference's rules give, and none on request. */
export const defaultConditions: ReadonlySet<string> = new Set(
  conditionKeys.filter((key) => !onRequest.has(key)),
)

/**
 * The permissions under the conditions asked for: without those that are not, and with those on request that hold for
 * every observed use. Keys that no list knows (of a service's own rule) are only left out by an empty choice.
 */
export function underConditions(
  permissions: readonly ObservedPermission[],
  keys: ReadonlySet<string>,
): readonly ObservedPermission[] {
  const origins = permissions.flatMap(({ origins: own }) => own ?? [])
  const regions = sortedUnique(origins.flatMap(({ region }) => region ?? []))
  const byKey = new Map<string, ObservedPermission>()
  for (const permission of permissions) {
    const kept = permission.conditions.filter(({ key }) => keys.size > 0 && isAsked(key, keys))
    const added = [...keys].flatMap((key) => onRequestFor(key, permission, regions))
    const conditions = [...kept, ...added].sort((a, b) => byCodeUnit(a.key, b.key))
    const one = { ...permission, conditions }
    const id = JSON.stringify([one.action, one.resource, conditions])
    const known = byKey.get(id)
    byKey.set(id, known === undefined ? one : joinObserved(known, one))
  }
  return [...byKey.values()]
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
  if (origins.length === 0 || !onRequest.has(key)) return []
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
