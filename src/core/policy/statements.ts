import { hasWildcard } from '../iam/literal.js'
import { byCodeUnit, sortedUnique } from '../iam/order.js'
import type { Condition, Statement } from '../iam/policy.js'
import { type Grant, minimized, type Pairs } from './minimize.js'
import type { ObservedPermission } from './observed.js'
import { statementIds } from './statement-ids.js'

/** Few and short statements that allow exactly the permissions given: see `minimize.ts`. */
export function statementsOf(
  permissions: readonly ObservedPermission[],
  pairs: Pairs = 'exact',
): readonly Statement[] {
  return statementsFrom(minimized(permissions, pairs))
}

/** A statement for each grant, in the order given. */
export function statementsFrom(grants: readonly Grant[]): readonly Statement[] {
  const bare = grants.map(({ actions, resources, conditions }) => ({
    actions,
    resources,
    condition: conditionOf(conditions),
  }))
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

function operatorOf(key: string, values: readonly string[]): string {
  if (multivalued.has(key)) return 'ForAnyValue:StringEquals'
  if (key === 'aws:TagKeys') return 'ForAllValues:StringEquals'
  if (key === 's3:prefix' && values.some(hasWildcard)) return 'StringLike'
  return typed.get(key) ?? 'StringEquals'
}

/**
 * `ForAllValues` is true as well where the request has no tags, so that AWS advises to ask for the key beside it.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html
 */
const present: Condition = { operator: 'Null', key: 'aws:TagKeys', values: ['false'] }

function conditionOf(conditions: ObservedPermission['conditions']): readonly Condition[] {
  return conditions
    .flatMap(({ key, values }) => [
      { operator: operatorOf(key, values), key, values: sortedUnique(values) },
      ...(key === present.key ? [present] : []),
    ])
    .sort((a, b) => byCodeUnit(a.operator, b.operator) || byCodeUnit(a.key, b.key))
}
