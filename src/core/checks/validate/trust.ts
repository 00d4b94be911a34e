import { quoted } from '../../iam/policy-problem.js'
import { aboutFor, type Check, check, conditions, type Find, type Report, statements } from './check.js'
import type { Location } from './finding.js'
import type { StatementView } from './policy-view.js'
import { type PrincipalView, principalsOf } from './principal-view.js'
import { GITHUB, isOidcProvider, isSamlProvider, issuerOf } from './providers.js'

const about = aboutFor(['trust'])

/** Trust policies of roles: who may assume the role, by which action. */
export const trustChecks: readonly Check[] = [
  check(
    'ERROR',
    'ROLE_TRUST_POLICY_SYNTAX_ERROR_NOTPRINCIPAL',
    about(
      'A trust policy uses `NotPrincipal`.',
      'IAM refuses it.',
      'Name who may assume the role with `Principal`.',
    ),
    element('NotPrincipal', 'A trust policy takes no NotPrincipal. Use Principal.'),
  ),
  check(
    'ERROR',
    'ROLE_TRUST_POLICY_SYNTAX_ERROR_RESOURCE',
    about(
      'A trust policy has `Resource` or `NotResource`.',
      'IAM refuses it: the resource is the role itself.',
      'Remove the element.',
    ),
    (policy, report) => {
      for (const { members } of policy.statements) {
        for (const name of ['Resource', 'NotResource']) {
          const member = members.get(name)
          if (member !== undefined)
            report(`A trust policy takes no ${name}: it is about the role.`, member.key)
        }
      }
    },
  ),
  check(
    'ERROR',
    'ROLE_TRUST_POLICY_UNSUPPORTED_WILDCARD_IN_PRINCIPAL',
    about(
      'The `Principal` of a trust policy is the text `*`.',
      'IAM refuses it, and anybody at all would be meant.',
      'Name who may assume the role, such as `{"AWS": "arn:aws:iam::111122223333:root"}`.',
    ),
    statements(({ principal }, report) => {
      if (principal?.star === true)
        report('"Principal": "*" is not taken here. Name who may assume it.', principal)
    }),
  ),
  check(
    'ERROR',
    'INVALID_FEDERATED_PRINCIPAL_SYNTAX_IN_ROLE_TRUST_POLICY',
    about(
      'A `Federated` principal is neither a domain name nor the ARN of an identity provider.',
      'Nobody is meant by it.',
      'Write `cognito-identity.amazonaws.com`, or the ARN of a SAML or OIDC provider.',
    ),
    statements(({ principal }, report) => {
      for (const { value, kind: _, ...at } of principalsOf(principal, 'Federated')) {
        if (isSamlProvider(value) || isOidcProvider(value) || /[*?$]/.test(value)) continue
        report(`\`${quoted(value)}\` is neither a domain name nor the ARN of an identity provider.`, at)
      }
    }),
  ),
  check(
    'ERROR',
    'MISMATCHED_ACTION_FOR_PRINCIPAL',
    about(
      'The principal cannot assume a role by that action.',
      'Calls by that principal with that action do not exist.',
      'Federated users come by `sts:AssumeRoleWithSAML` or `sts:AssumeRoleWithWebIdentity`, all others by `sts:AssumeRole`.',
    ),
    statements(findMismatch),
  ),
  check(
    'ERROR',
    'MISSING_ACTION_FOR_ROLES_ANYWHERE_TRUST_POLICY',
    about(
      'IAM Roles Anywhere may assume the role, but one of the three actions it needs is missing.',
      'It sets a source identity and session tags, and fails without permission to.',
      'Allow `sts:AssumeRole`, `sts:SetSourceIdentity` and `sts:TagSession`.',
    ),
    statements(({ effect, principal, action }, report) => {
      const anywhere = principalsOf(principal, 'Service').filter(({ value }) => ROLES_ANYWHERE.has(value))
      if (effect !== 'Allow' || anywhere.length === 0 || action === undefined || action.not) return
      const names = action.actions.map((item) => item.value.toLowerCase())
      if (names.some((name) => /[*?]/.test(name)) || action.unknown) return
      const lacking = ANYWHERE_ACTIONS.filter((name) => !names.includes(name.toLowerCase()))
      if (lacking.length > 0)
        report(`IAM Roles Anywhere also needs ${lacking.join(' and ')}.`, action, ...anywhere)
    }),
  ),
  check(
    'SECURITY_WARNING',
    'MISSING_CONDITION_KEY_FOR_OIDC_PRINCIPAL',
    about(
      'An OIDC provider may assume the role without a condition on what its tokens say.',
      'Every user of the provider, also those of strangers, can assume the role.',
      'Compare `<issuer>:aud` or `<issuer>:sub`.',
    ),
    statements(({ effect, principal, condition }, report) => {
      if (effect !== 'Allow') return
      for (const provider of principalsOf(principal, 'Federated')) {
        const issuer = issuerOf(provider.value)
        if (issuer === undefined || isSamlProvider(provider.value)) continue
        if (condition.some(({ lower }) => lower.startsWith(`${issuer}:`))) continue
        report(
          `Every user of ${quoted(issuer)} can assume the role. Compare ${quoted(issuer)}:aud.`,
          provider,
        )
      }
    }),
  ),
  check(
    'SECURITY_WARNING',
    'MISSING_GITHUB_REPO_CONDITION_KEY',
    about(
      'GitHub Actions may assume the role without a condition on `token.actions.githubusercontent.com:sub`.',
      'Every repository on GitHub can assume the role.',
      'Compare the key with `repo:owner/name:ref:refs/heads/branch`.',
    ),
    statements(({ effect, principal, condition }, report) => {
      if (effect !== 'Allow' || condition.some(({ lower }) => lower === `${GITHUB}:sub`)) return
      for (const provider of principalsOf(principal, 'Federated')) {
        if (issuerOf(provider.value) !== GITHUB) continue
        report(`Every repository on GitHub can assume the role. Compare ${GITHUB}:sub.`, provider)
      }
    }),
  ),
  check(
    'WARNING',
    'SPECIFIC_GITHUB_REPO_AND_BRANCH_RECOMMENDED',
    about(
      'The condition on `token.actions.githubusercontent.com:sub` leaves the repository or the branch open.',
      'Every branch, or every repository that fits, can assume the role.',
      'Name owner, repository and branch; the branch can also come from the key `…:ref`.',
    ),
    conditions(({ lower, values, name, negated }, report, { effect, condition }) => {
      if (effect !== 'Allow' || lower !== `${GITHUB}:sub` || negated) return
      const branch = condition.some((other) => other.lower === `${GITHUB}:ref`)
      for (const value of values) {
        if (!isOpenSubject(value.value, branch, name.base.endsWith('like'))) continue
        report('Name owner, repository and branch: repo:owner/name:ref:refs/heads/branch.', value)
      }
    }),
  ),
  check(
    'SUGGESTION',
    'REDUNDANT_PRINCIPAL_IN_ROLE_TRUST_POLICY',
    about(
      'A session of a role is named beside the role itself.',
      'The role covers all of its sessions.',
      'Remove the session, or the role if only the session is meant.',
    ),
    statements(({ principal }, report) => {
      const named = principalsOf(principal, 'AWS')
      const roles = new Set(named.map(({ value }) => roleOf(value)))
      for (const session of named) {
        const parent = parentOf(session.value)
        if (parent === undefined || !roles.has(parent)) continue
        report('The role that this is a session of is named too, and covers it.', session)
      }
    }),
  ),
]

