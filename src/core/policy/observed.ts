import type { Activity } from '../activity/activity.js'
import { carriedKeys } from '../activity/carried.js'
import { type Evidence, joinEvidence } from '../activity/evidence.js'
import type { MadeIdentifiers } from '../activity/made.js'
import { widestLevel } from '../activity/prefix-tree.js'
import { type NeededPermission, neededPermissions } from '../activity/required.js'
import { hasWildcard } from '../iam/literal.js'
import { byCodeUnit, sortedUnique } from '../iam/order.js'
import type { RequiredPermission, ResourceReference } from '../reference/call.js'
import { literalValue } from '../reference/literal-value.js'
import { operationOfEvent } from '../reference/required.js'
import { actionById } from '../reference/service.js'
import { joinOrigins, type Origin } from './origin.js'

/** A permission that activity shows: one action on one resource under one set of conditions, with its evidence. */
export interface ObservedPermission {
  readonly action: string
  readonly resource: string
  /** Sorted by key. Values hold all at once: they are what every one of the calls carried. */
  readonly conditions: readonly { readonly key: string; readonly values: readonly string[] }[]
  readonly evidence: Evidence
  /** How many of the calls failed for another reason than a missing permission: weaker evidence than a success. */
  readonly failed: number
  /** True if all that is known comes from failed calls whose request was not logged: it says nothing of the resource. */
  readonly blind: boolean
  /** Why the action is needed and where its resource comes from. */
  readonly why: string
  readonly wildcard: ResourceReference['wildcard']
  /** Where the calls came from, each once; `undefined` if nothing is known of some. */
  readonly origins?: readonly Origin[] | undefined
  /** Where the resource is a pattern that a rule put for ARNs: which rule, and for what. */
  readonly pattern?: PatternOrigin | undefined
}

/** What a pattern stands for. */
export interface PatternOrigin {
  /** Name of the rule, as docs/generalisation.md lists them; several are joined by `and`. */
  readonly rule: string
  /** The ARNs it was put for; `undefined` where there were more than are kept. */
  readonly values: readonly string[] | undefined
  /** What else it covers, in words. */
  readonly alsoCovers: string
  /** How much that is: names of the same form, all below a prefix, or all of the type in the account and Region. */
  readonly size: 'shape' | 'prefix' | 'type'
}

/** An event that no rule of the reference knows. */
export interface UnmappedEvent {
  readonly eventSource: string
  readonly eventName: string
  readonly reason: string
  readonly evidence: Evidence
}

/** What activity needs, and what is not known of it. */
export interface Observed {
  readonly permissions: readonly ObservedPermission[]
  readonly unmapped: readonly UnmappedEvent[]
  /** Actions of calls that AWS lets anyone make: no policy needs them. Sorted. */
  readonly permissionless: readonly string[]
}

/** Maps activity to permissions and joins the evidence of equal ones. Sorted by action, resource, conditions. */
export function observe(activities: readonly Activity[], made: MadeIdentifiers): Observed {
  const permissions = new Map<string, ObservedPermission>()
  const unmapped = new Map<string, UnmappedEvent>()
  const free: string[] = []
  for (const activity of activities) {
    const needed = neededPermissions(activity, made)
    if (needed.kind === 'mapped')
      for (const one of needed.permissions) addPermission(permissions, one, activity)
    if (needed.kind === 'unmapped') addUnmapped(unmapped, activity, needed.reason)
    if (needed.kind === 'none') free.push(...actionNamed(activity))
  }
  return {
    permissions: withoutBlind(sortedValues(permissions)),
    unmapped: sortedValues(unmapped),
    permissionless: sortedUnique(free),
  }
}

/** The action with the name of the operation, if there is one. */
function actionNamed({ call }: Activity): readonly string[] {
  const operation = operationOfEvent(call)
  const action =
    operation === undefined ? undefined : actionById(`${operation.service.prefix}:${operation.name}`)
  return action === undefined ? [] : [action.id]
}

/** A throttled call without its request must not widen what the calls with requests show. */
function withoutBlind(permissions: readonly ObservedPermission[]): readonly ObservedPermission[] {
  const seeing = new Set(permissions.filter(({ blind }) => !blind).map(({ action }) => action))
  return permissions.filter(({ action, blind }) => !blind || !seeing.has(action))
}

function addPermission(
  found: Map<string, ObservedPermission>,
  needed: NeededPermission,
  activity: Activity,
): void {
  for (const resource of needed.permission.resources) {
    const one = observed(needed, resource, activity)
    const key = JSON.stringify([one.action, one.resource, one.conditions])
    const known = found.get(key)
    found.set(key, known === undefined ? one : joinObserved(known, one))
  }
}

