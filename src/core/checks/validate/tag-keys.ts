import { globMatches } from '../../iam/glob.js'
import { sortedUnique } from '../../iam/order.js'
import { quoted } from '../../iam/policy-problem.js'
import { listsConditionKey } from '../../reference/condition-key.js'
import { serviceByPrefix } from '../../reference/service.js'
import type { ActionView } from './action-view.js'
import { aboutFor, type Check, check, conditions, EVERY, type Find } from './check.js'
import type { ConditionView } from './condition-view.js'

const about = aboutFor(EVERY)

/** Conditions on tags for actions of services that do not look at tags. */
export const tagChecks: readonly Check[] = [
  check(
    'SECURITY_WARNING',
    'DENY_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE',
    about(
      'A statement denies actions under a condition on tags, and some of them do not support the key.',
      'Those actions are not denied, whatever the tags.',
      'Deny those actions in a statement without the condition.',
    ),
    unsupportedActions('Deny', 'are not denied by this statement. Deny them without this key'),
  ),
  check(
    'SUGGESTION',
    'ALLOW_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE',
    about(
      'A statement allows actions under a condition on tags, and some of them do not support the key.',
      'Those actions are not allowed, whatever the tags.',
      'Allow those actions in a statement without the condition.',
    ),
    unsupportedActions('Allow', 'are not allowed by this statement. Allow them without this key'),
  ),
  check(
    'SECURITY_WARNING',
    'DENY_NOTACTION_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE',
    about(
      'A statement denies all but some actions (`NotAction`) under a condition on tags.',
      'Actions that do not support the key are not denied.',
      'List the actions with `Action`.',
    ),
    notAction('Deny', 'Actions that do not support the key are not denied. List them with Action.'),
  ),
  check(
    'SUGGESTION',
    'ALLOW_NOTACTION_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE',
    about(
      'A statement allows all but some actions (`NotAction`) under a condition on tags.',
      'Actions that do not support the key are not allowed.',
      'List the actions with `Action`.',
    ),
    notAction('Allow', 'Actions that do not support the key are not allowed. List them with Action.'),
  ),
]

/**
 * Is it a condition on tags that fails where the key is missing? A negated operator, `IfExists`, `ForAllValues` and
 * `Null` hold there.
 */
function needsTag({ lower, family, negated, name, reference }: ConditionView): boolean {
  if (!lower.startsWith('aws:resourcetag/') && !lower.startsWith('aws:requesttag/')) {
    if (lower !== 'aws:tagkeys') return false
  }
  if (reference === undefined || family === undefined || family === 'Null') return false
  return !negated && !name.ifExists && name.qualifier !== 'all'
}

function unsupportedActions(effect: 'Allow' | 'Deny', detail: string): Find {
  return conditions((condition, report, statement) => {
    const { action } = statement
    if (statement.effect !== effect || action === undefined || action.not || !needsTag(condition)) return
    const lacking = action.actions.filter((item) => lacksKey(item, condition.key))
    if (lacking.length === 0) return
    const services = sortedUnique(lacking.map(({ service }) => service)).map(quoted)
    const which =
      services.length > 20 ? `${services.slice(0, 20).join(', ')} and others` : services.join(', ')
    report(`Actions of ${which} that do not support \`${quoted(condition.key)}\` ${detail}.`, condition.value)
  })
}

function notAction(effect: 'Allow' | 'Deny', detail: string): Find {
  return conditions((condition, report, { effect: own, action }) => {
    if (own === effect && action?.not === true && needsTag(condition)) report(detail, condition.value)
  })
}

/** Does no action that the pattern stands for support the key? Nothing is said of patterns over all services. */
function lacksKey({ all, action, wildcard, service, name }: ActionView, key: string): boolean {
  if (all) return false
  if (action !== undefined) return !listsConditionKey(action, key)
  const known = wildcard ? serviceByPrefix(service) : undefined
  if (known === undefined) return false
  const pattern = name.toLowerCase()
  const matched = known.actions.values().filter(({ name: own }) => globMatches(pattern, own.toLowerCase()))
  return matched.length > 0 && matched.every((item) => !listsConditionKey(item, key))
}