const ROLES_ANYWHERE = new Set(['rolesanywhere.amazonaws.com'])
const ANYWHERE_ACTIONS = ['sts:AssumeRole', 'sts:SetSourceIdentity', 'sts:TagSession']

function element(name: string, detail: string): Find {
  return statements(({ members }, report) => {
    const member = members.get(name)
    if (member !== undefined) report(detail, member.key)
  })
}

/** Which of the three actions a principal comes by. */
function actionFor({ kind, value }: PrincipalView): string | undefined {
  if (kind === 'AWS' || kind === 'Service') return 'sts:assumerole'
  if (kind !== 'Federated') return undefined
  if (isSamlProvider(value)) return 'sts:assumerolewithsaml'
  return isOidcProvider(value) ? 'sts:assumerolewithwebidentity' : undefined
}

const BY_PRINCIPAL = ['sts:assumerole', 'sts:assumerolewithsaml', 'sts:assumerolewithwebidentity']

function findMismatch({ principal, action }: StatementView, report: Report): void {
  if (principal === undefined || principal.not || action === undefined || action.not) return
  const expected = principal.principals.map((item) => ({ item, by: actionFor(item) }))
  if (expected.length === 0 || expected.some(({ by }) => by === undefined)) return
  for (const named of action.actions) {
    const name = named.value.toLowerCase()
    if (!BY_PRINCIPAL.includes(name) || expected.some(({ by }) => by === name)) continue
    const places: Location[] = expected.map(({ item }) => item)
    report(
      `None of the principals can use ${quoted(named.value)}; they come by ${by(expected)}.`,
      named,
      ...places,
    )
  }
}

function by(expected: readonly { readonly by: string | undefined }[]): string {
  const spelled: Readonly<Record<string, string>> = {
    'sts:assumerole': 'sts:AssumeRole',
    'sts:assumerolewithsaml': 'sts:AssumeRoleWithSAML',
    'sts:assumerolewithwebidentity': 'sts:AssumeRoleWithWebIdentity',
  }
  return [...new Set(expected.map((item) => spelled[item.by ?? ''] ?? ''))].join(', ')
}

/** Is the repository, or the branch where no other key names it, left open? */
function isOpenSubject(subject: string, branchElsewhere: boolean, wildcards: boolean): boolean {
  if (!wildcards || !/[*?]/.test(subject)) return false
  const [, repository = '', ...rest] = subject.split(':')
  if (/[*?]/.test(repository) || rest.length === 0) return true
  return !branchElsewhere && /[*?]/.test(rest.join(':'))
}

const ROLE = /^arn:[^:]*:iam::([0-9]{12}):role\/(?:.*\/)?([^/]*)$/
const SESSION = /^arn:[^:]*:sts::([0-9]{12}):assumed-role\/([^/]*)\/[^/]*$/

/** Account and name of the role that an ARN names: sessions know nothing of its path. */
function roleOf(arn: string): string | undefined {
  const [, account, name] = ROLE.exec(arn) ?? []
  return name === undefined ? undefined : `${account}/${name}`
}

function parentOf(arn: string): string | undefined {
  const [, account, name] = SESSION.exec(arn) ?? []
  return name === undefined ? undefined : `${account}/${name}`
}
