import type { Json, JsonObject } from '../iam/json.js'
import type { ActivityKey } from './activity.js'
import { activityKeyText } from './fact.js'
import { anySegment } from './prefix-tree.js'

/**
 * How far apart the requests of one event by one principal are still kept. 0: as they are. 1: identifiers (a last part
 * with a digit in it) are one. 2: whatever is behind the last `/` or `:` is one. 3: the request is not kept at all.
 *
 * Law: widened(b, widened(a, key)) = widened(max(a, b), key). So what is kept depends on the set of requests alone.
 */
export type Widening = 0 | 1 | 2 | 3

/** How many different requests of one event by one principal, with one outcome, are kept apart at each step. */
export const widestEvent = 2000

/** What an activity is keyed by at a step of widening. */
export function widened(step: Widening, key: ActivityKey): ActivityKey {
  if (step === 0) return key
  const { call, denied } = key
  const request = step === 3 ? undefined : widenedObject(step, call.request)
  const resources =
    step === 3 ? [] : unique(call.resources.map((one) => ({ ...one, arn: widenedText(step, one.arn) })))
  const resource =
    step === 3 || denied?.resource === undefined ? undefined : widenedText(step, denied.resource)
  return {
    call: { ...call, request, resources },
    outcome: key.outcome,
    errorCode: key.errorCode,
    eventType: key.eventType,
    vpcEndpointId: key.vpcEndpointId,
    denied: denied === undefined ? undefined : { action: denied.action, resource, cause: denied.cause },
  }
}

/** The text of a key at a step of widening. */
export function widenedKeyText(step: Widening, key: ActivityKey): string {
  return step === 0 ? activityKeyText(key) : `${step} ${activityKeyText(key)}`
}

function widenedObject(step: 1 | 2, object: JsonObject | undefined): JsonObject | undefined {
  if (object === undefined) return undefined
  return Object.fromEntries(Object.entries(object).map(([name, value]) => [name, widenedValue(step, value)]))
}

/** Requests are pruned to a bounded depth before they get here. */
function widenedValue(step: 1 | 2, value: Json): Json {
  if (typeof value === 'string') return widenedText(step, value)
  if (Array.isArray(value)) return unique((value as readonly Json[]).map((one) => widenedValue(step, one)))
  if (typeof value === 'object' && value !== null) return widenedObject(step, value as JsonObject)!
  return value
}

const shortestIdentifier = 5

/** A role is never put together with others: who may pass or assume any of them may do anything. */
const role = /^arn:[^:]*:iam:/

function widenedText(step: 1 | 2, text: string): string {
  if (role.test(text)) return text
  const at = Math.max(text.lastIndexOf('/'), text.lastIndexOf(':')) + 1
  const last = text.slice(at)
  const wide = step === 1 ? last.length >= shortestIdentifier && /\d/.test(last) : at > 0 || /\d/.test(last)
  return wide ? text.slice(0, at) + anySegment : text
}

/** Equal elements once, in the order of their first. */
function unique<T>(list: readonly T[]): T[] {
  return [...new Map(list.map((one) => [JSON.stringify(one), one])).values()]
}
