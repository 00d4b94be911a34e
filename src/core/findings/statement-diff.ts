import { sortedUnique } from '../iam/order.js'
import type { PolicyDocument, Statement } from '../iam/policy.js'
import { printPolicy } from '../iam/policy-print.js'

/** A statement, and the policy it stands in. */
export interface PlacedStatement {
  readonly policy: string
  readonly statement: Statement
}

/** Which statements go, come and stay. They are the same if they allow or deny the same in the same words, in any order. */
export interface StatementDiff {
  readonly removed: readonly PlacedStatement[]
  readonly added: readonly PlacedStatement[]
  readonly kept: readonly PlacedStatement[]
}

/** A policy by its name. */
export interface NamedDocument {
  readonly name: string
  readonly document: PolicyDocument
}

/** Compares the statements of two sets of policies, in the order of each. */
export function statementDiff(
  before: readonly NamedDocument[],
  after: readonly NamedDocument[],
): StatementDiff {
  const [old, next] = [placed(before), placed(after)]
  const has = (list: readonly (readonly [string, PlacedStatement])[], key: string) =>
    list.some(([other]) => other === key)
  return {
    removed: old.flatMap(([key, one]) => (has(next, key) ? [] : [one])),
    added: next.flatMap(([key, one]) => (has(old, key) ? [] : [one])),
    kept: old.flatMap(([key, one]) => (has(next, key) ? [one] : [])),
  }
}

function placed(policies: readonly NamedDocument[]): (readonly [key: string, one: PlacedStatement])[] {
  return policies.flatMap(({ name, document }) =>
    document.statements.map(
      (statement) => [keyOf(document, statement), { policy: name, statement }] as const,
    ),
  )
}

/** Identifiers and the order of a list decide nothing. */
function keyOf({ version }: PolicyDocument, statement: Statement): string {
  const { action, resource, condition } = statement
  return printPolicy({
    version,
    id: undefined,
    statements: [
      {
        ...statement,
        sid: undefined,
        action: { ...action, patterns: sortedUnique(action.patterns.map((one) => one.toLowerCase())) },
        resource:
          resource === undefined ? undefined : { ...resource, patterns: sortedUnique(resource.patterns) },
        condition: condition.map((one) => ({ ...one, values: sortedUnique(one.values) })),
      },
    ],
  })
}
