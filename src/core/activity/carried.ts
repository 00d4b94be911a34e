import { byCodeUnit, sortedUnique } from '../iam/order.js'
import type { RequiredPermission } from '../reference/call.js'
import { contextOfPermission, notSent, tagsTree, unescapedTag } from '../reference/carried.js'
import type { Activity } from './activity.js'
import { anySegment, leavesOf, type PrefixLeaf } from './prefix-tree.js'

/** What the calls of an activity carried under one condition key. */
export interface CarriedKey {
  /** As a policy writes it: `aws:RequestTag/team`. */
  readonly key: string
  /** Different values; {@link anySegment} at the end stands for more than were kept. Sorted. */
  readonly values: readonly string[]
  /** How many calls carried each of the values; for `aws:TagKeys`, each of the tags. */
  readonly calls: readonly number[]
  /** How many calls there were, with it or without. */
  readonly of: number
  /** `all`: every call carried it; `some`: some are known not to have; `unknown`: of some nobody can say. */
  readonly by: 'all' | 'some' | 'unknown'
}

/** What the calls carried that AWS has in the context when it decides on a permission on a resource. Sorted by key. */
export function carriedKeys(
  activity: Activity,
  permission: RequiredPermission,
  arn: string,
): readonly CarriedKey[] {
  if (activity.unbounded.size === 0) return []
  const { members, tagsOf } = contextOfPermission(permission, arn, activity.call)
  const calls = activity.evidence.count
  const found = members.flatMap(({ key, tree }) => memberKey(key, leaves(activity, tree), calls))
  const tags = tagsOf === undefined ? [] : tagKeysOf(leaves(activity, tagsTree), tagsOf, calls)
  return [...found, ...tags].sort((a, b) => byCodeUnit(a.key, b.key))
}

function leaves({ unbounded }: Activity, tree: string): readonly PrefixLeaf[] {
  const found = unbounded.get(tree)
  return found === undefined ? [] : leavesOf(found)
}

function memberKey(key: string, all: readonly PrefixLeaf[], calls: number): CarriedKey[] {
  const sent = all.filter(({ pattern }) => pattern !== notSent)
  // A root that collapsed took those without along.
  const isOpen = countOf(all) < calls || sent.some(({ pattern }) => pattern === anySegment)
  const by = isOpen ? 'unknown' : sent.length < all.length ? 'some' : 'all'
  return [{ key, ...valuesOf(sent.map(({ pattern, evidence }) => [pattern, evidence.count])), of: calls, by }]
}

function valuesOf(counted: readonly (readonly [string, number])[]): Pick<CarriedKey, 'values' | 'calls'> {
  const calls = new Map<string, number>()
  for (const [value, count] of counted) calls.set(value, (calls.get(value) ?? 0) + count)
  const values = sortedUnique(calls.keys())
  return { values, calls: values.map((value) => calls.get(value)!) }
}

function countOf(some: readonly PrefixLeaf[]): number {
  return some.reduce((sum, { evidence }) => sum + evidence.count, 0)
}

/** `aws:TagKeys` and an `aws:RequestTag/…` for each key, of the tags of one type. */
function tagKeysOf(all: readonly PrefixLeaf[], type: string, calls: number): CarriedKey[] {
  const parts = all.map(({ pattern, evidence }) => ({ path: pattern.split('/'), count: evidence.count }))
  const own = parts.filter(({ path }) => path[0] === type)
  const readable = own.reduce((sum, { path, count }) => sum + (path.length === 1 ? count : 0), 0)
  const tags = own.flatMap(({ path: [, key, value = anySegment], count }) =>
    key === undefined ? [] : [{ key: unescapedTag(key), value: unescapedTag(value), count }],
  )
  if (tags.length === 0) return []
  const names = valuesOf(tags.map(({ key, count }) => [key, count]))
  const isRead = readable === calls
  return [
    { key: 'aws:TagKeys', ...names, of: calls, by: isRead ? 'all' : 'unknown' },
    ...names.values
      .filter((name) => name !== anySegment)
      .map((name, at): CarriedKey => {
        const values = tags
          .filter(({ key }) => key === name)
          .map(({ value, count }) => [value, count] as const)
        const by = names.calls[at] === calls ? 'all' : isRead ? 'some' : 'unknown'
        return { key: `aws:RequestTag/${name}`, ...valuesOf(values), of: calls, by }
      }),
  ]
}
