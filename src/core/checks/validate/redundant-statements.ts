import type { JsonNode } from '../../iam/json-source.js'
import { byCodeUnit } from '../../iam/order.js'
import { type Check, check, EVERY } from './check.js'
import type { StatementView } from './policy-view.js'

/** Statements that say the same. */
export const redundantStatementChecks: readonly Check[] = [
  check(
    'SUGGESTION',
    'REDUNDANT_STATEMENT',
    {
      tests: 'Two statements say the same, but for their `Sid`.',
      why: 'The second changes nothing.',
      fix: 'Remove one of them.',
      policies: EVERY,
    },
    ({ statements }, report) => {
      const groups = new Map<string, StatementView[]>()
      for (const statement of alike(statements)) {
        const meaning = meaningOf(statement)
        groups.set(meaning, [...(groups.get(meaning) ?? []), statement])
      }
      for (const same of groups.values()) {
        if (same.length > 1) report('These statements say the same. Keep one of them.', ...same)
      }
    },
  ),
]

/** Statements that may say the same as another: their first text in order and their last are the same. */
function alike(statements: readonly StatementView[]): readonly StatementView[] {
  if (statements.length < 2) return []
  const signs = statements.map(signOf)
  const count = new Map<string, number>()
  for (const sign of signs) count.set(sign, (count.get(sign) ?? 0) + 1)
  return statements.filter((_, at) => count.get(signs[at]!)! > 1)
}

function signOf({ members }: StatementView): string {
  let [first, last]: (string | undefined)[] = []
  const visit = (node: JsonNode): void => {
    if (node.kind === 'array') for (const item of node.items) visit(item)
    else if (node.kind === 'object') for (const { value } of node.members) visit(value)
    else {
      const text = canonical(node)
      if (first === undefined || text < first) first = text
      if (last === undefined || text > last) last = text
    }
  }
  for (const { name, value } of members.values()) if (name !== 'Sid') visit(value.node)
  return `${first} ${last}`
}

/** The statement without its `Sid`, in an order of its own: texts that are equal mean the same. */
function meaningOf({ members }: StatementView): string {
  const elements = [...members.values()].filter(({ name }) => name !== 'Sid')
  return sortedText(elements.map(({ name, value }) => `${JSON.stringify(name)}:${canonical(value.node)}`))
}

function canonical(node: JsonNode): string {
  switch (node.kind) {
    case 'object':
      return sortedText(
        node.members.map(({ key, value }) => `${JSON.stringify(key.value)}:${canonical(value)}`),
      )
    case 'array':
      return node.items.length === 1 ? canonical(node.items[0]!) : sortedText(node.items.map(canonical))
    case 'string':
      return JSON.stringify(node.value)
    case 'number':
      return JSON.stringify(node.text)
    case 'boolean':
      return JSON.stringify(String(node.value))
    default:
      return 'null'
  }
}

function sortedText(parts: readonly string[]): string {
  return `{${[...new Set(parts)].sort(byCodeUnit).join()}}`
}
