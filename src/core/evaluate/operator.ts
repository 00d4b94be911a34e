import { sameBytes } from './binary.js'
import type { Comparison } from './comparison.js'
import { compareDates } from './date.js'
import { isInRange } from './ip-address.js'
import { compareNumbers } from './number.js'
import { arnLike, stringEquals, stringEqualsIgnoreCase, stringLike } from './text-operator.js'
import { truthOf } from './truth.js'

/** A condition operator without qualifier and suffix. */
export interface Operator {
  readonly compare: Comparison
  /** A negated operator holds if none of the policy's values match, and if the key is missing. */
  readonly negated: boolean
}

/** An operator name, taken apart. */
export interface OperatorName {
  /** In lower case, without qualifier and suffix. */
  readonly base: string
  readonly qualifier: 'all' | 'any' | undefined
  readonly ifExists: boolean
}

const QUALIFIERS = new Map([
  ['forallvalues:', 'all'],
  ['foranyvalue:', 'any'],
] as const)

/** Takes `ForAnyValue:StringLikeIfExists` apart. Letter case does not matter: no two operators differ by it. */
export function parseOperatorName(name: string): OperatorName {
  let base = name.toLowerCase()
  let qualifier: OperatorName['qualifier']
  for (const [prefix, meaning] of QUALIFIERS) {
    if (!base.startsWith(prefix)) continue
    base = base.slice(prefix.length)
    qualifier = meaning
    break
  }
  const ifExists = base.endsWith('ifexists')
  return { base: ifExists ? base.slice(0, -'ifexists'.length) : base, qualifier, ifExists }
}

/** A comparison of texts alone; `undefined` from it means that one of them is not of the operator's type. */
function typed(test: (value: string, policyValue: string) => boolean | undefined): Comparison {
  return (policyValue) => (value) => {
    const holds = test(value, policyValue)
    return holds === undefined ? 'unknown' : truthOf(holds)
  }
}

function ordered(
  compare: (a: string, b: string) => number | undefined,
  holds: (difference: number) => boolean,
): Comparison {
  return typed((value, policyValue) => {
    const difference = compare(value, policyValue)
    return difference === undefined ? undefined : holds(difference)
  })
}

const bool = typed((value, policyValue) => {
  const [a, b] = [value.toLowerCase(), policyValue.toLowerCase()]
  return isBoolean(a) && isBoolean(b) ? a === b : undefined
})

function isBoolean(text: string): boolean {
  return text === 'true' || text === 'false'
}

/** The six operators of a type that has an order. */
function orderedOperators(
  type: string,
  compare: (a: string, b: string) => number | undefined,
): [string, Operator][] {
  const operator = (holds: (difference: number) => boolean, negated = false): Operator => ({
    compare: ordered(compare, holds),
    negated,
  })
  return [
    [`${type}equals`, operator((difference) => difference === 0)],
    [`${type}notequals`, operator((difference) => difference === 0, true)],
    [`${type}lessthan`, operator((difference) => difference < 0)],
    [`${type}lessthanequals`, operator((difference) => difference <= 0)],
    [`${type}greaterthan`, operator((difference) => difference > 0)],
    [`${type}greaterthanequals`, operator((difference) => difference >= 0)],
  ]
}

/**
 * Every operator but `Null`, which is no comparison, by its name in lower case.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
 */
export const OPERATORS: ReadonlyMap<string, Operator> = new Map<string, Operator>([
  ['stringequals', { compare: stringEquals, negated: false }],
  ['stringnotequals', { compare: stringEquals, negated: true }],
  ['stringequalsignorecase', { compare: stringEqualsIgnoreCase, negated: false }],
  ['stringnotequalsignorecase', { compare: stringEqualsIgnoreCase, negated: true }],
  ['stringlike', { compare: stringLike, negated: false }],
  ['stringnotlike', { compare: stringLike, negated: true }],
  ...orderedOperators('numeric', compareNumbers),
  ...orderedOperators('date', compareDates),
  ['bool', { compare: bool, negated: false }],
  ['binaryequals', { compare: typed(sameBytes), negated: false }],
  ['ipaddress', { compare: typed(isInRange), negated: false }],
  ['notipaddress', { compare: typed(isInRange), negated: true }],
  ['arnequals', { compare: arnLike, negated: false }],
  ['arnlike', { compare: arnLike, negated: false }],
  ['arnnotequals', { compare: arnLike, negated: true }],
  ['arnnotlike', { compare: arnLike, negated: true }],
])
