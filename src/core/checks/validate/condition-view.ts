import { OPERATORS, type OperatorName, parseOperatorName } from '../../evaluate/operator.js'
import { type ConditionKey, conditionKey } from '../../reference/condition-key.js'
import type { Location } from './finding.js'
import { hasUnresolved, itemsOf, membersOf, type Place, type Text, UNRESOLVED } from './place.js'

/** What an operator compares. */
export type OperatorFamily = 'String' | 'Numeric' | 'Date' | 'Bool' | 'Binary' | 'IpAddress' | 'Arn' | 'Null'

/** A value of a condition. */
export interface ConditionValue extends Text {
  readonly kind: 'string' | 'number' | 'boolean'
}

/** One key under one operator. */
export interface ConditionView {
  /** As written. */
  readonly operator: string
  readonly operatorKey: Location
  /** Taken apart; `family` is `undefined` for an operator that does not exist. */
  readonly name: OperatorName
  readonly family: OperatorFamily | undefined
  readonly negated: boolean
  readonly key: string
  /** In lower case: letter case does not matter in keys. */
  readonly lower: string
  readonly keyAt: Location
  readonly value: Place
  /** The values that are known. */
  readonly values: readonly ConditionValue[]
  readonly unknown: boolean
  readonly reference: ConditionKey | undefined
}

const FAMILIES: readonly (readonly [prefix: string, family: OperatorFamily])[] = [
  ['string', 'String'],
  ['numeric', 'Numeric'],
  ['date', 'Date'],
  ['bool', 'Bool'],
  ['binary', 'Binary'],
  ['ipaddress', 'IpAddress'],
  ['notipaddress', 'IpAddress'],
  ['arn', 'Arn'],
]

/** The condition keys of a `Condition` element, in the order of the text. */
export function readConditions(place: Place): readonly ConditionView[] {
  return membersOf(place).flatMap(({ name: operator, key: operatorKey, value }) => {
    const name = parseOperatorName(operator)
    const family = familyOf(name.base)
    const negated = OPERATORS.get(name.base)?.negated === true
    return membersOf(value).map((member) => ({
      operator,
      operatorKey,
      name,
      family,
      negated,
      key: member.name,
      lower: member.name.toLowerCase(),
      keyAt: member.key,
      value: member.value,
      values: itemsOf(member.value).flatMap(readValue),
      unknown: hasUnresolved(member.value),
      reference: conditionKey(member.name),
    }))
  })
}

/** What an operator without qualifier and suffix compares, `undefined` if AWS has no such operator. */
export function familyOf(base: string): OperatorFamily | undefined {
  if (base === 'null') return 'Null'
  if (!OPERATORS.has(base)) return undefined
  return FAMILIES.find(([prefix]) => base.startsWith(prefix))?.[1]
}

function readValue({ path, span, node }: Place): ConditionValue[] {
  if (node.kind === 'string') {
    return node.value.includes(UNRESOLVED) ? [] : [{ path, span, kind: 'string', value: node.value }]
  }
  if (node.kind === 'number') return [{ path, span, kind: 'number', value: node.text }]
  return node.kind === 'boolean' ? [{ path, span, kind: 'boolean', value: String(node.value) }] : []
}
