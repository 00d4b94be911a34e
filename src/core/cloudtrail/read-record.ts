import { asObject, asText, type Json, type JsonObject, member } from '../iam/json.js'
import { parseNested } from './bounded-json.js'
import { normalizeTime } from './event-time.js'
import type { DecodeLimits } from './limits.js'
import type { CloudTrailRecord, RecordResource } from './record.js'
import type { SkipReason } from './skip-reasons.js'
import { readUserIdentity } from './user-identity.js'

/** A record, or the first thing that keeps an object from being one. */
export type ReadRecord =
  | { readonly kind: 'record'; readonly record: CloudTrailRecord }
  | { readonly kind: 'skipped'; readonly reason: SkipReason; readonly value: Json | undefined }

/**
 * Reads an object with CloudTrail's own field names. Needs `eventSource`, `eventName` and a valid `eventTime` (or
 * `@timestamp`, which Logstash writes instead, or the time of the envelope); everything else may be absent. Values of
 * the wrong type count as absent.
 */
export function readRecord(
  object: JsonObject,
  envelopeTime: string | undefined,
  limits: DecodeLimits,
): ReadRecord {
  const version = member(object, 'eventVersion')
  if (!isVersionOne(version)) return skipped('unsupported-version', version)
  const eventSource = asText(member(object, 'eventSource'))
  if (eventSource === undefined) return skipped('no-event-source', undefined)
  const eventName = asText(member(object, 'eventName'))
  if (eventName === undefined) return skipped('no-event-name', undefined)
  const written = asText(member(object, 'eventTime')) ?? asText(member(object, '@timestamp')) ?? envelopeTime
  if (written === undefined && limits.timeRequired) return skipped('no-event-time', undefined)
  const eventTime = normalizeTime(written ?? '') ?? (limits.timeRequired ? undefined : '')
  if (eventTime === undefined) return skipped('bad-event-time', written)
  const required = { eventTime, eventSource, eventName, eventVersion: versionText(version) }
  return { kind: 'record', record: recordWith(required, object, limits) }
}

function skipped(reason: SkipReason, value: Json | undefined): ReadRecord {
  return { kind: 'skipped', reason, value }
}

/**
 * A reader should accept any minor version of the major version it knows.
 * Source: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html
 */
function isVersionOne(version: Json | undefined): boolean {
  const text = versionText(version)
  return text === undefined || text === '1' || text.startsWith('1.')
}

function versionText(version: Json | undefined): string | undefined {
  return typeof version === 'number' ? String(version) : asText(version)
}

type RequiredFields = Pick<CloudTrailRecord, 'eventTime' | 'eventSource' | 'eventName' | 'eventVersion'>

/** One literal: spreading objects of this size takes longer than everything else about a record. */
function recordWith(required: RequiredFields, object: JsonObject, limits: DecodeLimits): CloudTrailRecord {
  return {
    eventVersion: required.eventVersion,
    eventTime: required.eventTime,
    eventSource: required.eventSource,
    eventName: required.eventName,
    eventID: asText(member(object, 'eventID')),
    awsRegion: asText(member(object, 'awsRegion')),
    eventType: asText(member(object, 'eventType')) ?? 'AwsApiCall',
    eventCategory: asText(member(object, 'eventCategory')),
    sourceIPAddress: asText(member(object, 'sourceIPAddress')),
    userAgent: asText(member(object, 'userAgent')),
    errorCode: asText(member(object, 'errorCode')),
    errorMessage: asText(member(object, 'errorMessage')),
    requestParameters: objectOrJson(member(object, 'requestParameters'), limits),
    responseElements: objectOrJson(member(object, 'responseElements'), limits),
    additionalEventData: objectOrJson(member(object, 'additionalEventData'), limits),
    resources: readResources(member(object, 'resources')),
    recipientAccountId: asText(member(object, 'recipientAccountId')),
    sharedEventID: asText(member(object, 'sharedEventID')),
    requestID: asText(member(object, 'requestID')),
    vpcEndpointId: asText(member(object, 'vpcEndpointId')),
    readOnly: asBoolean(member(object, 'readOnly')),
    managementEvent: asBoolean(member(object, 'managementEvent')),
    userIdentity: readUserIdentity(asObject(member(object, 'userIdentity'))),
  }
}

/** An object as it is, or the object in a JSON string: Athena's table has request and response as strings. */
function objectOrJson(value: Json | undefined, limits: DecodeLimits): JsonObject | undefined {
  if (typeof value !== 'string') return asObject(value)
  if (!value.startsWith('{')) return undefined
  const parsed = parseNested(value, limits)
  return parsed.kind === 'value' ? asObject(parsed.value) : undefined
}

/** Athena and LookupEvents write booleans as strings. */
function asBoolean(value: Json | undefined): boolean | undefined {
  if (typeof value === 'boolean') return value
  return value === 'true' ? true : value === 'false' ? false : undefined
}

const noResources: readonly RecordResource[] = Object.freeze([])

function readResources(value: Json | undefined): readonly RecordResource[] {
  if (!Array.isArray(value) || value.length === 0) return noResources
  const resources: RecordResource[] = []
  for (const entry of value as readonly Json[]) {
    const resource = readResource(asObject(entry))
    if (resource !== undefined) resources.push(resource)
  }
  return resources
}

/** Entries with only an `ARNPrefix`, or with a name that is no ARN (event history), name no single resource. */
function readResource(entry: JsonObject | undefined): RecordResource | undefined {
  const arn =
    asText(member(entry, 'ARN')) ?? asText(member(entry, 'arn')) ?? asText(member(entry, 'resourceName'))
  if (arn === undefined || !arn.startsWith('arn:')) return undefined
  const type = asText(member(entry, 'type')) ?? asText(member(entry, 'resourceType'))
  return { arn, accountId: asText(member(entry, 'accountId')), type }
}
