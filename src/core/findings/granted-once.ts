import type { AccountPrincipal } from '../account/snapshot.js'
import type { PolicySet } from '../evaluate/policy-set.js'
import { isServiceLinkedRole } from '../evaluate/principal.js'
import { parseArn } from '../iam/arn.js'
import { type Granted, grantedActions } from './granted-actions.js'
import { contextAskedFor, requestPrincipal } from './principal-context.js'

/** As {@link grantedActions}. */
export type GrantReader = (principal: AccountPrincipal, policies: PolicySet) => Granted

/**
 * Answers once for principals that are alike to their policies: twenty administrators with one managed policy are one
 * question, which for all actions of AWS takes a second.
 */
export function grantedOnce(): GrantReader {
  const known = new Map<string, Granted>()
  return (principal, policies) => {
    const key = keyOf(principal, policies)
    const granted = known.get(key) ?? grantedActions(principal, policies)
    known.set(key, granted)
    return granted
  }
}

/** All that the answer depends on. RCPs may name principals. */
function keyOf(principal: AccountPrincipal, policies: PolicySet): string {
  const { type, account, arn } = principal
  const name = policies.rcps === undefined ? '' : arn
  const linked = isServiceLinkedRole(requestPrincipal(principal))
  const context = [...contextAskedFor(principal, policies)]
  return JSON.stringify([type, account, parseArn(arn)?.partition, name, linked, context, policies])
}
