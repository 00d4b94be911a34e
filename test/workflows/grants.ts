import { byCodeUnit, sortedUnique } from '../../src/core/iam/order.js'
import type { PolicyDocument, Statement } from '../../src/core/iam/policy.js'

/** One action on one resource under some conditions. */
export interface Grant {
  readonly action: string
  readonly resource: string
  readonly conditions: Readonly<Record<string, readonly string[]>>
}

/** What Allow statements allow, one grant for every action and resource of each. */
export function grantsIn(documents: readonly PolicyDocument[]): readonly Grant[] {
  return documents.flatMap(({ statements }) => statements).flatMap(grantsOf)
}

function grantsOf({ action, resource, condition }: Statement): readonly Grant[] {
  const conditions = Object.fromEntries(
    condition.map(({ operator, key, values }) => [operator === 'Null' ? `Null ${key}` : key, values]),
  )
  return action.patterns.flatMap((one) =>
    (resource?.patterns ?? []).map((on) => ({ action: one, resource: on, conditions })),
  )
}

/** Grants as a sorted list of lines, each once: `action @ resource` and the conditions, if there are any. */
export function grantLines(grants: readonly Grant[]): readonly string[] {
  return sortedUnique(grants.map(grantLine))
}

function grantLine({ action, resource, conditions }: Grant): string {
  const sorted = Object.entries(conditions)
    .map(([key, values]) => `${key} = ${sortedUnique(values).join(' or ')}`)
    .sort(byCodeUnit)
  return [`${action} @ ${resource}`, ...sorted].join(' if ')
}
