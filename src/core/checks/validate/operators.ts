import { parseOperatorName } from '../../evaluate/operator.js'
import { nearest } from '../../iam/nearest.js'
import { quoted } from '../../iam/policy-problem.js'
import type { ConditionKey } from '../../reference/condition-key.js'
import { type About, type Check, check, conditions, EVERY, type Report, statements } from './check.js'
import { type ConditionView, familyOf, type OperatorFamily } from './condition-view.js'
import { membersOf } from './place.js'

const about = (tests: string, why: string, fix: string): About => ({ tests, why, fix, policies: EVERY })

const NAMES = [
  ...['StringEquals', 'StringNotEquals', 'StringEqualsIgnoreCase', 'StringNotEqualsIgnoreCase'],
  ...['StringLike', 'StringNotLike', 'Bool', 'BinaryEquals', 'IpAddress', 'NotIpAddress', 'Null'],
  ...['ArnEquals', 'ArnLike', 'ArnNotEquals', 'ArnNotLike'],
  ...['Numeric', 'Date'].flatMap((type) =>
    ['Equals', 'NotEquals', 'LessThan', 'LessThanEquals', 'GreaterThan', 'GreaterThanEquals'].map(
      (comparison) => type + comparison,
    ),
  ),
]

/** Do the operators exist, and do they fit the keys? */
export const operatorChecks: readonly Check[] = [
  check(
    'ERROR',
    'INVALID_CONDITION_OPERATOR',
    about(
      'A condition operator does not exist.',
      'AWS refuses the document.',
      'Correct the name of the operator.',
    ),
    statements(({ members }, report) => {
      const condition = members.get('Condition')?.value
      for (const { name, key } of condition === undefined ? [] : membersOf(condition)) {
        const parsed = parseOperatorName(name)
        if (familyOf(parsed.base) !== undefined) continue
        const near = nearest(parsed.base, NAMES, 1)
        const proposal = near.length === 0 ? '' : ` Did you mean ${near.join()}?`
        report(`There is no condition operator \`${quoted(name)}\`.${proposal}`, key)
      }
    }),
  ),
  check(
    'ERROR',
    'NULL_WITH_IF_EXISTS',
    about(
      'The operator is `NullIfExists`.',
      '`Null` asks whether a key is there, `IfExists` says that it need not be.',
      'Use `Null`, or another operator with `IfExists`.',
    ),
    conditions(({ family, name, operatorKey }, report) => {
      if (family === 'Null' && name.ifExists) report('Null cannot be combined with IfExists.', operatorKey)
    }),
  ),
  check(
    'SUGGESTION',
    'NULL_WITH_QUALIFIER',
    about(
      '`Null` is qualified by `ForAllValues` or `ForAnyValue`.',
      'Then it always holds, or never.',
      'Use `Null` alone.',
    ),
    conditions(({ family, name, operatorKey }, report) => {
      if (family !== 'Null' || name.qualifier === undefined) return
      const constant = name.qualifier === 'all' ? 'always true' : 'always false'
      report(`With a qualifier Null is ${constant}. Use Null alone.`, operatorKey)
    }),
  ),
  check(
    'WARNING',
    'TYPE_MISMATCH',
    about(
      'An operator compares another type than the key has: numbers as text, for example.',
      'The comparison can fail though the value is right.',
      'Use the operators that the finding names.',
    ),
    conditions(findTypeMismatch),
  ),
  check(
    'SECURITY_WARNING',
    'STRING_LIKE_OPERATOR_WITH_ARN_CONDITION_KEYS',
    about(
      'A key that holds an ARN is compared with `StringLike` or `StringNotLike`.',
      'A `*` then reaches over the colons of the ARN, into the account for example.',
      'Use `ArnLike` or `ArnNotLike`.',
    ),
    conditions(({ reference, name, key, keyAt }, report) => {
      if (reference?.type !== 'ARN' || (name.base !== 'stringlike' && name.base !== 'stringnotlike')) return
      report(`\`${quoted(key)}\` holds an ARN. Use ArnLike, in which * stays within a field.`, keyAt)
    }),
  ),
  check(
    'ERROR',
    'INVALID_CONDITION_DATA_TYPE',
    about(
      'The values of one condition key are of several JSON types.',
      'They cannot all be what the operator compares.',
      'Write all values in the same way.',
    ),
    conditions(({ values, value }, report) => {
      if (new Set(values.map(({ kind }) => kind)).size > 1) {
        report('Write all values of the key as the same JSON type.', value)
      }
    }),
  ),
  check(
    'ERROR',
    'INVALID_CONDITION_MULTIPLE_BOOLEAN',
    about(
      'A key is compared with several Boolean values.',
      'With both of them the condition holds for every value.',
      'Keep one of them.',
    ),
    conditions(({ family, name, values, value }, report) => {
      if (values.length < 2 || name.qualifier !== undefined) return
      if (family === 'Bool' || family === 'Null') report('Use one Boolean value only.', value)
    }),
  ),
]

/** What an operator may be for a key of a type. A text is compared with an ARN often, and rightly. */
const FITTING: Readonly<Record<ConditionKey['type'], readonly OperatorFamily[]>> = {
  ARN: ['Arn', 'String'],
  Bool: ['Bool'],
  Date: ['Date'],
  IPAddress: ['IpAddress'],
  Numeric: ['Numeric'],
  String: ['String', 'Binary'],
}

function findTypeMismatch(
  { reference, family, key, keyAt, operator, values }: ConditionView,
  report: Report,
): void {
  if (reference === undefined || family === undefined || family === 'Null') return
  if (FITTING[reference.type].includes(family)) return
  // Both are documented for aws:EpochTime; and where AWS gives a text as the type, an ARN or an address may be in it.
  if (family === 'Numeric' && reference.name === 'aws:EpochTime') return
  if (family === 'Arn' && values.length > 0 && values.every(({ value }) => /^(?:arn:|\*|\$)/.test(value)))
    return
  const wanted = FITTING[reference.type][0]
  report(
    `\`${quoted(key)}\` is of type ${reference.type}: use ${wanted} operators, not ${quoted(operator)}.`,
    keyAt,
  )
}
