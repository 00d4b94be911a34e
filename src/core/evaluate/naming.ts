import { parseArn } from '../iam/arn.js'
import type { Effect, PrincipalElement, PrincipalKind } from '../iam/policy.js'
import { accountOf, type RequestPrincipal } from './principal.js'
import { anyOf, type Truth } from './truth.js'

/**
 * How a resource-based policy names a principal, which decides what else must allow the request. `direct`: the
 * user, the session or everybody; nothing else need allow it. `limited`: the role of the session, or the user of
 * a federated session; permissions boundary and session policy limit it. `account`: the account, which
 * decides itself by its identity policies.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-denyallow.html
 */
export type Naming = 'direct' | 'limited' | 'account'

/** Whether a statement names the principal, in each of the ways. */
export type Namings = Readonly<Record<Naming, Truth>>

const NOBODY: Namings = { direct: 'no', limited: 'no', account: 'no' }
const EVERYBODY: Namings = { ...NOBODY, direct: 'yes' }
const UNDECIDED: Namings = { ...NOBODY, direct: 'unknown' }

/** What of the statement and its policies bears on who is named. */
export interface NamingContext {
  readonly effect: Effect
  /** Is there a permissions boundary? Only users and roles have one. */
  readonly bounded: boolean
}

/** Is the principal named in any way? */
export function isNamed({ direct, limited, account }: Namings): Truth {
  return direct === 'yes' ? direct : anyOf([direct, limited, account])
}

/**
 * How an element names a principal. Resource-based policies need one, so without it nobody can tell. AWS does not
 * support `NotPrincipal` with `Allow`.
 */
export function namingsOf(
  element: PrincipalElement | undefined,
  principal: RequestPrincipal,
  { effect, bounded }: NamingContext,
): Namings {
  if (element === undefined) return UNDECIDED
  if (!element.not) return listed(element, principal)
  return effect === 'Allow' ? UNDECIDED : { ...NOBODY, direct: notListed(element, principal, bounded) }
}

function listed({ value }: PrincipalElement, principal: RequestPrincipal): Namings {
  if (value === '*') return EVERYBODY
  const truths: Record<Naming, Truth> = { ...NOBODY }
  for (const { kind, values } of value) {
    for (const one of values) {
      const { naming, truth } = valueNaming(kind, one, principal)
      truths[naming] = anyOf([truths[naming], truth])
    }
  }
  return truths
}

interface ValueNaming {
  readonly naming: Naming
  readonly truth: Truth
}

const NOT_NAMED: ValueNaming = { naming: 'direct', truth: 'no' }
const PERHAPS: ValueNaming = { naming: 'direct', truth: 'unknown' }

/** `{"AWS": "*"}` is the same as `"*"`; no other kind takes a wildcard, and none takes a part of a name. */
function valueNaming(kind: PrincipalKind, value: string, principal: RequestPrincipal): ValueNaming {
  switch (kind) {
    case 'AWS':
      return value === '*' ? { naming: 'direct', truth: 'yes' } : awsNaming(value, principal)
    case 'Service':
      return plainNaming(value, principal.kind === 'service' ? principal.name : undefined)
    case 'Federated':
      return plainNaming(value, principal.kind === 'federated' ? principal.provider : undefined)
    case 'CanonicalUser':
      // It stands for an account; which one, only Amazon S3 knows.
      return accountOf(principal) === undefined ? NOT_NAMED : { naming: 'account', truth: 'unknown' }
  }
}

function plainNaming(value: string, name: string | undefined): ValueNaming {
  if (name === undefined) return NOT_NAMED
  if (value === name) return { naming: 'direct', truth: 'yes' }
  return hasWildcard(value) ? PERHAPS : NOT_NAMED
}

function awsNaming(value: string, principal: RequestPrincipal): ValueNaming {
  const account = accountOf(principal)
  if (account === undefined || !('arn' in principal)) return NOT_NAMED
  if (value === principal.arn) return { naming: 'direct', truth: 'yes' }
  if (value === sourceOf(principal)) return { naming: 'limited', truth: 'yes' }
  if (accountNamed(value) === account) {
    return { naming: principal.kind === 'root' ? 'direct' : 'account', truth: 'yes' }
  }
  return hasWildcard(value) ? PERHAPS : NOT_NAMED
}

/** What a session was made from: the role, or the user that federated it. */
function sourceOf(principal: RequestPrincipal): string | undefined {
  if (principal.kind === 'role') return principal.roleArn
  return principal.kind === 'federatedUser' ? principal.issuerArn : undefined
}

/** The account that a value stands for: `111122223333`, or the ARN of its root user. */
function accountNamed(value: string): string | undefined {
  if (/^[0-9]{12}$/.test(value)) return value
  const arn = parseArn(value)
  return arn?.service === 'iam' && arn.resource === 'root' ? arn.account : undefined
}

/** AWS refuses wildcards in names of principals; a policy that has one nevertheless cannot be judged. */
function hasWildcard(value: string): boolean {
  return value.includes('*') || value.includes('?')
}

/**
 * Does `NotPrincipal` of a Deny apply? Not to one whose session, role or user, and account are all named: some
 * services ask for each of them in turn, and which do is not documented. Always to one with a permissions boundary.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notprincipal.html
 */
function notListed(element: PrincipalElement, principal: RequestPrincipal, bounded: boolean): Truth {
  if (bounded && principal.kind !== 'root' && 'arn' in principal) return 'yes'
  const { value } = element
  if (value === '*') return 'no'
  const values = value.flatMap(({ kind, values: written }) => written.map((text) => ({ kind, text })))
  const named = values.map(({ kind, text }) => valueNaming(kind, text, principal))
  const has = (naming: Naming) => named.some((one) => one.naming === naming && one.truth === 'yes')
  if (values.some(({ kind, text }) => kind === 'AWS' && text === '*')) return 'no'
  const missing = namesNeeded(principal).filter((naming) => !has(naming))
  if (missing.length === 0) return 'no'
  return named.every(({ truth }) => truth === 'no') ? 'yes' : 'unknown'
}

/** The ways in which a principal must be named to be excepted. Nobody can except an anonymous one. */
function namesNeeded(principal: RequestPrincipal): readonly Naming[] {
  switch (principal.kind) {
    case 'user':
      return ['direct', 'account']
    case 'role':
    case 'federatedUser':
      return ['direct', 'limited', 'account']
    default:
      return ['direct']
  }
}
