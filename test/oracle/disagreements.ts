import { type AccessCase, FULL_ACCESS } from '../generate/access.js'
import { mapConditions, mapDocuments, mapStatements } from './rewrite.js'

/** A case without the construct of a class; the same object if it has none. */
type Rewrite = (one: AccessCase) => AccessCase

const MULTIVALUED = new Set(['aws:TagKeys', 'aws:PrincipalOrgPaths'])

/**
 * The classes of disagreement with the oracle, each as a change that takes its construct out of a case. Where
 * both sides agree after the change, the class explains the disagreement. What is right, and where AWS says so,
 * is in disagreements.json.
 */
export const REWRITES: Readonly<Record<string, Rewrite>> = {
  'root-user': (one) => (one.request.principal.kind === 'root' ? withIdentity(one) : one),
  'retire-grant': (one) => (one.request.action === 'kms:RetireGrant' ? withoutRcps(one) : one),
  'rcp-services': (one) => (one.request.action.startsWith('lambda:') ? withoutRcps(one) : one),
  'empty-prefix': (one) => withoutValues(one, (value) => value === '0.0.0.0/0'),
  'address-families': (one) => {
    const [address = ''] = one.request.context.get('aws:sourceip') ?? []
    return withoutValues(one, (value) => value.includes(':') !== address.includes(':'))
  },
  'session-named-directly': (one) => (namesSession(one) ? withSession(one) : one),
  'federated-session': (one) =>
    one.request.principal.kind === 'federatedUser' && one.policies.session === undefined
      ? withSession(one)
      : one,
  'federated-by-user': renameIssuer,
  'old-version': (one) => ({
    ...one,
    policies: mapDocuments(one.policies, (document) => ({ ...document, version: '2012-10-17' as const })),
  }),
  'variable-without-value': withoutNullVariables,
  'default-in-resource': withoutDefaults,
  'not-principal': (one) => ({
    ...one,
    policies: mapStatements(one.policies, (statement) =>
      statement.principal?.not === true ? [] : [statement],
    ),
  }),
  'no-set-operator': (one) => ({
    ...one,
    policies: mapConditions(one.policies, (condition) =>
      MULTIVALUED.has(condition.key) && /^(?:String)/.test(condition.operator) ? [] : [condition],
    ),
  }),
  'any-value-if-exists': (one) => ({
    ...one,
    policies: mapConditions(one.policies, (condition) =>
      /^ForAnyValue:.*IfExists$/.test(condition.operator) ? [] : [condition],
    ),
  }),
}

function withIdentity(one: AccessCase): AccessCase {
  return { ...one, policies: { ...one.policies, identity: [FULL_ACCESS] } }
}

function withSession(one: AccessCase): AccessCase {
  return { ...one, policies: { ...one.policies, session: [FULL_ACCESS] } }
}

function withoutRcps(one: AccessCase): AccessCase {
  return { ...one, policies: { ...one.policies, rcps: undefined } }
}

/** Takes values out of the conditions on addresses, and conditions that have none left. */
function withoutValues(one: AccessCase, isOut: (value: string) => boolean): AccessCase {
  const policies = mapConditions(one.policies, (condition) => {
    if (!condition.operator.includes('IpAddress')) return [condition]
    const values = condition.values.filter((value) => !isOut(value))
    return values.length === 0 ? [] : [{ ...condition, values }]
  })
  return { ...one, policies }
}

/** Does an Allow of the resource's policy name the session itself, or everybody? */
function namesSession({ request: { principal }, policies: { resource, session } }: AccessCase): boolean {
  if (session === undefined || !('arn' in principal)) return false
  return (resource?.statements ?? []).some(({ effect, principal: named }) => {
    if (effect === 'Deny' || named === undefined || named.not) return false
    if (named.value === '*') return true
    return named.value.some(({ values }) => values.includes('*') || values.includes(principal.arn))
  })
}

/** Names the federated session where its user is named. */
function renameIssuer(one: AccessCase): AccessCase {
  const { principal } = one.request
  if (principal.kind !== 'federatedUser') return one
  const renamed = (text: string) => (text === principal.issuerArn ? principal.arn : text)
  const policies = mapStatements(one.policies, (statement) => {
    const named = statement.principal
    if (named === undefined || named.value === '*') return [statement]
    const value = named.value.map(({ kind, values }) => ({ kind, values: [...new Set(values.map(renamed))] }))
    return [{ ...statement, principal: { ...named, value } }]
  })
  return { ...one, policies }
}

/** Puts a text that nothing equals for the variables whose key the request does not have. */
function withoutNullVariables(one: AccessCase): AccessCase {
  const keys = ['aws:username', 'aws:PrincipalTag/team'].filter(
    (key) => !one.request.context.has(key.toLowerCase()),
  )
  const changed = (text: string) =>
    keys.reduce((result, key) => result.replaceAll(`\${${key}}`, 'nothing-is-called-so'), text)
  const policies = mapStatements(one.policies, (statement) => {
    const { resource } = statement
    const condition = statement.condition.map((written) => ({
      ...written,
      values: written.values.map(changed),
    }))
    if (resource === undefined) return [{ ...statement, condition }]
    return [{ ...statement, condition, resource: { ...resource, patterns: resource.patterns.map(changed) } }]
  })
  return { ...one, policies }
}

/** Takes the default from a variable in `Resource` whose key the request has: it is not needed. */
function withoutDefaults(one: AccessCase): AccessCase {
  if (!one.request.context.has('aws:principaltag/team')) return one
  const changed = (text: string) =>
    text.replaceAll("${aws:PrincipalTag/team, 'x'}", '${aws:PrincipalTag/team}')
  const policies = mapStatements(one.policies, (statement) => {
    const { resource } = statement
    if (resource === undefined) return [statement]
    return [{ ...statement, resource: { ...resource, patterns: resource.patterns.map(changed) } }]
  })
  return { ...one, policies }
}
