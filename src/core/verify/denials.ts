import type { DeniedWords } from '../activity/activity.js'
import type { JudgedRequest } from './verification.js'

/** What a denial comes to, and what would help. */
export const denialVerdicts = {
  addition: 'no identity policy allows it: the addition does',
  'resource-unknown': 'no identity policy allows it, and the record does not show on which resource',
  'identity-deny': 'an identity policy denies it: change that Deny, an addition does not help',
  boundary: 'the permissions boundary: an addition to identity policies does not help',
  'session-policy': 'the session policy: an addition to identity policies does not help',
  scp: 'a service control policy: an addition to identity policies does not help',
  rcp: 'a resource control policy: an addition to identity policies does not help',
  'resource-policy': "the resource's policy: an addition to identity policies does not help",
  'endpoint-policy': 'a VPC endpoint policy: an addition to identity policies does not help',
  'trust-policy': "the role's trust policy: an addition to identity policies does not help",
  deny: 'a Deny of a policy that AWS does not name: an addition does not help',
  'other-reason': 'AWS gives a reason that is no policy known here: see the message',
  allowed: 'the policies given allow it: they were not attached yet, or something else denies it',
  open: 'the policies given allow it only under a condition that no record tells of',
  unclear: 'AWS does not say which policy: name the policies that are attached',
  unknown: 'AWS names no action, and no rule knows one for the event',
} as const

/** One of the keys of {@link denialVerdicts}. */
export type DenialVerdict = keyof typeof denialVerdicts

/** Whose fault a denial is: that of the identity policies, of something else, or nobody can tell. */
export type DenialBlame = 'policies' | 'elsewhere' | 'unknown'

/** What is known of a denial: AWS's words, and what the policies say where they are known. */
export interface DenialFacts {
  readonly cause: DeniedWords['cause']
  /** `undefined` if no policies were given. */
  readonly judged: JudgedRequest | undefined
  /** True if the resource stands for more than the call is known to have asked for. */
  readonly uncertain: boolean
}

const verdictsOfCauses: Readonly<Partial<Record<NonNullable<DeniedWords['cause']>, DenialVerdict>>> = {
  'no resource': 'resource-policy',
  'deny resource': 'resource-policy',
  'no boundary': 'boundary',
  'deny boundary': 'boundary',
  'no session': 'session-policy',
  'deny session': 'session-policy',
  'no scp': 'scp',
  'deny scp': 'scp',
  'no rcp': 'rcp',
  'deny rcp': 'rcp',
  'no endpoint': 'endpoint-policy',
  'deny endpoint': 'endpoint-policy',
  'no trust': 'trust-policy',
  'deny trust': 'trust-policy',
  'deny identity': 'identity-deny',
  other: 'other-reason',
}

/**
 * What a denial comes to. AWS's own words come first: it names the policy that refused, and knows what was attached when
 * the call was made. Only where it blames the identity policies, or says nothing, the policies given are asked.
 */
export function denialVerdict({ cause, judged, uncertain }: DenialFacts): DenialVerdict {
  const said = cause === undefined ? undefined : verdictsOfCauses[cause]
  if (said !== undefined) return said
  if (judged?.result === 'denied' && judged.reason === 'explicitDeny') return 'identity-deny'
  if (cause === 'deny') return 'deny'
  if (judged?.result === 'allowed') return 'allowed'
  // An Allow is missing where AWS says so, or where the policies have none for the action at all.
  const isMissing = judged === undefined ? cause !== undefined : judged.result === 'denied'
  if (isMissing) return uncertain ? 'resource-unknown' : 'addition'
  if (judged === undefined) return 'unclear'
  return uncertain && cause !== undefined ? 'resource-unknown' : 'open'
}

/** Whose fault it is. A Deny that AWS finds in an identity policy may be of one that was not given. */
export function denialBlame(verdict: DenialVerdict, { cause, judged }: DenialFacts): DenialBlame {
  if (verdict === 'addition' || verdict === 'resource-unknown') return 'policies'
  if (verdict === 'open' && cause === 'no identity') return 'policies'
  if (verdict === 'identity-deny') {
    const given = judged?.result === 'denied' && judged.reason === 'explicitDeny'
    return judged === undefined || given ? 'policies' : 'elsewhere'
  }
  return verdict === 'open' || verdict === 'unclear' || verdict === 'unknown' || verdict === 'deny'
    ? 'unknown'
    : 'elsewhere'
}
