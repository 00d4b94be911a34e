import { skipReasons } from '../core/cloudtrail/skip-reasons.js'
import type { RequiredPermission } from '../core/reference/call.js'
import type { EventFacts, ExplainedEvent, Explanation } from './explained-event.js'

/** One explained element as plain JSON: the members are in the help of `leastwise explain-event`. */
export function explainedLine({ file, index, event, explanation }: ExplainedEvent) {
  return {
    file,
    index,
    eventSource: event?.eventSource ?? null,
    eventName: event?.eventName ?? null,
    principal: event === undefined ? null : { arn: event.principal.arn, type: event.principal.type },
    outcome: event?.outcome ?? null,
    error: errorOf(event),
    permissions: explanation.kind === 'mapped' ? explanation.permissions.map(permission) : [],
    implied: explanation.kind === 'mapped' ? explanation.implied : [],
    made: event?.made ?? [],
    unmapped: explanation.kind === 'unmapped' ? unmappedText(explanation) : null,
    skipped: skippedText(explanation) ?? null,
  }
}

function errorOf(event: EventFacts | undefined) {
  const { errorCode, errorMessage } = event ?? {}
  if (errorCode === undefined && errorMessage === undefined) return null
  return { code: errorCode ?? null, message: errorMessage ?? null }
}

function permission({ action, resources, context, kind, why }: RequiredPermission) {
  return {
    action,
    resources: resources.map(({ arn }) => arn),
    ephemeral: resources.filter(({ ephemeral }) => ephemeral === true).map(({ arn }) => arn),
    conditions: Object.fromEntries(context.map(({ key, values }) => [key, values])),
    kind,
    why: [why, ...new Set(resources.map(resourceReason))].filter((reason) => reason !== '').join('; '),
  }
}

/** Which field gave a resource, or why a part of it is a wildcard. */
export function resourceReason({ why, wildcard }: RequiredPermission['resources'][number]): string {
  return wildcard === undefined || wildcard.reason === why
    ? why
    : [why, wildcard.reason].filter((reason) => reason !== '').join(', ')
}

/** Why an event is not known, with what is spelled like it. */
export function unmappedText({ reason, near }: Extract<Explanation, { kind: 'unmapped' }>): string {
  return near.length === 0 ? reason : `${reason}; spelled like it: ${near.join(', ')}`
}

/** Why an element is no use of a permission, or `undefined` if it is one. */
export function skippedText(explanation: Explanation): string | undefined {
  if (explanation.kind === 'none') return `no permission is needed: ${explanation.why}`
  if (explanation.kind !== 'skipped') return undefined
  const { reason, detail } = explanation
  return detail === '' ? skipReasons[reason] : `${skipReasons[reason]} (${detail})`
}
