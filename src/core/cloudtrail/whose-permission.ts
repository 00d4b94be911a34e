import type { Principal } from './principal.js'
import type { CloudTrailRecord } from './record.js'
import type { SkipReason } from './skip-reasons.js'

/** Whether a call asked for a permission of its caller's identity policies. */
export type WhosePermission =
  | { readonly kind: 'caller' }
  | { readonly kind: 'skipped'; readonly reason: SkipReason }

/**
 * Event types that are no API call of an identity, in lower case: AWS's own samples spell them differently.
 * Source: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html
 */
const noCall: ReadonlyMap<string, SkipReason> = new Map<string, SkipReason>([
  ['awsserviceevent', 'service-event'],
  ['awsconsolesignin', 'sign-in'],
  ['awsconsoleaction', 'console-action'],
  ['awsvpceevent', 'network-activity'],
  ['awsvpceevents', 'network-activity'],
  ['awscloudtrailinsight', 'insight'],
  ['awsaggregatedevent', 'aggregated-event'],
])

/**
 * Says whose permission a record shows. `caller`: the identity's own, to be granted by its policies; calls that a
 * service forwards for a user or role (`invokedBy` beside a user identity) and calls by root are among them. Everything
 * else is skipped by reason.
 */
export function whosePermission(record: CloudTrailRecord, principal: Principal): WhosePermission {
  const reason = noCallReason(record) ?? notCallersReason(record, principal)
  return reason === undefined ? { kind: 'caller' } : { kind: 'skipped', reason }
}

function noCallReason(record: CloudTrailRecord): SkipReason | undefined {
  const byType = noCall.get(record.eventType.toLowerCase())
  if (byType !== undefined) return byType
  if (record.eventCategory === 'NetworkActivity') return 'network-activity'
  return isSignIn(record) ? 'sign-in' : undefined
}

/**
 * Old sign-in records have no event type. The OAuth operations of `aws login` are the ones with IAM actions.
 * Source: https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssignin.html
 */
function isSignIn(record: CloudTrailRecord): boolean {
  const atSignIn = record.eventSource === 'signin.amazonaws.com' || record.eventSource === 'signin'
  return atSignIn && !record.eventName.includes('OAuth2')
}

function notCallersReason(record: CloudTrailRecord, principal: Principal): SkipReason | undefined {
  if (principal.type === 'anonymous') return 'anonymous'
  if (isUnsignedFederation(record)) return 'unsigned-federation'
  if (principal.type === 'service' || record.userIdentity.type === 'AWSService') return 'service-call'
  return principal.type === 'account' || isOwnersCopy(record, principal) ? 'resource-owner-copy' : undefined
}

/** Source: https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html ("not signed") */
function isUnsignedFederation(record: CloudTrailRecord): boolean {
  const type = record.userIdentity.type
  if (type === 'SAMLUser' || type === 'WebIdentityUser') return true
  if (record.eventSource !== 'sts.amazonaws.com') return false
  return record.eventName === 'AssumeRoleWithSAML' || record.eventName === 'AssumeRoleWithWebIdentity'
}

/**
 * A call across accounts is recorded once for each under one `sharedEventID`; the one delivered to another account
 * than the caller's is the owner's.
 * Source: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html
 */
function isOwnersCopy(record: CloudTrailRecord, principal: Principal): boolean {
  const caller = record.userIdentity.accountId ?? principal.account
  const receiver = record.recipientAccountId
  if (record.sharedEventID === undefined || caller === undefined || receiver === undefined) return false
  return caller !== receiver
}
