import type { Condition, PatternElement, PolicyDocument, PrincipalElement, Statement } from './policy.js'

/** JSON about to be written. Members are pairs, never keys of a plain object: they come from untrusted text. */
type Draft = string | readonly Draft[] | { readonly members: readonly Member[] }
type Member = readonly [key: string, value: Draft]

/**
 * The document as JSON: two spaces, elements in the order Version, Id, Statement and Sid, Effect, Principal,
 * Action, Resource, Condition. `Statement` is always a list; any other list of one drops its brackets. Lists
 * keep their order. The same document gives the same bytes. Throws a `RangeError` for a statement that JSON
 * cannot express: one operator and key, or one kind of principal, given twice.
 */
export function printPolicy(document: PolicyDocument): string {
  return pretty(draftDocument(document), '\n')
}

/** As {@link printPolicy}, without any white space between tokens. */
export function compactPolicy(document: PolicyDocument): string {
  return compact(draftDocument(document))
}

/**
 * How many characters count against IAM's limits. AWS does not count white space; whether that includes
 * white space inside a value is not documented, so that much is counted, which errs on the safe side.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 */
export function policySize(document: PolicyDocument): number {
  return compactPolicy(document).length
}

function draftDocument(document: PolicyDocument): Draft {
  return object([
    ...optional('Version', document.version),
    ...optional('Id', document.id),
    ['Statement', document.statements.map(draftStatement)],
  ])
}

function draftStatement(statement: Statement): Draft {
  return object([
    ...optional('Sid', statement.sid),
    ['Effect', statement.effect],
    ...draftPrincipal(statement.principal),
    ...draftPatterns('Action', statement.action),
    ...draftPatterns('Resource', statement.resource),
    ...draftConditions(statement.condition),
  ])
}

function draftPrincipal(principal: PrincipalElement | undefined): Member[] {
  if (principal === undefined) return []
  const { value } = principal
  const draft = value === '*' ? value : object(value.map(({ kind, values }) => [kind, list(values)]))
  return [[principal.not ? 'NotPrincipal' : 'Principal', draft]]
}

function draftPatterns(name: string, element: PatternElement | undefined): Member[] {
  return element === undefined ? [] : [[element.not ? `Not${name}` : name, list(element.patterns)]]
}

function draftConditions(conditions: readonly Condition[]): Member[] {
  const operators = new Map<string, Member[]>()
  for (const { operator, key, values } of conditions) {
    const members = operators.get(operator) ?? []
    operators.set(operator, [...members, [key, list(values)]])
  }
  const members = [...operators].map(([operator, keys]): Member => [operator, object(keys)])
  return members.length === 0 ? [] : [['Condition', object(members)]]
}

function optional(key: string, value: string | undefined): Member[] {
  return value === undefined ? [] : [[key, value]]
}

function list(values: readonly string[]): Draft {
  return values.length === 1 && values[0] !== undefined ? values[0] : values
}

function object(members: readonly Member[]): Draft {
  const keys = new Set(members.map(([key]) => key))
  if (keys.size !== members.length)
    throw new RangeError('a statement repeats a condition key or principal kind')
  return { members }
}

function isList(draft: Draft): draft is readonly Draft[] {
  return Array.isArray(draft)
}

/** `indent` is the line break before a sibling of the draft. */
function pretty(draft: Draft, indent: string): string {
  if (typeof draft === 'string') return JSON.stringify(draft)
  const inner = `${indent}  `
  if (isList(draft)) {
    const items = draft.map((item) => inner + pretty(item, inner))
    return items.length === 0 ? '[]' : `[${items.join(',')}${indent}]`
  }
  const members = draft.members.map(
    ([key, value]) => `${inner}${JSON.stringify(key)}: ${pretty(value, inner)}`,
  )
  return members.length === 0 ? '{}' : `{${members.join(',')}${indent}}`
}

function compact(draft: Draft): string {
  if (typeof draft === 'string') return JSON.stringify(draft)
  if (isList(draft)) return `[${draft.map(compact).join(',')}]`
  return `{${draft.members.map(([key, value]) => `${JSON.stringify(key)}:${compact(value)}`).join(',')}}`
}
