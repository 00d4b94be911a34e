import { asObject, asText, type Json, type JsonObject, member } from '../iam/json.js'
import { parseNested } from './bounded-json.js'
import { fromLowerCase } from './column-names.js'
import { normalizeTime, timeOfEpochSeconds } from './event-time.js'
import { excerpt } from './excerpt.js'
import type { DecodeLimits } from './limits.js'
import { readRecord } from './read-record.js'
import type { CloudTrailRecord } from './record.js'
import type { SkipReason } from './skip-reasons.js'

/** What one element of a file holds. */
export type Unwrapped =
  | { readonly kind: 'record'; readonly record: CloudTrailRecord }
  | { readonly kind: 'skipped'; readonly reason: SkipReason; readonly detail: string }

/** Fixtures wrap an EventBridge envelope or a file once more; nothing real goes deeper. */
const MOST_ENVELOPES = 6

/** Names under which envelopes carry one thing (EventBridge, HTTP collectors, fixtures) or several. */
const CARRIES_ONE = ['detail', 'data', 'event'] as const
const CARRIES_SEVERAL = ['Records', 'Events', 'events', 'logEvents'] as const

interface Envelope {
  readonly depth: number
  /** Time that the envelope states, for a record that has none. */
  readonly time: string | undefined
  readonly limits: DecodeLimits
}

/** Finds the records in one parsed element, through every envelope it may be in. Never empty, in order. */
export function unwrap(element: Json, limits: DecodeLimits): Unwrapped[] {
  const found: Unwrapped[] = []
  collect(element, { depth: 0, time: undefined, limits }, found)
  return found
}

function collect(element: Json, envelope: Envelope, found: Unwrapped[]): void {
  if (envelope.depth > MOST_ENVELOPES) {
    found.push(skipped('not-a-record', 'too many envelopes around it'))
    return
  }
  const object = asObject(element)
  if (object === undefined) collectBare(element, envelope, found)
  else if (Object.hasOwn(object, 'eventName')) found.push(recordOf(object, envelope))
  else collectWrapped(object, envelope, found)
}

/** Not an object: `lookup-events --query 'Events[].CloudTrailEvent'` prints an array of records in strings. */
function collectBare(element: Json, envelope: Envelope, found: Unwrapped[]): void {
  if (typeof element === 'string' && startsObject(element)) collectJson(element, envelope, found)
  else found.push(skipped('not-a-record', `found ${kindOf(element)}`))
}

function kindOf(element: Json): string {
  if (element === null) return 'null'
  return Array.isArray(element) ? 'an array' : `a ${typeof element}`
}

function collectWrapped(object: JsonObject, envelope: Envelope, found: Unwrapped[]): void {
  const impostor = impostorReason(object)
  if (impostor !== undefined) found.push(skipped(impostor, ''))
  else if (Object.hasOwn(object, 'eventname')) found.push(recordOf(fromLowerCase(object), envelope))
  else if (isLookupItem(object)) collectLookupItem(object, envelope, found)
  else if (typeof member(object, 'message') === 'string') collectMessage(object, envelope, found)
  else if (!collectCarried(object, envelope, found)) found.push(recordOf(object, envelope))
}

function isLookupItem(object: JsonObject): boolean {
  return (
    Object.hasOwn(object, 'CloudTrailEvent') ||
    (Object.hasOwn(object, 'EventId') && Object.hasOwn(object, 'EventName'))
  )
}

/** Source: https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_Event.html */
function collectLookupItem(object: JsonObject, envelope: Envelope, found: Unwrapped[]): void {
  const event = member(object, 'CloudTrailEvent')
  const time = timeOfItem(member(object, 'EventTime'))
  if (typeof event === 'string') collectJson(event, { ...envelope, time }, found)
  else found.push(skipped('lookup-item-without-event', ''))
}

function timeOfItem(time: Json | undefined): string | undefined {
  if (typeof time === 'number') return timeOfEpochSeconds(time)
  return typeof time === 'string' ? normalizeTime(time) : undefined
}

/** Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/SubscriptionFilters.html */
function collectMessage(object: JsonObject, envelope: Envelope, found: Unwrapped[]): void {
  const message = asText(member(object, 'message')) ?? ''
  const inner: Unwrapped[] = []
  if (startsObject(message)) collectJson(message, envelope, inner)
  const isCloudTrail = inner.some((each) => each.kind === 'record' || each.reason !== 'not-a-record')
  if (isCloudTrail) found.push(...inner)
  else found.push(skipped('log-message', excerpt(message.trimEnd())))
}

function collectJson(text: string, envelope: Envelope, found: Unwrapped[]): void {
  const parsed = parseNested(text, envelope.limits)
  if (parsed.kind === 'value') collect(parsed.value, deeper(envelope), found)
  else found.push(skipped(parsed.reason, 'the JSON in a string'))
}

function collectCarried(object: JsonObject, envelope: Envelope, found: Unwrapped[]): boolean {
  for (const name of CARRIES_SEVERAL) {
    const several = member(object, name)
    if (!Array.isArray(several)) continue
    for (const each of several as readonly Json[]) collect(each, deeper(envelope), found)
    return true
  }
  for (const name of CARRIES_ONE) {
    const one = asObject(member(object, name))
    if (one === undefined) continue
    collect(one, deeper(envelope), found)
    return true
  }
  return false
}

function deeper(envelope: Envelope): Envelope {
  return { ...envelope, depth: envelope.depth + 1 }
}

function recordOf(object: JsonObject, envelope: Envelope): Unwrapped {
  const impostor = impostorReason(object)
  if (impostor !== undefined) return skipped(impostor, '')
  const read = readRecord(object, envelope.time, envelope.limits)
  if (read.kind === 'record') return read
  const reason = looksLikeNoRecord(object) ?? read.reason
  return skipped(reason, typeof read.value === 'string' && reason === read.reason ? excerpt(read.value) : '')
}

/**
 * Things that AWS itself writes beside records, told apart by their own fields.
 * Source: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference.html
 */
function impostorReason(object: JsonObject): SkipReason | undefined {
  const eventType = member(object, 'eventType')
  if (eventType === 'AwsCloudTrailInsight') return 'insight'
  if (eventType === 'AwsAggregatedEvent') return 'aggregated-event'
  const eventCategory = member(object, 'eventCategory')
  if (eventCategory === 'Insight') return 'insight'
  if (eventCategory === 'Aggregated') return 'aggregated-event'
  const source = member(object, 'eventSource') ?? member(object, 'EventSource')
  return typeof source === 'string' && source.startsWith('aws:') ? 'event-notification' : undefined
}

/** Explains an object that failed as a record and never was one. */
function looksLikeNoRecord(object: JsonObject): SkipReason | undefined {
  if (Object.hasOwn(object, 'digestS3Object') || Object.hasOwn(object, 'digestStartTime'))
    return 'digest-file'
  if (Object.hasOwn(object, 'class_uid') && Object.hasOwn(object, 'metadata')) return 'ocsf-event'
  const has = (name: string) => Object.hasOwn(object, name)
  if (has('eventTime') || has('@timestamp') || has('userIdentity')) return undefined
  if (!has('eventName') && !has('eventSource')) return 'not-a-record'
  return has('eventVersion') ? undefined : 'summary'
}

function skipped(reason: SkipReason, detail: string): Unwrapped {
  return { kind: 'skipped', reason, detail }
}

function startsObject(text: string): boolean {
  return text.trimStart().startsWith('{')
}
