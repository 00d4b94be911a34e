import { quoted } from '../../iam/policy-problem.js'
import { isCoveredByRcp } from '../../reference/condition-key.js'
import { type About, actions, type Check, check, type Find, type Report, statements } from './check.js'
import type { ConditionView } from './condition-view.js'
import type { PolicyKind } from './policy-kind.js'
import type { StatementView } from './policy-view.js'

const about = (kind: PolicyKind, tests: string, why: string, fix: string, limits?: string): About => ({
  tests,
  why,
  fix,
  policies: [kind],
  ...(limits === undefined ? {} : { limits }),
})

const CONFUSED = 'Calls that AWS services make have other keys than those of your principals.'

const EXCEPT_SERVICES = 'Services would be denied. Add BoolIfExists aws:PrincipalIsAWSService false.'
const ONLY_SERVICES = 'Others than services would be denied. Add Bool aws:PrincipalIsAWSService true.'
const SOURCE_THERE = 'Calls without a source would be denied. Add Null aws:SourceAccount false.'

const OF_PRINCIPAL: ReadonlySet<string> = new Set([
  'aws:principalorgid',
  'aws:principalorgpaths',
  'aws:principalaccount',
  'aws:principalarn',
])
const OF_SOURCE: ReadonlySet<string> = new Set([
  'aws:sourceorgid',
  'aws:sourceorgpaths',
  'aws:sourceaccount',
  'aws:sourcearn',
])

/** Service control policies and resource control policies. */
export const organizationChecks: readonly Check[] = [
  check(
    'ERROR',
    'SCP_SYNTAX_ERROR_PRINCIPAL',
    about(
      'scp',
      'A service control policy has `Principal` or `NotPrincipal`.',
      'It is about all principals of the accounts it is attached to.',
      'Compare `aws:PrincipalArn` in a condition.',
    ),
    element(
      ['Principal', 'NotPrincipal'],
      'A service control policy names no principals. Use aws:PrincipalArn.',
    ),
  ),
  check(
    'ERROR',
    'SCP_SYNTAX_ERROR_ACTION_WILDCARD',
    about(
      'scp',
      'An action of a service control policy has a wildcard in its service.',
      'Organizations refuses it.',
      'Write out the service.',
      'Once any wildcard but the last character was refused. Since September 2025 they can be anywhere in the name of the action, so only those in the service are found.',
    ),
    actions((action, report) => {
      if (action.all || !/[*?]/.test(action.service)) return
      report('Organizations takes no wildcard in the service of an action. Write it out.', action)
    }),
  ),
  check(
    'ERROR',
    'RCP_SYNTAX_ERROR_PRINCIPAL',
    about(
      'rcp',
      'The principal of a resource control policy is not `*`.',
      'Organizations takes nothing else.',
      'Write `"Principal": "*"` and compare `aws:PrincipalArn` or `aws:PrincipalOrgID` in a condition.',
    ),
    statements(({ principal }, report) => {
      if (principal === undefined || (principal.star && !principal.not)) return
      report(
        'A resource control policy takes "Principal": "*" only. Name principals in a condition.',
        principal,
      )
    }),
  ),
  check(
    'ERROR',
    'RCP_SYNTAX_ERROR_ALLOW',
    about(
      'rcp',
      'A statement of a resource control policy allows, and is not the one of RCPFullAWSAccess.',
      'Organizations refuses it: such policies can only take away.',
      'Use `Deny`.',
    ),
    statements((statement, report) => {
      if (statement.effect !== 'Allow' || isFullAccess(statement)) return
      report(
        'A resource control policy can only deny, but for RCPFullAWSAccess.',
        statement.members.get('Effect')!.value,
      )
    }),
  ),
  check(
    'ERROR',
    'RCP_SYNTAX_ERROR_NOTACTION',
    about(
      'rcp',
      'A resource control policy uses `NotAction`.',
      'Organizations refuses it.',
      'List the actions with `Action`.',
    ),
    element(['NotAction'], 'A resource control policy takes no NotAction. List the actions with Action.'),
  ),
  check(
    'ERROR',
    'RCP_SYNTAX_ERROR_ACTION',
    about(
      'rcp',
      'A statement that denies names all actions at once, or those of a service that resource control policies do not cover.',
      'Organizations refuses it.',
      'Name actions of services that are covered.',
      'The list of services is that of the reference this version was built with.',
    ),
    actions((action, report, { effect, action: element }) => {
      if (element?.not !== false || effect === 'Allow') return
      if (action.all) report('Name the services: * alone is not taken here.', action)
      else if (action.knownService && !isCoveredByRcp(action.service)) {
        report(`Resource control policies do not cover ${quoted(action.service)}.`, action)
      }
    }),
  ),
  check(
    'WARNING',
    'RCP_MISSING_RELATED_PRINCIPAL_CONDITION_KEY',
    about(
      'rcp',
      'A statement denies those outside an organization or account, and does not except AWS services.',
      `${CONFUSED} They would be denied.`,
      'Add `"BoolIfExists": {"aws:PrincipalIsAWSService": "false"}`.',
    ),
    denials(OF_PRINCIPAL, (statement) =>
      statement.condition.some((item) => isService(item, 'false')) ? undefined : EXCEPT_SERVICES,
    ),
  ),
  check(
    'WARNING',
    'RCP_MISSING_RELATED_SERVICE_PRINCIPAL_CONDITION_KEY',
    about(
      'rcp',
      'A statement denies services that act for strangers, and does not say that it is about services.',
      `${CONFUSED} Your principals do not have the key, and would be denied.`,
      'Add `"Bool": {"aws:PrincipalIsAWSService": "true"}`.',
    ),
    denials(OF_SOURCE, (statement) =>
      statement.condition.some((item) => isService(item, 'true')) ? undefined : ONLY_SERVICES,
    ),
  ),
  check(
    'WARNING',
    'RCP_MISSING_SERVICE_CONDITION_KEY_NULL_CHECK',
    about(
      'rcp',
      'A statement denies services that act for strangers, and does not ask whether the key is there.',
      'Some calls of services have no source; they would be denied.',
      'Add `"Null": {"aws:SourceAccount": "false"}`.',
    ),
    denials(OF_SOURCE, (statement) => (statement.condition.some(isSourceThere) ? undefined : SOURCE_THERE)),
  ),
]

