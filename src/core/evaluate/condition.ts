import type { Condition, PolicyVersion } from '../iam/policy.js'
import type { ValueTest } from './comparison.js'
import type { RequestContext } from './evaluation.js'
import { OPERATORS, type OperatorName, parseOperatorName } from './operator.js'
import { allOf, anyOf, negate, type Truth, truthOf } from './truth.js'

/** A condition, read once and ready for any number of requests. */
export type ConditionTest = (context: RequestContext) => Truth

/**
 * Prepares a condition. Policy values are alternatives; for a negated operator none of them may match. An
 * operator that AWS does not document makes the condition `unknown` in every request.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-logic-multiple-context-keys-or-values.html
 */
export function conditionTest(condition: Condition, version: PolicyVersion | undefined): ConditionTest {
  const key = condition.key.toLowerCase()
  if (condition.operator.toLowerCase() === 'null') {
    return (context) => whenShown(context, key, (values) => isNullTruth(condition.values, values))
  }
  const name = parseOperatorName(condition.operator)
  const operator = OPERATORS.get(name.base)
  if (operator === undefined) return () => 'unknown'
  const tests = condition.values.map((value) => operator.compare(value, version))
  return (context) =>
    whenShown(context, key, (values) =>
      keyTruth(name, operator.negated, values, (value) => {
        const matched = anyTest(tests, value, context)
        return operator.negated ? negate(matched) : matched
      }),
    )
}

/** Does any of the policy's values match? */
function anyTest(tests: readonly ValueTest[], value: string, context: RequestContext): Truth {
  let truth: Truth = 'no'
  for (const test of tests) {
    const matched = test(value, context)
    if (matched === 'yes') return matched
    if (matched === 'unknown') truth = matched
  }
  return truth
}

/** Judges the values of a key; a key that the request does not show leaves the condition open. */
function whenShown(context: RequestContext, key: string, judge: (values: readonly string[]) => Truth): Truth {
  const values = context.get(key) ?? []
  return values === 'unknown' ? values : judge(values)
}

/** Applies the operator to the values of a key, each of them judged by `test`. */
function keyTruth(
  name: OperatorName,
  negated: boolean,
  values: readonly string[],
  test: (value: string) => Truth,
): Truth {
  if (name.qualifier === 'all') return isNull(values) ? 'yes' : allOf(values.map(test))
  if (name.qualifier === 'any') return anyValueTruth(name, values, test)
  const [value, another] = values
  if (value === undefined) return truthOf(name.ifExists || negated)
  // A key with several values needs a qualifier; AWS does not say what happens without one.
  return another === undefined ? test(value) : 'unknown'
}

/**
 * AWS documents `false` for a missing key under ForAnyValue and `true` for one under IfExists. Which of them
 * wins in ForAnyValue:…IfExists it does not say.
 */
function anyValueTruth(name: OperatorName, values: readonly string[], test: (value: string) => Truth): Truth {
  if (values.length === 0 && name.ifExists) return 'unknown'
  return isNull(values) ? 'no' : anyOf(values.map(test))
}

/**
 * No value, or nothing but empty ones: a "null data set". Only the qualifiers and `Null` look at it so: to a
 * plain operator an empty text is a value (`s3:prefix` of a listing without a prefix).
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html
 */
function isNull(values: readonly string[]): boolean {
  return values.every((value) => value === '')
}

/** `Null`: `true` asks that the key be absent, `false` that it be there. */
function isNullTruth(policyValues: readonly string[], values: readonly string[]): Truth {
  return anyOf(
    policyValues.map((policyValue) => {
      const wanted = policyValue.toLowerCase()
      if (wanted !== 'true' && wanted !== 'false') return 'unknown'
      return truthOf(isNull(values) === (wanted === 'true'))
    }),
  )
}
