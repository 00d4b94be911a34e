import { nearest } from '../core/iam/nearest.js'
import type { Call, RequiredPermission } from '../core/reference/call.js'
import { sourceName } from '../core/reference/event-source.js'
import { operationOfEvent, requiredPermissions } from '../core/reference/required.js'
import { actionById, servicePrefixes } from '../core/reference/service.js'
import type { Explanation } from './explained-event.js'

/** What one call needs, by the reference alone. */
export function explainCall(call: Call): Explanation {
  const mapping = requiredPermissions(call)
  switch (mapping.kind) {
    case 'mapped':
      return { ...mapping, notShown: notShown(mapping.permissions) }
    case 'none':
      return mapping
    case 'unmapped':
      return { ...mapping, near: near(call) }
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

function near(call: Call): readonly string[] {
  const operation = operationOfEvent(call)
  if (operation === undefined) return nearest(sourceName(call.eventSource), servicePrefixes(), nearShown)
  const { service, name } = operation
  const names = [...service.actions.values()].map((action) => action.name)
  return nearest(name, names, nearShown).map((action) => `${service.prefix}:${action}`)
}
