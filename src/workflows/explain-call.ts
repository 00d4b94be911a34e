import type { Outcome } from '../core/cloudtrail/classify.js'
import { nearest } from '../core/iam/nearest.js'
import type { Call, RequiredPermission } from '../core/reference/call.js'
import { sourceName } from '../core/reference/event-source.js'
import {
  type ImpliedPermission,
  impliedByRuntime,
  impliedByUse,
  type Runtime,
} from '../core/reference/implied.js'
import { operationOfEvent, requiredPermissions } from '../core/reference/required.js'
import { actionById, servicePrefixes } from '../core/reference/service.js'
import type { Explanation } from './explained-event.js'

/** Says what one call needs, by the reference alone. `runtime` is where its caller runs, if that is known. */
export type Explainer = (call: Call, outcome: Outcome, runtime: Runtime | undefined) => Explanation

/** An explainer that remembers what it looked up. */
export function openExplainer(): Explainer {
  const near = openNear()
  return (call, outcome, runtime) => {
    const mapping = requiredPermissions(call)
    if (mapping.kind === 'mapped') {
      const { permissions } = mapping
      const implied = outcome === 'denied' ? [] : impliedBy(permissions, runtime)
      return { ...mapping, notShown: notShown(permissions), implied }
    }
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

/** What one call implies on its own; other records may show what it implies, or that it is no sign of it. */
function impliedBy(
  permissions: readonly RequiredPermission[],
  runtime: Runtime | undefined,
): readonly ImpliedPermission[] {
  const shown = new Set(permissions.map(({ action }) => action))
  const uses = permissions.flatMap(({ action, resources, context }) => {
    const viaService = context.find(({ key }) => key === 'kms:ViaService')?.values[0]
    return resources.map(({ arn }) => ({ action, resource: arn, viaService }))
  })
  const isShown = (action: string) => shown.has(action)
  return [
    ...uses.flatMap((use) => impliedByUse({ ...use, isShown, isAdministered: false })),
    ...(runtime === undefined ? [] : impliedByRuntime(runtime)),
  ].filter(({ action }) => !shown.has(action))
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
