import { quoted } from '../../iam/policy-problem.js'
import { conditionKey } from '../../reference/condition-key.js'
import { serviceByPrefix } from '../../reference/service.js'
import { aboutFor, type Check, check, conditions, EVERY } from './check.js'
import type { ConditionView } from './condition-view.js'
import { isIssuerKey, keyPrefix, meantKey } from './unknown-keys.js'

const about = aboutFor(EVERY)

/** Do the condition keys exist, and are they spelled in full? */
export const keyChecks: readonly Check[] = [
  check(
    'ERROR',
    'INVALID_CONDITION_KEY_FORMAT',
    about(
      'A condition key is not of the form `service:name`.',
      'No request has such a key.',
      'Add the service.',
    ),
    conditions(({ key, lower, keyAt }, report) => {
      const prefix = keyPrefix(lower)
      if (prefix !== undefined && prefix !== '' && !lower.endsWith(':')) return
      report(`\`${quoted(key)}\` is no condition key: write it as service:name.`, keyAt)
    }),
  ),
  check(
    'ERROR',
    'INVALID_GLOBAL_CONDITION_KEY',
    about(
      'A condition key that begins with `aws:` does not exist.',
      'No request has it: the condition never holds, or always if it is negated.',
      'Correct the name; the finding proposes the nearest that exist.',
      'Judged by the reference that this version was built with.',
    ),
    conditions((condition, report) => {
      if (!isUnknown(condition) || keyPrefix(condition.lower) !== 'aws' || condition.lower === 'aws:arn')
        return
      const detail = `AWS has no condition key \`${quoted(condition.key)}\`.`
      report(detail + meantKey(condition), condition.keyAt)
    }),
  ),
  check(
    'ERROR',
    'INVALID_SERVICE_CONDITION_KEY',
    about(
      'A condition key of a service does not exist.',
      'No request has it: the condition never holds, or always if it is negated.',
      'Correct the name; the finding proposes the nearest that exist.',
      'Judged by the reference that this version was built with.',
    ),
    conditions((condition, report) => {
      const prefix = keyPrefix(condition.lower) ?? ''
      if (!isUnknown(condition) || prefix === 'aws' || isIssuerKey(condition.lower)) return
      if (serviceByPrefix(prefix) === undefined && prefix !== 'saml') return
      const detail = `The service ${prefix} has no condition key \`${quoted(condition.key)}\`.`
      report(detail + meantKey(condition), condition.keyAt)
    }),
  ),
  check(
    'ERROR',
    'UNSUPPORTED_GLOBAL_CONDITION_KEY',
    about(
      'A condition asks for `aws:ARN`.',
      'AWS does not support the key (any more).',
      'Use `aws:PrincipalArn` for the caller, `aws:SourceArn` for the resource that a service acts for.',
      'AWS has two codes for this key and does not say when which is raised: here this one stands for conditions.',
    ),
    conditions(({ lower, keyAt }, report) => {
      if (lower === 'aws:arn')
        report('aws:ARN is not supported. Use aws:PrincipalArn or aws:SourceArn.', keyAt)
    }),
  ),
  check(
    'ERROR',
    'MISSING_TAG_KEY_IN_CONDITION',
    about(
      'A condition key for tags names no tag.',
      'No request has the bare key.',
      'Add the name of the tag: `aws:ResourceTag/owner`.',
    ),
    conditions(({ key, lower, keyAt }, report) => {
      const bare = lower.endsWith('/') ? lower.slice(0, -1) : lower
      if (conditionKey(bare) !== undefined || !/tag$/.test(bare)) return
      if (conditionKey(`${bare}/x`)?.name.endsWith('/${TagKey}') !== true) return
      report(`\`${quoted(key)}\` names no tag. Add one: ${quoted(bare)}/owner.`, keyAt)
    }),
  ),
  check(
    'ERROR',
    'DUPLICATE_KEYS_WITH_DIFFERENT_CASE',
    about(
      'A condition key stands twice under one operator, in different letter case.',
      'Letter case does not matter in keys, so one of the two is lost.',
      'Join the values under one key.',
    ),
    (policy, report) => {
      for (const { condition } of policy.statements) {
        const seen = new Map<string, ConditionView>()
        for (const item of condition) {
          const name = `${item.operator}\n${item.lower}`
          const before = seen.get(name)
          if (before !== undefined && before.key !== item.key) {
            report(
              `\`${quoted(item.key)}\` is the same key as \`${quoted(before.key)}\`.`,
              before.keyAt,
              item.keyAt,
            )
          }
          if (before === undefined) seen.set(name, item)
        }
      }
    },
  ),
  check(
    'ERROR',
    'MISSING_QUALIFIER',
    about(
      'A key that can have several values is compared without `ForAnyValue` or `ForAllValues`.',
      'How AWS compares several values without a qualifier is not defined.',
      'Put `ForAnyValue:` or `ForAllValues:` before the operator.',
    ),
    conditions(({ reference, name, family, key, keyAt }, report) => {
      if (reference?.multivalued !== true || name.qualifier !== undefined) return
      if (family === undefined || family === 'Null') return
      report(`\`${quoted(key)}\` can have several values. Use ForAnyValue: or ForAllValues:.`, keyAt)
    }),
  ),
  check(
    'SECURITY_WARNING',
    'FORALLVALUES_WITH_SINGLE_VALUED_KEY',
    about(
      'A statement that allows compares a key of one value with `ForAllValues`.',
      '`ForAllValues` also holds if the request has no such key, so it allows more than it seems.',
      'Remove `ForAllValues:`.',
    ),
    conditions(({ reference, name, key, value }, report, { effect }) => {
      if (reference === undefined || reference.multivalued || name.qualifier !== 'all' || effect !== 'Allow')
        return
      report(`ForAllValues also holds if \`${quoted(key)}\` is missing. Remove ForAllValues:.`, value)
    }),
  ),
]

/** Is the key well formed, but none that AWS documents? A bare tag key is a finding of its own. */
function isUnknown({ reference, lower }: ConditionView): boolean {
  if (reference !== undefined || lower.endsWith(':')) return false
  const bare = lower.endsWith('/') ? lower.slice(0, -1) : lower
  return conditionKey(`${bare}/x`)?.name.endsWith('/${TagKey}') !== true
}
