import { itemsOf, membersOf, type Place } from './place.js'
import type { PolicyView } from './policy-view.js'

/** What the grammar asks of an element. */
export type DataType = 'object' | 'statement' | 'text' | 'texts' | 'scalars'

/** An element that holds something else. */
export interface Mismatch {
  readonly place: Place
  readonly expected: DataType
}

const STATEMENT: ReadonlyMap<string, 'text' | 'texts'> = new Map([
  ['Sid', 'text'],
  ['Effect', 'text'],
  ['Action', 'texts'],
  ['NotAction', 'texts'],
  ['Resource', 'texts'],
  ['NotResource', 'texts'],
])

/** Every element of a document that has not the JSON type which the grammar asks for. */
export function* mismatches(policy: PolicyView): Generator<Mismatch> {
  if (policy.node.kind !== 'object') yield { place: policy, expected: 'object' }
  for (const { name, value } of membersOf(policy)) {
    if (name === 'Version' || name === 'Id') yield* wrongTexts(value, 'text')
    if (name === 'Statement') yield* wrongStatements(value)
  }
}

function* wrongStatements(place: Place): Generator<Mismatch> {
  for (const statement of itemsOf(place)) {
    if (statement.node.kind !== 'object') yield { place: statement, expected: 'statement' }
    for (const { name, value } of membersOf(statement)) {
      const expected = STATEMENT.get(name)
      if (expected !== undefined) yield* wrongTexts(value, expected)
      if (name === 'Condition') yield* wrongConditions(value)
      if (name === 'Principal' || name === 'NotPrincipal') {
        for (const { value: names } of membersOf(value)) yield* wrongTexts(names, 'texts')
      }
    }
  }
}

function* wrongTexts(place: Place, expected: 'text' | 'texts'): Generator<Mismatch> {
  if (expected === 'text' || place.node.kind !== 'array') {
    if (place.node.kind !== 'string') yield { place, expected }
    return
  }
  for (const item of itemsOf(place)) if (item.node.kind !== 'string') yield { place: item, expected: 'text' }
}

function* wrongConditions(place: Place): Generator<Mismatch> {
  if (place.node.kind !== 'object') yield { place, expected: 'object' }
  for (const { value: operator } of membersOf(place)) {
    if (operator.node.kind !== 'object') yield { place: operator, expected: 'object' }
    for (const { value } of membersOf(operator)) {
      for (const item of itemsOf(value)) {
        if (!isScalar(item)) yield { place: item, expected: 'scalars' }
      }
    }
  }
}

function isScalar({ node }: Place): boolean {
  return node.kind === 'string' || node.kind === 'number' || node.kind === 'boolean'
}
