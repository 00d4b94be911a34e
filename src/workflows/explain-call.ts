import { nearest } from '../core/iam/nearest.js'
import type { Call, RequiredPermission } from '../core/reference/call.js'
import { sourceName } from '../core/reference/event-source.js'
import { operationOfEvent, requiredPermissions } from '../core/reference/required.js'
import { actionById, servicePrefixes } from '../core/reference/service.js'
import type { Explanation } from './explained-event.js'

/** Says what one call needs, by the reference alone. */
export function openExplainer(): (call: Call) => Explanation {
  const near = openNear()
  return (call) => {
    const mapping = requiredPermissions(call)
    if (mapping.kind === 'mapped') return { ...mapping, notShown: notShown(mapping.permissions) }
    return mapping.kind === 'none' ? mapping : { ...mapping, near: near(call) }
  }
}

function notShown(permissions: readonly RequiredPermission[]): readonly string[] {
  const needed = new Set(permissions.map(({ action }) => action))
  const listed = permissions
    .filter(({ kind }) => kind === 'primary')
    .flatMap(({ action }) => actionById(action)?.dependents ?? [])
  return [...new Set(listed)].filter((action) => !needed.has(action))
}

const nearShown = 3
/** Looking for what is near takes a thousand times as long as a mapping, and unknown events repeat. */
const eventsKept = 1000

function openNear(): (call: Call) => readonly string[] {
  const known = new Map<string, readonly string[]>()
  return (call) => {
    const event = `${call.eventSource} ${call.eventName}`
    const found = known.get(event) ?? near(call)
    if (known.size < eventsKept) known.set(event, found)
    return found
  }
}

function near(call: Call): readonly string[] {
  const operation = operationOfEvent(call)
  if (operation === undefined) return nearest(sourceName(call.eventSource), servicePrefixes(), nearShown)
  const { service, name } = operation
  const names = [...service.actions.values()].map((action) => action.name)
  return nearest(name, names, nearShown).map((action) => `${service.prefix}:${action}`)
}
