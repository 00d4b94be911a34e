import { nearest } from '../../iam/nearest.js'
import { quoted } from '../../iam/policy-problem.js'
import { conditionKeysOf, isConditionKeyPrefix } from '../../reference/condition-key.js'
import { serviceByPrefix, servicePrefixes } from '../../reference/service.js'
import { conditions, type Find } from './check.js'
import type { ConditionView } from './condition-view.js'

/** What stands before the first colon of a key, in lower case; `undefined` if there is no colon. */
export function keyPrefix(lower: string): string | undefined {
  const colon = lower.indexOf(':')
  return colon < 0 ? undefined : lower.slice(0, colon)
}

/**
 * Is it a key of an identity provider, which is named by its issuer: `oidc.eks.eu-west-1.amazonaws.com/id/A1:sub`?
 * Of those any name may exist.
 */
export function isIssuerKey(lower: string): boolean {
  return (keyPrefix(lower) ?? '').includes('.')
}

/** Where a condition key names a service that does not exist. */
export const findUnknownKeyServices: Find = conditions(({ lower, keyAt }, report) => {
  const prefix = keyPrefix(lower)
  if (prefix === undefined || prefix === '' || isKnownPrefix(prefix) || isIssuerKey(lower)) return
  const near = nearest(prefix, servicePrefixes(), 3)
  const proposal = near.length === 0 ? '' : ` Did you mean ${near.join(', ')}?`
  report(`No service has condition keys that begin with \`${quoted(prefix)}:\`.${proposal}`, keyAt)
})

/** Does a service, or AWS for all services, name its keys so? */
export function isKnownPrefix(prefix: string): boolean {
  return prefix === 'aws' || isConditionKeyPrefix(prefix) || serviceByPrefix(prefix) !== undefined
}

/** The keys of the same service that are most like this one, as a question; empty if none is. */
export function meantKey({ key, lower }: ConditionView): string {
  const names = nearest(key, conditionKeysOf(keyPrefix(lower) ?? ''), 3)
  return names.length === 0 ? '' : ` Did you mean ${names.join(', ')}?`
}
