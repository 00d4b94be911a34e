import { byCodeUnit, sortedUnique } from '../iam/order.js'
import type { Mapping, RequiredPermission } from '../reference/call.js'
import { isCarried } from '../reference/carried.js'
import { withUnbounded } from '../reference/project.js'
import { requiredPermissions } from '../reference/required.js'
import type { Activity, PendingIdentifiers } from './activity.js'
import type { Evidence } from './evidence.js'
import type { MadeIdentifiers } from './made.js'
import { leavesOf, type PrefixLeaf } from './prefix-tree.js'

/** A permission that an activity needs, with the part of the evidence that shows it. */
export interface NeededPermission {
  readonly permission: RequiredPermission
  readonly evidence: Evidence
  /** True if some part of a resource stands for more values than were kept one by one. */
  readonly collapsed: boolean
}

/** What an activity needs. `none` and `unmapped` as the reference says. */
export type Needed =
  | { readonly kind: 'mapped'; readonly permissions: readonly NeededPermission[] }
  | Exclude<Mapping, { kind: 'mapped' }>

/**
 * The permissions of an activity: those of its call, once for every value or prefix that was folded.
 * Where a call has two unbounded members, each is varied while the other keeps its first value: every value occurs.
 */
export function neededPermissions(activity: Activity, made: MadeIdentifiers): Needed {
  if (activity.pending !== undefined) return linkedPermissions(activity, activity.pending, made)

  const members = [...activity.unbounded]
    .filter(([key]) => !isCarried(activity.call, key))
    .sort(([a], [b]) => byCodeUnit(a, b))
    .map(([key, tree]) => ({ key, leaves: leavesOf(tree) }))
  const first = new Map(members.map(({ key, leaves }) => [key, leaves[0]!.pattern]))
  const variants = members.flatMap(({ key, leaves }) =>
    leaves.map((leaf) => ({ values: new Map([...first, [key, leaf.pattern]]), leaf })),
  )
  if (variants.length === 0)
    return needed(activity, new Map(), { evidence: activity.evidence, collapsed: false })
  const all = variants.map(({ values, leaf }) => needed(activity, values, leaf))
  const permissions = all.flatMap((one) => (one.kind === 'mapped' ? one.permissions : []))
  return permissions.length > 0 ? { kind: 'mapped', permissions } : all[0]!
}

/** The call once for every value that its identifiers stand for; as it is, if some identifier is unknown. */
function linkedPermissions(
  activity: Activity,
  { stands, identifiers, overflown }: PendingIdentifiers,
  made: MadeIdentifiers,
): Needed {
  const values = sortedUnique([...identifiers].map((identifier) => made.standsFor(identifier) ?? ''))
  const unknown = overflown || values.includes('')
  const variants = [
    ...values.filter((value) => value !== '').map((value) => new Map([[stands, value]])),
    ...(unknown ? [new Map<string, string>()] : []),
  ]
  const all = variants.map((variant) =>
    needed(activity, variant, { evidence: activity.evidence, collapsed: false }),
  )
  const permissions = all.flatMap((one) => (one.kind === 'mapped' ? one.permissions : []))
  return permissions.length > 0 ? { kind: 'mapped', permissions } : all[0]!
}

function needed(
  activity: Activity,
  values: ReadonlyMap<string, string>,
  { evidence, collapsed }: Pick<PrefixLeaf, 'evidence' | 'collapsed'>,
): Needed {
  const mapping = requiredPermissions(withUnbounded(activity.call, values))
  if (mapping.kind !== 'mapped') return mapping
  return {
    kind: 'mapped',
    permissions: mapping.permissions.map((permission) => ({
      permission,
      evidence,
      collapsed: collapsed || activity.widened > 0,
    })),
  }
}
