import { arnCovers } from '../iam/arn-pattern.js'
import { hasWildcard } from '../iam/literal.js'
import { byCodeUnit } from '../iam/order.js'
import { joinObserved, type ObservedPermission } from './observed.js'

/**
 * Permissions that no other permission of the same action includes, by a wider resource or by having no conditions. The
 * evidence of what is left out goes to the one that includes it, so that nothing is lost.
 */
export function withoutCovered(permissions: readonly ObservedPermission[]): readonly ObservedPermission[] {
  return [...grouped(permissions).values()].flatMap(uncovered)
}

function uncovered(same: readonly ObservedPermission[]): ObservedPermission[] {
  const free = new Map(
    same.filter(({ conditions }) => conditions.length === 0).map((one) => [one.resource, one]),
  )
  // Only these can include another permission than the one on the very same resource.
  const wide = same.filter(({ resource }) => hasWildcard(resource))
  const kept = new Map<ObservedPermission, ObservedPermission>()
  const covered: (readonly [ObservedPermission, ObservedPermission])[] = []
  for (const one of same) {
    const twin = one.conditions.length > 0 ? free.get(one.resource) : undefined
    const wider = twin ?? wide.find((other) => other !== one && includes(other, one))
    if (wider === undefined) kept.set(one, one)
    else covered.push([one, wider])
  }
  for (const [one, wider] of covered) {
    const holder = kept.has(wider) ? wider : [...kept.keys()].find((other) => includes(other, one))!
    kept.set(holder, withEvidenceOf(kept.get(holder)!, one))
  }
  return [...kept.values()]
}

/** The wider permission, with its own words and the evidence of both. */
export function withEvidenceOf(wider: ObservedPermission, one: ObservedPermission): ObservedPermission {
  const { evidence, failed, pattern, origins } = joinObserved(wider, one)
  // What a pattern includes by itself was observed too; only patterns of the same words speak for each other.
  return {
    ...wider,
    evidence,
    failed,
    origins,
    ...(wider.resource === one.resource && pattern !== undefined ? { pattern } : {}),
  }
}

function grouped(permissions: readonly ObservedPermission[]): Map<string, ObservedPermission[]> {
  const groups = new Map<string, ObservedPermission[]>()
  for (const one of permissions) {
    const group = groups.get(one.action)
    if (group === undefined) groups.set(one.action, [one])
    else group.push(one)
  }
  return groups
}

/** Two permissions that include each other are written differently; the first in order includes the other. */
function includes(wider: ObservedPermission, narrower: ObservedPermission): boolean {
  const free = wider.conditions.length === 0 || sameConditions(wider, narrower)
  if (!free || !arnCovers(wider.resource, narrower.resource)) return false
  const mutual = sameConditions(wider, narrower) && arnCovers(narrower.resource, wider.resource)
  return !mutual || byCodeUnit(wider.resource, narrower.resource) < 0
}

function sameConditions(a: ObservedPermission, b: ObservedPermission): boolean {
  return JSON.stringify(a.conditions) === JSON.stringify(b.conditions)
}
