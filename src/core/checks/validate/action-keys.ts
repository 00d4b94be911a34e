import { actionMatches } from '../../iam/action.js'
import { quoted } from '../../iam/policy-problem.js'
import { listsConditionKey } from '../../reference/condition-key.js'
import { type Check, check, conditions, EVERY, type Report } from './check.js'
import type { ConditionView } from './condition-view.js'
import type { PolicyView, StatementView } from './policy-view.js'
import { isIssuerKey, keyPrefix } from './unknown-keys.js'

/** Do the actions of a statement and the keys of its conditions go together? */
export const actionKeyChecks: readonly Check[] = [
  check(
    'ERROR',
    'UNSUPPORTED_ACTION_FOR_CONDITION_KEY',
    {
      tests:
        'A statement has a condition on a key of a service, and lists actions whose requests never have it.',
      why: 'For those actions the condition never holds (or always, if it is negated).',
      fix: 'Put those actions into a statement without the key.',
      policies: EVERY,
      limits:
        'As with AWS, patterns with wildcards are not judged, nor are the keys of all services (`aws:`).',
    },
    conditions(findUnsupportedActions),
  ),
  check(
    'ERROR',
    'MISSING_ACTION_FOR_CONDITION_KEY',
    {
      tests:
        'A statement lets a role be assumed under a condition on a key that needs another action beside it.',
      why: 'Without the action the key cannot be set, so the condition never holds.',
      fix: 'Add the action that the finding names.',
      policies: ['identity', 'resource', 'trust'],
      limits:
        'Known pairs: sts:SourceIdentity, sts:TransitiveTagKeys, aws:RequestTag and aws:TagKeys for sessions.',
    },
    conditions(findMissingAction),
  ),
]

/** Keys that the session or the network brings along, so that any service's requests can have them. */
const OF_ANY_REQUEST = new Set([
  'ec2:sourceinstancearn',
  'ec2:roledelivery',
  'lambda:sourcefunctionarn',
  'ssm:sourceinstancearn',
  'glue:roleassumedby',
  'glue:credentialissuingservice',
  'identitystore:userid',
  'sts:sourceidentity',
  'saml:namequalifier',
  'saml:sub',
  'saml:sub_type',
  'kms:viaservice',
])

function findUnsupportedActions(
  condition: ConditionView,
  report: Report,
  { action }: StatementView,
  policy: PolicyView,
): void {
  const { lower, key, reference, value, name, family } = condition
  if (reference === undefined || family === undefined || keyPrefix(lower) === 'aws') return
  if (OF_ANY_REQUEST.has(lower) && keyPrefix(lower) !== 'kms') return
  if (isIssuerKey(lower) && policy.kind !== 'trust') return
  if (name.ifExists || action === undefined || action.not) return
  const lacking = action.actions.filter(
    (item) => item.action !== undefined && !listsConditionKey(item.action, key),
  )
  if (lacking.length === 0) return
  const names = lacking.slice(0, 5).map((item) => quoted(item.value))
  const which = lacking.length > 5 ? `${names.join(', ')} and ${lacking.length - 5} more` : names.join(', ')
  report(
    `Requests for ${which} never have \`${quoted(key)}\`. Move them to another statement.`,
    ...lacking,
    value,
  )
}

const ASSUMING = ['sts:AssumeRole', 'sts:AssumeRoleWithSAML', 'sts:AssumeRoleWithWebIdentity']

/** The action without which a session cannot have the key. */
function neededFor(lower: string): string | undefined {
  if (lower === 'sts:sourceidentity') return 'sts:SetSourceIdentity'
  const tags =
    lower === 'sts:transitivetagkeys' || lower === 'aws:tagkeys' || lower.startsWith('aws:requesttag/')
  return tags ? 'sts:TagSession' : undefined
}

function findMissingAction(
  condition: ConditionView,
  report: Report,
  { action, effect }: StatementView,
): void {
  const needed = neededFor(condition.lower)
  if (needed === undefined || effect !== 'Allow' || action === undefined || action.not || action.unknown)
    return
  if (condition.negated || condition.name.ifExists || condition.family === 'Null') return
  const assuming = action.actions.filter(({ value }) => ASSUMING.some((name) => actionMatches(value, name)))
  if (assuming.length === 0 || action.actions.some(({ value }) => actionMatches(value, needed))) return
  report(
    `\`${quoted(condition.key)}\` can only be set with ${needed}. Add it to the actions.`,
    ...assuming,
    condition.value,
  )
}