function element(names: readonly string[], detail: string): Find {
  return statements(({ members }, report) => {
    for (const name of names) {
      const member = members.get(name)
      if (member !== undefined) report(detail, member.key)
    }
  })
}

/** Negated conditions of statements that deny: they also hold where the key is missing. */
function denials(keys: ReadonlySet<string>, problem: (statement: StatementView) => string | undefined): Find {
  return statements((statement: StatementView, report: Report) => {
    if (statement.effect !== 'Deny') return
    const found = statement.condition.filter(({ lower, negated }) => negated && keys.has(lower))
    const detail = found.length === 0 ? undefined : problem(statement)
    if (detail !== undefined) report(detail, ...found.map(({ value }) => value))
  })
}

function isService({ lower, family, values }: ConditionView, wanted: string): boolean {
  return (
    lower === 'aws:principalisawsservice' &&
    family === 'Bool' &&
    values.every(({ value }) => value.toLowerCase() === wanted)
  )
}

function isSourceThere({ lower, family, values }: ConditionView): boolean {
  const source = lower === 'aws:sourceaccount' || lower === 'aws:sourcearn'
  return source && family === 'Null' && values.every(({ value }) => value.toLowerCase() === 'false')
}

function isFullAccess({ principal, action, resource, members }: StatementView): boolean {
  const everything =
    resource?.not === false && resource.resources.length > 0 && resource.resources.every(({ all }) => all)
  const anybody = principal?.star === true && !principal.not
  return anybody && everything && action?.not === false && !members.has('Condition')
}
