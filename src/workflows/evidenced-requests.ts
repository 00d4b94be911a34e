import type { Activity } from '../core/activity/activity.js'
import type { CarriedKey } from '../core/activity/carried.js'
import type { RequestContext } from '../core/evaluate/evaluation.js'
import type { PolicyDocument } from '../core/iam/policy.js'
import { withKnownPaths } from '../core/policy/iam-paths.js'
import { profileRoles } from '../core/policy/instance-profiles.js'
import { type ObservedPermission, observe, type UnmappedEvent } from '../core/policy/observed.js'
import { type CarriedContext, contextsOfCarried, type Origin } from '../core/policy/origin.js'
import type { EvidencedRequest } from '../core/verify/verification.js'
import type { ChosenPrincipal } from './choose-principal.js'
import type { Collection } from './collect-activity.js'
import { contextOfCall, keysAskedFor, withUnknownKeys } from './request-context.js'

/** What was really called, and what of it no rule maps to a permission. */
export interface Requests {
  readonly requests: readonly EvidencedRequest[]
  readonly unmapped: readonly UnmappedEvent[]
}

/**
 * The permission checks that AWS made for the principals' calls, one by one: no identifier is generalized, calls from
 * different places are apart. Denied calls are left out: they were not the policy's to allow. Condition keys that the
 * documents ask for and the records do not tell are unknown.
 */
export function evidencedRequests(
  { rows, names, made }: Pick<Collection, 'rows' | 'names' | 'made'>,
  chosen: readonly ChosenPrincipal[],
  documents: readonly PolicyDocument[],
): Requests {
  const succeeded = rows.filter(({ outcome }) => outcome !== 'denied')
  const principals = new Map(chosen.map(({ principal }) => [principal.arn, principal]))
  const keys = keysAskedFor(documents)
  const all = observe(succeeded, made)
  const known = new Set(all.permissions.map(keyOf))
  const requests = bySource(succeeded).flatMap((group) => {
    // Seen alone, a failed call without its request would ask for more than all calls together show.
    const own = observe(group, made).permissions.filter((one) => known.has(keyOf(one)))
    const context = contextOfCall(group[0]!, principals.get(group[0]!.call.principal))
    const placed = withKnownPaths([...own, ...profileRoles(group, names).permissions], names)
    return placed.permissions.flatMap((one) => requestsOf(one, context, keys))
  })
  return { requests, unmapped: all.unmapped }
}

/** Activities of one principal from one place. */
function bySource(activities: readonly Activity[]): readonly (readonly Activity[])[] {
  const groups = new Map<string, Activity[]>()
  for (const activity of activities) {
    const { call, vpcEndpointId } = activity
    const key = JSON.stringify([call.principal, call.region, vpcEndpointId, call.invokedBy !== undefined])
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [activity])
    else group.push(activity)
  }
  return [...groups.values()]
}

function keyOf({ action, resource, conditions }: ObservedPermission): string {
  return JSON.stringify([action, resource, conditions])
}

/**
 * One request for each context that the calls had, as far as the documents ask for it. Where it is not kept which calls
 * had which, all of an origin are counted with its first.
 */
function requestsOf(
  { action, resource, conditions, evidence, why, wildcard, origins = [] }: ObservedPermission,
  place: RequestContext,
  keys: readonly string[],
): readonly EvidencedRequest[] {
  const own = conditions.map(({ key, values }) => [key.toLowerCase(), values] as const)
  const contexts = contextsAskedFor(origins, keys)
  const counted = contexts.reduce((sum, { calls }) => sum + (calls ?? 0), 0)
  return contexts.map(({ entries, absent, calls = 0 }, at) => {
    const missing = keys.filter((key) => !absent.includes(key))
    const context = withUnknownKeys(action, new Map([...place, ...entries, ...own]), missing)
    const count = at === 0 ? evidence.count - counted + calls : calls
    const uncertain = wildcard !== undefined
    return { action, resource, context, evidence: { ...evidence, count }, source: why, uncertain }
  })
}

const nothingCarried: CarriedContext = { entries: [], absent: [], calls: undefined }

function contextsAskedFor(origins: readonly Origin[], keys: readonly string[]): readonly CarriedContext[] {
  const contexts = origins.flatMap(({ carried = [] }) => {
    const asked = carried.filter((one) => keys.includes(one.key.toLowerCase()) && isSure(one))
    return asked.length === 0 ? [] : contextsOfCarried(asked)
  })
  const isAll = origins.every(({ carried = [] }) =>
    carried.some(({ key }) => keys.includes(key.toLowerCase())),
  )
  return contexts.length === 0 || !isAll ? [nothingCarried, ...contexts] : contexts
}

/** Which tags came together is not kept: the list of a call's tags is known only if all calls had the same. */
function isSure({ key, calls, of }: CarriedKey): boolean {
  return key !== 'aws:TagKeys' || calls.every((count) => count === of)
}
