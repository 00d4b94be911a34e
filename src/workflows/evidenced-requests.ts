import type { Activity } from '../core/activity/activity.js'
import type { RequestContext } from '../core/evaluate/evaluation.js'
import type { PolicyDocument } from '../core/iam/policy.js'
import { withKnownPaths } from '../core/policy/iam-paths.js'
import { profileRoles } from '../core/policy/instance-profiles.js'
import { type ObservedPermission, observe, type UnmappedEvent } from '../core/policy/observed.js'
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
    return withKnownPaths([...own, ...profileRoles(group, names).permissions], names).permissions.map((one) =>
      requestOf(one, context, keys),
    )
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

function requestOf(
  { action, resource, conditions, evidence, why, wildcard }: ObservedPermission,
  place: RequestContext,
  keys: readonly string[],
): EvidencedRequest {
  const own = conditions.map(({ key, values }) => [key.toLowerCase(), values] as const)
  const context = withUnknownKeys(action, new Map([...place, ...own]), keys)
  return { action, resource, context, evidence, source: why, uncertain: wildcard !== undefined }
}
