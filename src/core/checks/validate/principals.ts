import { quoted } from '../../iam/policy-problem.js'
import { aboutFor, type Check, check, principals, statements, WITH_PRINCIPAL } from './check.js'
import type { ConditionView } from './condition-view.js'
import { principalsOf } from './principal-view.js'

const about = aboutFor(WITH_PRINCIPAL)

const KINDS = new Set(['AWS', 'CanonicalUser', 'Federated', 'Service'])

/** Are principals named as they can be, and not more widely than is safe? */
export const principalChecks: readonly Check[] = [
  check(
    'ERROR',
    'INVALID_PRINCIPAL_FORMAT',
    about(
      '`Principal` or `NotPrincipal` is neither `*` nor an object.',
      'AWS refuses the document.',
      'Write `{"AWS": "111122223333"}`, `{"Service": "ec2.amazonaws.com"}` and the like.',
    ),
    statements(({ principal }, report) => {
      if (principal === undefined || principal.star || principal.node.kind === 'object') return
      report('A principal is written as an object, such as {"AWS": "111122223333"}.', principal)
    }),
  ),
  check(
    'ERROR',
    'INVALID_PRINCIPAL_KEY',
    about(
      'A key of `Principal` or `NotPrincipal` is none of the four that there are.',
      'AWS refuses the document.',
      'Use `AWS`, `CanonicalUser`, `Federated` or `Service`.',
    ),
    statements(({ principal }, report) => {
      for (const { name, key } of principal?.kinds ?? []) {
        if (KINDS.has(name)) continue
        report(`\`${quoted(name)}\` is no kind of principal: AWS, CanonicalUser, Federated or Service.`, key)
      }
    }),
  ),
  check(
    'ERROR',
    'UNSUPPORTED_WILDCARD_IN_PRINCIPAL',
    about(
      'A principal holds a wildcard, other than `{"AWS": "*"}`.',
      'Wildcards match no part of a principal, so nobody is meant by it.',
      'Name the principal in full, or compare `aws:PrincipalArn` in a condition.',
    ),
    principals(({ kind, value }, report, statement) => {
      if (!/[*?]/.test(value.replace(/\$\{[^{}]*\}/g, '')) || (kind === 'AWS' && value === '*')) return
      const place = principalsOf(statement.principal, kind).find((item) => item.value === value)
      report(`Wildcards match no part of a principal. Name it, or compare aws:PrincipalArn.`, place!)
    }),
  ),
  check(
    'WARNING',
    'INVALID_ROLE_REFERENCE',
    about(
      'A principal is the ID of a role (`AROA…`).',
      'That is what is left of a role which was deleted; a new role of the same name is not meant.',
      'Write the ARN of the role.',
    ),
    principals(({ kind, value, ...at }, report) => {
      if (kind === 'AWS' && isUniqueId('AROA', value)) report('This is the ID of a role. Write its ARN.', at)
    }),
  ),
  check(
    'WARNING',
    'INVALID_USER_REFERENCE',
    about(
      'A principal is the ID of a user (`AIDA…`).',
      'That is what is left of a user who was deleted; a new user of the same name is not meant.',
      'Write the ARN of the user.',
    ),
    principals(({ kind, value, ...at }, report) => {
      if (kind === 'AWS' && isUniqueId('AIDA', value)) report('This is the ID of a user. Write the ARN.', at)
    }),
  ),
  check(
    'ERROR',
    'FEDERATED_PRINCIPAL_NOT_SUPPORTED',
    {
      ...about(
        'A policy other than the trust policy of a role has a `Federated` principal.',
        'Only roles are assumed by identity providers.',
        'Name the role that federated users get.',
      ),
      policies: ['resource'],
    },
    statements(({ principal }, report) => {
      for (const { name, key } of principal?.kinds ?? []) {
        if (name === 'Federated') report('Only the trust policy of a role takes a Federated principal.', key)
      }
    }),
  ),
  check(
    'SECURITY_WARNING',
    'ALLOW_WITH_NOT_PRINCIPAL',
    about(
      'A statement allows with `NotPrincipal`.',
      'Everybody else is allowed, anonymous callers too.',
      'Name those who are meant with `Principal`.',
    ),
    statements(({ effect, principal }, report) => {
      if (effect !== 'Allow' || principal?.not !== true) return
      report('This allows everybody but those named, anonymous callers too. Use Principal.', principal)
    }),
  ),
  check(
    'SECURITY_WARNING',
    'RESTRICT_ACCESS_TO_SERVICE_PRINCIPAL',
    {
      ...about(
        'A policy on a resource allows an AWS service, and does not say for whom the service may act.',
        'The service also acts for strangers who know the name of the resource (the confused deputy).',
        'Add a condition on `aws:SourceArn`, `aws:SourceAccount`, `aws:SourceOrgID` or `aws:SourceOrgPaths`.',
        'For which services AWS raises it is not public; here for all, and not in the trust policies of roles.',
      ),
      policies: ['resource'],
    },
    statements(({ effect, principal, condition }, report) => {
      const services = principalsOf(principal, 'Service')
      if (effect !== 'Allow' || principal?.not !== false || services.length === 0) return
      if (condition.some(({ lower }) => SOURCE_KEYS.has(lower) || OTHER_SOURCE_KEYS.has(lower))) return
      report(
        'The service also acts for others. Add aws:SourceArn, aws:SourceAccount or aws:SourceOrgID.',
        ...services,
      )
    }),
  ),
  check(
    'SUGGESTION',
    'RECOMMENDED_CONDITION_KEY_FOR_SERVICE_PRINCIPAL',
    about(
      'A statement allows an AWS service under a weaker condition than there is.',
      '`aws:Referer` was meant for browsers; the keys for services say for whom the service acts.',
      'Use `aws:SourceArn`, `aws:SourceAccount`, `aws:SourceOrgID` or `aws:SourceOrgPaths`.',
    ),
    statements(({ effect, principal, condition }, report) => {
      if (effect !== 'Allow' || principalsOf(principal, 'Service').length === 0) return
      for (const { lower, value } of condition) {
        if (lower !== 'aws:referer') continue
        report('For a service use aws:SourceArn, aws:SourceAccount or aws:SourceOrgID.', value)
      }
    }),
  ),
  check(
    'ERROR',
    'UNSUPPORTED_CONDITION_KEY_FOR_SERVICE_PRINCIPAL',
    about(
      'A statement allows only AWS services, under a condition on a key that their calls do not have.',
      'The condition never holds.',
      'Use `aws:SourceOrgID` and the like, or remove the condition.',
      'AWS documents aws:PrincipalOrgID; the other keys of the caller’s account and organization are treated alike.',
    ),
    statements(({ effect, principal, condition }, report) => {
      const services = principalsOf(principal, 'Service')
      if (effect !== 'Allow' || principal?.not !== false || services.length === 0) return
      if (services.length !== principal.principals.length) return
      for (const item of condition.filter(isOfCaller)) {
        const name = quoted(item.key)
        report(
          `Calls of services do not have \`${name}\`. Use aws:SourceOrgID and the like.`,
          item.value,
          ...services,
        )
      }
    }),
  ),
]

/** Keys that say for whom a service acts. */
export const SOURCE_KEYS: ReadonlySet<string> = new Set([
  'aws:sourcearn',
  'aws:sourceaccount',
  'aws:sourceorgid',
  'aws:sourceorgpaths',
])

/** Keys of services that say the same. */
const OTHER_SOURCE_KEYS = new Set([
  'aws:sourceowner',
  'kms:viaservice',
  'kms:calleraccount',
  'lambda:eventsourcetoken',
])

const OF_CALLER = new Set(['aws:principalorgid', 'aws:principalorgpaths', 'aws:principalaccount'])

function isOfCaller({ lower, negated, name, family }: ConditionView): boolean {
  return OF_CALLER.has(lower) && !negated && !name.ifExists && name.qualifier !== 'all' && family !== 'Null'
}

function isUniqueId(prefix: string, value: string): boolean {
  return value.startsWith(prefix) && /^[A-Z0-9]{16,128}$/.test(value)
}
