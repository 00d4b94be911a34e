import { byCodeUnit, sortedUnique } from '../iam/order.js'
import type { Condition, Statement } from '../iam/policy.js'
import type { ObservedPermission } from './observed.js'
import { statementIds } from './statement-ids.js'

/**
 * Statements that allow exactly the permissions given: one for each set of resources and conditions, with all the
 * actions that share it.
 */
export function statementsOf(permissions: readonly ObservedPermission[]): readonly Statement[] {
  const grants = grantsOf(permissions)
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

/**
 * Keys whose values are no strings.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
 */
const typed = new Map([
  ['aws:ViaAWSService', 'Bool'],
  ['kms:GrantIsForAWSResource', 'Bool'],
  ['lambda:FunctionArn', 'ArnEquals'],
])

function operatorOf(key: string): string {
  return multivalued.has(key) ? 'ForAnyValue:StringEquals' : (typed.get(key) ?? 'StringEquals')
}

function conditionOf(conditions: ObservedPermission['conditions']): readonly Condition[] {
  return conditions
    .map(({ key, values }) => ({
      operator: operatorOf(key),
      key,
      values: sortedUnique(values),
    }))
    .sort((a, b) => byCodeUnit(a.operator, b.operator) || byCodeUnit(a.key, b.key))
}

type Bare = Omit<Grant, 'action'> & { readonly actions: readonly string[] }

function byFirstAction(a: Bare, b: Bare): number {
  return (
    byCodeUnit(a.actions[0]!, b.actions[0]!) ||
    byCodeUnit(a.resources.join(), b.resources.join()) ||
    byCodeUnit(JSON.stringify(a.condition), JSON.stringify(b.condition))
  )
}
