import type { Principal } from '../core/cloudtrail/principal.js'
import { globMatches } from '../core/iam/glob.js'
import { nearest } from '../core/iam/nearest.js'
import { byCodeUnit } from '../core/iam/order.js'
import { LeastwiseError } from './errors.js'

/** A principal of the records, with how many of its own calls were folded: none if all it did was skipped. */
export interface ChosenPrincipal {
  readonly principal: Principal
  readonly records: number
}

/**
 * Says whether a principal is the one asked for: by ARN, by name, by the name of its permission set, or by a pattern with
 * `*` and `?` over any of these. A pattern means those alone that can have a policy. The session ARN of a role, as
 * `aws sts get-caller-identity` prints it, means the role.
 */
export function principalMatcher(wanted: string): (principal: Principal) => boolean {
  const role = /^arn:[a-z-]+:sts::(\d{12}):assumed-role\/([^/]+)\/.+$/.exec(wanted)
  if (role !== null)
    return ({ type, account, name }) => type === 'role' && account === role[1] && name === role[2]
  if (isPattern(wanted))
    return (principal) =>
      canHavePolicy(principal) && namesOf(principal).some((name) => globMatches(wanted, name))
  return (principal) => namesOf(principal).includes(wanted)
}

function namesOf({ arn, name, permissionSet }: Principal): string[] {
  return permissionSet === undefined ? [arn, name] : [arn, name, permissionSet]
}

/** True if the text may mean several principals on purpose. */
export function isPattern(wanted: string): boolean {
  return /[*?]/.test(wanted)
}

/**
 * The principals that a policy is for. Refuses a name that means two different identities, and identities that cannot
 * have a policy; the roles that one permission set has in several accounts are one. Who made no call of its own counts
 * only if nobody did.
 */
export function chosenPrincipals(
  wanted: string,
  found: readonly ChosenPrincipal[],
  seen: ReadonlyMap<string, string>,
): readonly ChosenPrincipal[] {
  const calling = found.filter(({ records }) => records > 0)
  const sorted = [...(calling.length > 0 ? calling : found)].sort((a, b) =>
    byCodeUnit(a.principal.arn, b.principal.arn),
  )
  if (sorted.length === 0) throw notFound(wanted, seen)
  const set = sorted.every(
    ({ principal }) => principal.permissionSet !== undefined && principal.permissionSet === wanted,
  )
  if (sorted.length > 1 && !isPattern(wanted) && !set) throw ambiguous(wanted, sorted)
  const able = sorted.filter(({ principal }) => canHavePolicy(principal))
  if (able.length === 0) throw withoutPolicy(sorted[0]!.principal)
  return able
}

/** AWS alone writes the policy of a service-linked role. */
function canHavePolicy({ type, serviceLinked }: Principal): boolean {
  return serviceLinked !== true && (type === 'role' || type === 'user' || type === 'federated-user')
}

function notFound(wanted: string, seen: ReadonlyMap<string, string>): LeastwiseError {
  const near = nearest(wanted, [...seen.keys()], 3)
  const hint =
    near.length > 0
      ? `did you mean ${near.map((arn) => `\`${arn}\``).join(' or ')}?`
      : 'run `leastwise principals` on the same inputs to see who is there'
  return new LeastwiseError('PRINCIPAL_NOT_FOUND', `no record was made by \`${wanted}\``, hint)
}

function ambiguous(wanted: string, found: readonly ChosenPrincipal[]): LeastwiseError {
  const arns = found.map(({ principal }) => `\`${principal.arn}\``).join(', ')
  const hint = `give the whole ARN, or a pattern such as \`*/${wanted}\` to put all of them into one policy`
  return new LeastwiseError(
    'PRINCIPAL_AMBIGUOUS',
    `\`${wanted}\` is the name of ${found.length} principals: ${arns}`,
    hint,
  )
}

const whyNot: Readonly<Record<string, string>> = {
  root: 'the root user has every permission and no policy can limit it; use a role for this work',
  service: 'an AWS service is allowed by resource policies and trust policies',
  account: "another account's calls are allowed there and by this account's resource policies",
  anonymous: 'anonymous calls are allowed by resource policies alone',
  'identity-center-user':
    'an IAM Identity Center user works through the roles of permission sets; ask for one of those',
}

function withoutPolicy({ arn, type, serviceLinked }: Principal): LeastwiseError {
  if (serviceLinked === true) {
    const hint = 'choose the role of your own that uses the service: `leastwise principals` lists them'
    return new LeastwiseError(
      'PRINCIPAL_HAS_NO_POLICY',
      `\`${arn}\` is a service-linked role, whose policy AWS alone writes`,
      hint,
    )
  }
  const hint = Object.hasOwn(whyNot, type)
    ? whyNot[type]!
    : 'choose a role or user: `leastwise principals` lists them'
  return new LeastwiseError(
    'PRINCIPAL_HAS_NO_POLICY',
    `\`${arn}\` (${type}) cannot have an identity policy`,
    hint,
  )
}
