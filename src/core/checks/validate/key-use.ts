import { compareNumbers } from '../../evaluate/number.js'
import { quoted } from '../../iam/policy-problem.js'
import { aboutFor, type Check, check, conditions, EVERY, type Report } from './check.js'
import type { ConditionView } from './condition-view.js'
import type { StatementView } from './policy-view.js'

const about = aboutFor(EVERY)

/** Conditions that are well formed but protect less than they seem to. */
export const keyUseChecks: readonly Check[] = [
  check(
    'SECURITY_WARNING',
    'MISSING_PAIRED_CONDITION_KEYS',
    about(
      'A condition compares `aws:VpcSourceIp` without saying which VPC is meant.',
      'Private addresses are the same in every VPC, those of strangers too.',
      'Add `aws:SourceVpc` or `aws:SourceVpce` to the same condition.',
      'AWS documents one pair; there may be others.',
    ),
    conditions(({ lower, value }, report, { condition }) => {
      if (lower !== 'aws:vpcsourceip') return
      if (condition.some((other) => other.lower === 'aws:sourcevpc' || other.lower === 'aws:sourcevpce'))
        return
      report('aws:VpcSourceIp is the same in every VPC. Add aws:SourceVpc or aws:SourceVpce.', value)
    }),
  ),
  check(
    'SECURITY_WARNING',
    'UNTRUSTWORTHY_CONDITION_KEY',
    about(
      'A statement that allows trusts a key which the caller sets as it likes.',
      'Anybody can send that value.',
      'Use a key that AWS sets, such as `aws:PrincipalArn` or `aws:SourceVpce`.',
    ),
    conditions(({ lower, key, value }, report, { effect }) => {
      if (effect !== 'Allow' || (lower !== 'aws:referer' && lower !== 'aws:useragent')) return
      report(`Callers set \`${quoted(key)}\` as they like, so it protects nothing.`, value)
    }),
  ),
  check(
    'SECURITY_WARNING',
    'DYNAMODB_ATTRIBUTES_WITHOUT_SELECT',
    about(
      'A statement restricts `dynamodb:Attributes`, but not `dynamodb:Select`.',
      'A request that names no attributes gets all of them.',
      'Add `"StringEqualsIfExists": {"dynamodb:Select": "SPECIFIC_ATTRIBUTES"}`.',
    ),
    conditions(({ lower, value }, report, { condition, effect }) => {
      if (lower !== 'dynamodb:attributes' || effect !== 'Allow') return
      if (condition.some(isSpecificSelect)) return
      report(
        'A request that names no attributes gets all. Ask for dynamodb:Select SPECIFIC_ATTRIBUTES.',
        value,
      )
    }),
  ),
  check(
    'SECURITY_WARNING',
    'S3_PREFIX_IN_NEGATIVE_CONTEXT',
    about(
      '`s3:prefix` is denied by a pattern, or allowed by a negated operator.',
      'A request for a shorter prefix, or none, lists the same objects and gets through.',
      'Allow the prefixes that may be listed instead.',
    ),
    conditions(({ lower, name, negated, values, value }, report, { effect }) => {
      if (lower !== 's3:prefix' || effect === undefined || values.length === 0) return
      const bypassed = effect === 'Allow' ? negated : !negated && name.base === 'stringlike'
      if (bypassed) report('A shorter prefix gets around this. Allow the prefixes that may be listed.', value)
    }),
  ),
  check(
    'SUGGESTION',
    'REDUNDANT_CONDITION_VALUE_NUM',
    about(
      'A key is compared with several numbers by less or greater.',
      'One of them decides; the others change nothing.',
      'Keep the one that the finding names.',
    ),
    conditions(findRedundantNumbers),
  ),
  check(
    'WARNING',
    'USE_CONDITION_KEY_ONLY_WITH_SUPPORTED_SERVICES',
    about(
      '`aws:VpceAccount`, `aws:VpceOrgID` or `aws:VpceOrgPaths` is used for the actions of every service.',
      'Many services do not set the key: a denial then hits, or misses, more than is meant.',
      'Name the services that support the key.',
      'The list of services that support the keys is not in the reference, so only statements for all services are found.',
    ),
    conditions(({ lower, key, keyAt }, report, { action }) => {
      if (!/^aws:vpce(?:account|orgid|orgpaths)$/.test(lower) || action === undefined) return
      if (!action.not && !action.actions.some(({ all }) => all)) return
      report(`Not every service sets \`${quoted(key)}\`. Name the services that do.`, keyAt, action)
    }),
  ),
  check(
    'SUGGESTION',
    'IRRELEVANT_CONDITION_KEY_IN_POLICY',
    {
      ...about(
        'A policy on a resource has a condition on the account or the organization of the resource.',
        'It is the resource that the policy is attached to, so the condition changes nothing.',
        'Remove the condition.',
        'AWS documents `s3:ResourceAccount`; the keys of the resource’s organization are treated alike.',
      ),
      policies: ['resource', 'trust'],
    },
    conditions(({ lower, key, keyAt }, report) => {
      if (!OF_THE_RESOURCE.has(lower)) return
      report(`\`${quoted(key)}\` says nothing here: the policy is attached to the resource.`, keyAt)
    }),
  ),
]

const OF_THE_RESOURCE = new Set([
  's3:resourceaccount',
  'aws:resourceaccount',
  'aws:resourceorgid',
  'aws:resourceorgpaths',
])

function isSpecificSelect({ lower, values }: ConditionView): boolean {
  return lower === 'dynamodb:select' && values.some(({ value }) => /^specific_attributes$/i.test(value))
}

function findRedundantNumbers(
  { name, values, value }: ConditionView,
  report: Report,
  _: StatementView,
): void {
  const less = name.base.startsWith('numericlessthan')
  if ((!less && !name.base.startsWith('numericgreaterthan')) || values.length < 2) return
  const numbers = values.map((item) => item.value)
  if (numbers.some((number) => compareNumbers(number, number) === undefined)) return
  const decisive = numbers.reduce((best, number) => {
    const difference = compareNumbers(number, best) ?? 0
    return (less ? difference > 0 : difference < 0) ? number : best
  })
  report(`Only ${decisive} decides: keep it alone.`, value)
}
