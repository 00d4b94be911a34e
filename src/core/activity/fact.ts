import { deniedDetail, outcomeOf } from '../cloudtrail/classify.js'
import { denialCause } from '../cloudtrail/denial-cause.js'
import type { Principal } from '../cloudtrail/principal.js'
import type { CloudTrailRecord } from '../cloudtrail/record.js'
import { asText, member } from '../iam/json.js'
import { partitionOfArn, partitionOfRegion } from '../iam/partition.js'
import type { Call } from '../reference/call.js'
import { projectCall } from '../reference/project.js'
import type { ActivityKey, Fact } from './activity.js'
import { type Fingerprint, fingerprintAfter, fingerprintOf, type Lanes, lanesOf } from './fingerprint.js'
import { linksOf } from './made.js'

/** The call that a record logs, as the reference reads it. */
export function callOf(record: CloudTrailRecord, principal: Principal): Call {
  return {
    eventSource: record.eventSource,
    eventName: record.eventName,
    region: record.awsRegion,
    account: record.recipientAccountId ?? record.userIdentity.accountId ?? principal.account,
    partition: partitionOf(record, principal),
    principal: principal.arn,
    invokedBy: isServiceRole(record, principal) ? undefined : record.userIdentity.invokedBy,
    errorCode: record.errorCode,
    request: record.requestParameters,
    resources: record.resources,
  }
}

/**
 * True if a service works with a role of its own, not with the permissions of whoever called it. Such calls are logged
 * with `invokedBy` too, but carry no `aws:CalledVia`. CloudFormation is the one service that does both.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-iam-servicerole.html
 */
function isServiceRole({ userIdentity }: CloudTrailRecord, { session }: Principal): boolean {
  return userIdentity.invokedBy === 'cloudformation.amazonaws.com' && session === 'AWSCloudFormation'
}

/** From the records, never from a constant: the identity's ARN, else the Region. `aws` only if neither says. */
function partitionOf(record: CloudTrailRecord, principal: Principal): string {
  const region = record.awsRegion === undefined ? undefined : partitionOfRegion(record.awsRegion)
  return partitionOfArn(principal.arn) ?? region ?? 'aws'
}

/** What a record of a caller's own call adds to the activity. */
export function factOf(record: CloudTrailRecord, principal: Principal): Fact {
  const { call: projected, unbounded, carried } = projectCall(callOf(record, principal))
  // A request that says nothing of resources is not the same as none: it was logged.
  const request = projected.request ?? (record.requestParameters === undefined ? undefined : {})
  const call = { ...projected, request }
  const outcome = outcomeOf(record)
  const denied = outcome === 'denied' ? deniedOf(record.errorMessage) : undefined
  const { errorCode, eventType, vpcEndpointId } = record
  const activity: ActivityKey = { call, outcome, errorCode, eventType, vpcEndpointId, denied }
  return {
    key: activityKeyText(activity),
    activity,
    time: record.eventTime,
    eventID: record.eventID,
    unbounded: [...unbounded.map(({ member, value }) => ({ ...member, value })), ...carried],
    pending: pendingOf(record),
    message: outcome === 'denied' ? record.errorMessage : undefined,
  }
}

function deniedOf(message: string | undefined): ActivityKey['denied'] {
  const detail = deniedDetail(message)
  return detail === undefined
    ? undefined
    : {
        action: detail.action,
        resource: detail.resource,
        cause: denialCause(detail.becauseOf),
      }
}

/** An identifier in the request that stands for a member which the request lacks. */
function pendingOf(record: CloudTrailRecord): Fact['pending'] {
  const link = linksOf(record).find(({ stands }) => member(record.requestParameters, stands) === undefined)
  const identifier = asText(member(record.requestParameters, link?.identifier ?? ''))
  return link === undefined || identifier === undefined ? undefined : { stands: link.stands, identifier }
}

/**
 * The fingerprint of what a fact says beside its event: the row, the values and the identifier that the row collects.
 * Documentation samples give one eventID to different events, so all of that belongs to an event's identity.
 */
export function factIdentity(fact: Fact): Fingerprint {
  return valuesIdentity(identityLanes(fact), fact)
}

/** What the identities of all facts with one key begin with. */
export function identityLanes({ key }: Pick<Fact, 'key'>): Lanes {
  return lanesOf(`[${JSON.stringify(key)},`)
}

/** The identity of a fact with other values: see {@link factIdentity}. */
export function valuesIdentity(lanes: Lanes, values: Pick<Fact, 'unbounded' | 'pending'>): Fingerprint {
  return fingerprintAfter(lanes, valuesText(values))
}

/** What an identity says of values, in JSON: a value stands in it as `JSON.stringify` writes it. */
export function valuesText({ unbounded, pending }: Pick<Fact, 'unbounded' | 'pending'>): string {
  const values = unbounded.map((one) => [one.key, one.value])
  return JSON.stringify([values, pending?.identifier]).slice(1)
}

/** An event's identity: that of what it says, with its eventID and its time. Without an eventID it has none. */
export function eventIdentity(said: Fingerprint, eventID: string, time: string): Fingerprint {
  return fingerprintOf(`${eventID} ${time}`, said)
}

/** Objects of the key are built member by member in one order, and the projected request is sorted: text equality is enough. */
export function activityKeyText({
  call,
  outcome,
  errorCode,
  eventType,
  vpcEndpointId,
  denied,
}: ActivityKey): string {
  const { principal, eventSource, eventName, region, account, partition, invokedBy, request, resources } =
    call
  return JSON.stringify([
    [principal, eventSource, eventName, region, account, partition, invokedBy],
    [outcome, errorCode, eventType, vpcEndpointId, denied?.action, denied?.resource, ...causeOf(denied)],
    request,
    resources.map(({ arn, accountId, type }) => [arn, accountId, type]),
  ])
}

/** Only where there is one: what is kept of other calls is known by the text as it always was. */
function causeOf(denied: ActivityKey['denied']): readonly string[] {
  return denied?.cause === undefined ? [] : [denied.cause]
}
