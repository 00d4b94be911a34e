import { type Arn, parseArn } from '../iam/arn.js'
import type { AccessRequest } from './access.js'
import type { PolicySet, PolicyType } from './policy-set.js'
import { accountOf, isRoot, isServiceLinkedRole } from './principal.js'
import { isUnderRcps } from './rcp-services.js'

/** Which kinds of policies have a say in a request, and how they work together. */
export interface Situation {
  /** Where the principal is, as seen from the resource. `outside`: it belongs to no account. */
  readonly reach: 'sameAccount' | 'crossAccount' | 'eitherAccount' | 'outside'
  /** Must the resource's policy allow it, even within the account? So it is with keys and roles. */
  readonly resourceMustAllow: boolean
  readonly isRoot: boolean
  /** A federated user's session may do nothing but what a session policy says. */
  readonly sessionMustAllow: boolean
  readonly applies: Readonly<Record<PolicyType, boolean>>
}

/**
 * Looks at principal, action and resource, never at a policy's text. `arn` is the resource, read.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 */
export function situationOf(
  request: AccessRequest,
  policies: PolicySet,
  arn: Arn | undefined = parseArn(request.resource),
): Situation {
  const { principal, action } = request
  const account = accountOf(principal)
  const owner = ownerOf(request, arn, account)
  const isEntity = principal.kind === 'user' || principal.kind === 'role'
  const federated = principal.kind === 'federatedUser'
  const root = isRoot(principal)
  const isFree = isServiceLinkedRole(principal)
  const { managementAccount, rcps } = policies
  return {
    reach: reachOf(account, owner),
    resourceMustAllow: isGuarded(action, arn),
    isRoot: root,
    sessionMustAllow: federated,
    applies: appliesWhere(
      !isFree && rcps !== undefined && isUnderRcps(action) && isMember(owner, managementAccount),
      !isFree && account !== undefined && isMember(account, managementAccount),
      (isEntity || federated) && !root,
      principal.kind === 'role' || federated,
    ),
  }
}

type Applies = Situation['applies']

/** Every combination once: a decision needs one, and makes none. */
const COMBINATIONS: readonly Applies[] = Array.from({ length: 16 }, (_, bits) => ({
  rcp: (bits & 1) !== 0,
  scp: (bits & 2) !== 0,
  endpoint: true,
  resource: true,
  identity: (bits & 4) !== 0,
  boundary: (bits & 4) !== 0,
  session: (bits & 8) !== 0,
}))

function appliesWhere(rcp: boolean, scp: boolean, identity: boolean, session: boolean): Applies {
  return COMBINATIONS[(rcp ? 1 : 0) + (scp ? 2 : 0) + (identity ? 4 : 0) + (session ? 8 : 0)]!
}

/** SCPs and RCPs restrict every account but the management account. */
function isMember(account: string | undefined, managementAccount: string | undefined): boolean {
  return account === undefined || account !== managementAccount
}

function reachOf(account: string | undefined, owner: string | undefined): Situation['reach'] {
  if (account === undefined) return 'outside'
  if (owner === undefined) return 'eitherAccount'
  return account === owner ? 'sameAccount' : 'crossAccount'
}

function ownerOf(
  { resource, resourceAccount }: AccessRequest,
  arn: Arn | undefined,
  account: string | undefined,
): string | undefined {
  if (resourceAccount !== undefined) return resourceAccount
  if (resource === '*') return account
  return arn !== undefined && /^[0-9]{12}$/.test(arn.account) ? arn.account : undefined
}

/**
 * Trust policies and key policies must allow what they guard.
 * Source: https://docs.aws.amazon.com/kms/latest/developerguide/key-policies.html and
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-denyallow.html
 */
function isGuarded(action: string, arn: Arn | undefined): boolean {
  if (arn?.service === 'kms') return arn.resource.startsWith('key/')
  return arn?.service === 'iam' && arn.resource.startsWith('role/') && /^sts:/i.test(action)
}
