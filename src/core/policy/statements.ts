import { arnCovers } from '../iam/arn-pattern.js'
import { hasWildcard } from '../iam/literal.js'
import { byCodeUnit, sortedUnique } from '../iam/order.js'
import type { Condition, Statement } from '../iam/policy.js'
import type { ObservedPermission } from './observed.js'
import { statementIds } from './statement-ids.js'

/**
 * Statements that allow exactly the permissions given: one for each set of resources and conditions, with all the
 * actions that share it. What another permission of the same action covers is left out.
 */
export function statementsOf(permissions: readonly ObservedPermission[]): readonly Statement[] {
  const grants = grantsOf(withoutCovered(permissions))
  const bySet = new Map<string, { actions: string[]; grant: Grant }>()
  for (const grant of grants) {
    const key = JSON.stringify([grant.resources, grant.condition])
    const known = bySet.get(key)
    if (known === undefined) bySet.set(key, { actions: [grant.action], grant })
    else known.actions.push(grant.action)
  }
  const bare = [...bySet.values()]
    .map(({ actions, grant }) => ({ ...grant, actions: sortedUnique(actions) }))
    .sort(byFirstAction)
  const sids = statementIds(bare)
  return bare.map(({ actions, resources, condition }, index) => ({
    sid: sids[index]!,
    effect: 'Allow',
    principal: undefined,
    action: { not: false, patterns: actions },
    resource: { not: false, patterns: resources },
    condition,
  }))
}

interface Grant {
  readonly action: string
  readonly resources: readonly string[]
  readonly condition: readonly Condition[]
}

/** Permissions that no other permission of the same action, on a wider resource or without its conditions, includes. */
export function withoutCovered(permissions: readonly ObservedPermission[]): readonly ObservedPermission[] {
  return [...grouped(permissions).values()].flatMap((same) => {
    const free = new Set(
      same.filter(({ conditions }) => conditions.length === 0).map(({ resource }) => resource),
    )
    // Only these can include another permission than the one on the very same resource.
    const wide = same.filter(({ resource }) => hasWildcard(resource))
    return same.filter(
      (one) =>
        !(one.conditions.length > 0 && free.has(one.resource)) &&
        !wide.some((other) => other !== one && includes(other, one)),
    )
  })
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

/** Two different permissions may still be equally wide only if they are written differently; the first in order stays. */
function includes(wider: ObservedPermission, narrower: ObservedPermission): boolean {
  const free =
    wider.conditions.length === 0 || JSON.stringify(wider.conditions) === JSON.stringify(narrower.conditions)
  if (!free || !arnCovers(wider.resource, narrower.resource)) return false
  const mutual =
    wider.conditions.length === narrower.conditions.length && arnCovers(narrower.resource, wider.resource)
  return !mutual || byCodeUnit(wider.resource, narrower.resource) < 0
}

function grantsOf(permissions: readonly ObservedPermission[]): Grant[] {
  const grants = new Map<string, { action: string; resources: string[]; condition: readonly Condition[] }>()
  for (const { action, resource, conditions } of permissions) {
    const key = JSON.stringify([action, conditions])
    const known = grants.get(key)
    if (known === undefined)
      grants.set(key, { action, resources: [resource], condition: conditionOf(conditions) })
    else known.resources.push(resource)
  }
  return [...grants.values()].map((grant) => ({ ...grant, resources: sortedUnique(grant.resources) }))
}

/**
 * `aws:CalledVia` holds a list, so it needs a set operator.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html
 */
const multivalued = new Set(['aws:CalledVia'])

function conditionOf(conditions: ObservedPermission['conditions']): readonly Condition[] {
  return conditions
    .map(({ key, values }) => ({
      operator: multivalued.has(key) ? 'ForAnyValue:StringEquals' : 'StringEquals',
      key,
      values: sortedUnique(values),
    }))
    .sort((a, b) => byCodeUnit(a.operator, b.operator) || byCodeUnit(a.key, b.key))
}

function byFirstAction(a: { actions: readonly string[]; resources: readonly string[] }, b: typeof a): number {
  return byCodeUnit(a.actions[0]!, b.actions[0]!) || byCodeUnit(a.resources.join(), b.resources.join())
}