function observed(
  { permission, evidence, collapsed }: NeededPermission,
  resource: ResourceReference,
  activity: Activity,
): ObservedPermission {
  const { action } = permission
  const blind = isBlind(activity, action, resource)
  const many = collapsed && resource.arn.endsWith('*') ? manyNames : undefined
  return {
    action,
    resource: resource.arn,
    conditions: sortedContext(permission),
    evidence,
    failed: activity.outcome === 'failed' ? evidence.count : 0,
    blind,
    why: `${permission.why}; ${resource.why}`,
    wildcard: resource.wildcard ?? many ?? confession(action, resource.arn, blind ? notLogged : resource.why),
    origins: [{ ...originOf(activity), carried: carriedKeys(activity, permission, resource.arn) }],
    ...(many === undefined ? {} : { pattern: belowPrefix(undefined) }),
  }
}

function originOf({ call, vpcEndpointId }: Activity): Origin {
  return { region: call.region, endpoint: vpcEndpointId, forwarded: call.invokedBy !== undefined }
}

/** Without its request, a failed call shows a resource only where the record itself lists it. */
function isBlind({ outcome, call }: Activity, action: string, { arn }: ResourceReference): boolean {
  if (outcome !== 'failed' || call.request !== undefined || !supportsResources(action)) return false
  return hasWildcard(arn) || !call.resources.some((listed) => literalValue(listed.arn) === arn)
}

function supportsResources(action: string): boolean {
  return (actionById(action)?.resources.length ?? 0) > 0
}

function sortedContext({ context }: RequiredPermission): ObservedPermission['conditions'] {
  return [...context].sort((a, b) => byCodeUnit(a.key, b.key))
}

/** Evidence of both; what is said of them is that of the clearer one. */
export function joinObserved(a: ObservedPermission, b: ObservedPermission): ObservedPermission {
  return {
    ...clearer(a, b),
    evidence: joinEvidence(a.evidence, b.evidence),
    failed: a.failed + b.failed,
    blind: a.blind && b.blind,
    origins: joinOrigins(a.origins, b.origins),
    ...joinedPattern(a.pattern, b.pattern),
  }
}

function joinedPattern(
  a: PatternOrigin | undefined,
  b: PatternOrigin | undefined,
): Pick<ObservedPermission, 'pattern'> {
  if (a === undefined || b === undefined) return a === b ? {} : { pattern: a ?? b }
  const first = byCodeUnit(a.rule, b.rule) <= 0 ? a : b
  const known = a.values !== undefined && b.values !== undefined
  return {
    pattern: { ...first, values: known ? sortedUnique([...a.values, ...b.values]) : undefined },
  }
}

/** Of two accounts of the same permission: one that saw the request, one without a confession, the first by its text. */
function clearer(a: ObservedPermission, b: ObservedPermission): ObservedPermission {
  if (a.blind !== b.blind) return a.blind ? b : a
  if ((a.wildcard === undefined) !== (b.wildcard === undefined)) return a.wildcard === undefined ? a : b
  return byCodeUnit(a.why, b.why) <= 0 ? a : b
}

function addUnmapped(found: Map<string, UnmappedEvent>, activity: Activity, reason: string): void {
  const { eventSource, eventName } = activity.call
  const key = JSON.stringify([eventSource, eventName])
  const known = found.get(key)
  const evidence = known === undefined ? activity.evidence : joinEvidence(known.evidence, activity.evidence)
  found.set(key, { eventSource, eventName, reason, evidence })
}

function sortedValues<T>(map: ReadonlyMap<string, T>): T[] {
  return [...map].sort(([a], [b]) => byCodeUnit(a, b)).map(([, value]) => value)
}

const notLogged = 'the call failed and its request was not logged'

/** The confession of a grant wider than one resource; none for `*` of an action that nothing else can grant. */
export function confession(action: string, resource: string, reason: string): ObservedPermission['wildcard'] {
  if (!hasWildcard(resource) || !supportsResources(action)) return undefined
  return { reason, hint: hintFor(resource) }
}

/** Where a name before the wildcard is fixed (a secret's, a log group's, a stack's), only a whole type wants narrowing. */
function hintFor(resource: string): string {
  const [, named] = /^arn:(?:[^:]*:){4}(.*?)[/:-](?:\*|\?+)$/.exec(resource) ?? []
  const parts = (named ?? '*').split(/[/:]/)
  return parts.length > 1 && !parts.includes('*')
    ? 'nothing to do, if all under the name before the `*` is meant: that name is fixed'
    : 'narrow it by a condition, for example on a tag that is set at creation'
}

/** The origin of a prefix; of which names, if all are known. */
export function belowPrefix(values: readonly string[] | undefined): PatternOrigin {
  return { rule: 'prefix', values, alsoCovers: 'everything below the prefix', size: 'prefix' }
}

/** The confession of a prefix. */
export const manyNames = {
  reason: `more than ${widestLevel} different names were used under this prefix`,
  hint: 'nothing to do, if all of the prefix is meant',
}
