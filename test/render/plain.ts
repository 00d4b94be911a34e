import type { PolicyDocument } from '../../src/core/iam/policy.js'

/** A statement with lists everywhere, whatever it was read from. */
export interface PlainStatement {
  readonly sid: string | undefined
  readonly effect: string
  readonly action: readonly string[]
  readonly resource: readonly string[]
  readonly condition: readonly (readonly [operator: string, key: string, values: readonly string[]])[]
}

/** What a document says, to be compared with what a tool reads. */
export function plainDocument(document: PolicyDocument): readonly PlainStatement[] {
  return document.statements.map(({ sid, effect, action, resource, condition }) => ({
    sid,
    effect,
    action: action.patterns,
    resource: resource?.patterns ?? [],
    condition: sortedConditions(condition.map(({ operator, key, values }) => [operator, key, values])),
  }))
}

/** A document as JSON says it: single values or lists. */
export function plainJson(document: unknown): readonly PlainStatement[] {
  const { Version, Statement } = document as { Version: string; Statement: Record<string, unknown>[] }
  if (Version !== '2012-10-17') throw new Error(`version ${Version}`)
  return Statement.map((statement) => ({
    sid: statement.Sid as string | undefined,
    effect: statement.Effect as string,
    action: list(statement.Action),
    resource: list(statement.Resource),
    condition: sortedConditions(
      Object.entries((statement.Condition ?? {}) as Record<string, Record<string, unknown>>).flatMap(
        ([operator, keys]) =>
          Object.entries(keys).map(([key, values]) => [operator, key, list(values)] as const),
      ),
    ),
  }))
}

/** Conditions all hold at once: their order says nothing. */
export function sortedConditions(conditions: PlainStatement['condition']): PlainStatement['condition'] {
  return [...conditions].sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1))
}

function list(value: unknown): readonly string[] {
  return (Array.isArray(value) ? value : [value]) as string[]
}
