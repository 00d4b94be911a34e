import { type Evidence, joinEvidence } from '../activity/evidence.js'
import type { RuntimeUse } from '../activity/runtime.js'
import { arnCovers } from '../iam/arn-pattern.js'
import { byCodeUnit } from '../iam/order.js'
import { type ImpliedPermission, impliedByRuntime, impliedByUse } from '../reference/implied.js'
import { actionById } from '../reference/service.js'
import type { ObservedPermission } from './observed.js'

/** A permission that what is seen implies and no record shows. Never granted. */
export interface Suggestion extends ImpliedPermission {
  /** Of the uses that imply it. */
  readonly evidence: Evidence
}

/** What the permissions in use and the runtimes imply beyond what is granted: sorted by action and resource. */
export function suggestionsFor(
  permissions: readonly ObservedPermission[],
  runtimes: readonly RuntimeUse[],
): readonly Suggestion[] {
  const shown = new Map<string, ObservedPermission[]>()
  for (const one of permissions) shown.set(one.action, [...(shown.get(one.action) ?? []), one])
  const changed = new Set(permissions.filter(isChange).map(subjectOf))
  const found = new Map<string, Suggestion>()
  const implied = [
    ...permissions.flatMap((one) =>
      impliedByUse({
        ...useOf(one),
        isShown: (action) => shown.has(action),
        isAdministered: changed.has(subjectOf(one)),
      }).map((each) => ({ ...each, evidence: one.evidence })),
    ),
    ...runtimes.flatMap(({ runtime, evidence }) =>
      impliedByRuntime(runtime).map((each) => ({ ...each, evidence })),
    ),
  ]
  for (const one of implied) {
    if (shown.get(one.action)?.some(({ resource }) => arnCovers(resource, one.resource))) continue
    const key = JSON.stringify([one.action, one.resource])
    const known = found.get(key)
    found.set(key, known === undefined ? one : joined(known, one))
  }
  return [...found].sort(([a], [b]) => byCodeUnit(a, b)).map(([, one]) => one)
}

function useOf({ action, resource, conditions }: ObservedPermission) {
  const viaService = conditions.find(({ key }) => key === 'kms:ViaService')?.values[0]
  return { action, resource, viaService }
}

function isChange({ action }: ObservedPermission): boolean {
  return !/^(?:List|Read)$/.test(actionById(action)?.accessLevel ?? '')
}

function subjectOf({ action, resource }: ObservedPermission): string {
  return `${action.slice(0, action.indexOf(':'))} ${resource}`
}

function joined(a: Suggestion, b: Suggestion): Suggestion {
  const first = byCodeUnit(a.reason, b.reason) <= 0 ? a : b
  return { ...first, evidence: joinEvidence(a.evidence, b.evidence) }
}
