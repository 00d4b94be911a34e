import { byCodeUnit, sortedUnique } from '../iam/order.js'
import { cover, listed, type Members, type Relation } from './cover.js'
import { isInert, isInertAnywhere, isInertFor } from './inert.js'
import type { ObservedPermission } from './observed.js'

/** A statement in the making: every action on every resource, under the conditions. */
export interface Grant {
  readonly actions: readonly string[]
  readonly resources: readonly string[]
  readonly conditions: ObservedPermission['conditions']
}

/**
 * What a statement may spell out beside the permissions. `exact`: nothing. `inert`: pairs of an action and a resource
 * that allow nothing, because the action cannot act on that type.
 */
export type Pairs = 'exact' | 'inert'

/** Characters of `{"Sid":"","Effect":"Allow","Action":,"Resource":},` and of an id as they usually are. */
const statementCost = 49 + 18
/** Two quotes and a comma. */
const quotes = 3

/** Few and short grants that allow exactly what the permissions do. Sorted; the order of permissions changes nothing. */
export function minimized(permissions: readonly ObservedPermission[], pairs: Pairs): readonly Grant[] {
  const byConditions = new Map<string, ObservedPermission[]>()
  for (const one of permissions) {
    const key = JSON.stringify(one.conditions)
    const known = byConditions.get(key)
    if (known === undefined) byConditions.set(key, [one])
    else known.push(one)
  }
  const grants = [...byConditions.values()].flatMap((same) =>
    components(same, pairs).flatMap((part) => coveredBy(part, pairs)),
  )
  return joinedValues(grants.sort(byText), pairs).map(ordered).sort(byText)
}

/** Permissions that share no action and no resource, directly or by way of others, never share a statement. */
function components(permissions: readonly ObservedPermission[], pairs: Pairs): ObservedPermission[][] {
  const parent = new Map<string, string>()
  const root = (name: string): string => {
    let at = name
    while (parent.has(at)) at = parent.get(at)!
    return at
  }
  const join = (a: string, b: string) => {
    const [first, second] = [root(a), root(b)]
    if (first !== second) parent.set(first, second)
  }
  for (const { action, resource } of permissions) {
    join(`a ${action}`, `r ${resource}`)
    // Pairs that allow nothing can join what is of one service; `*` is never such a pair.
    if (pairs === 'inert' && resource !== '*')
      join(`a ${action}`, `s ${action.slice(0, action.indexOf(':'))}`)
  }
  const parts = new Map<string, ObservedPermission[]>()
  for (const one of permissions) {
    const name = root(`a ${one.action}`)
    const known = parts.get(name)
    if (known === undefined) parts.set(name, [one])
    else known.push(one)
  }
  return [...parts.values()]
}

function coveredBy(permissions: readonly ObservedPermission[], pairs: Pairs): Grant[] {
  const { conditions } = permissions[0]!
  const rows = classes(
    permissions,
    ({ action }) => action,
    ({ resource }) => resource,
  )
  const columns = classes(
    permissions,
    ({ resource }) => resource,
    ({ action }) => action,
  )
  const relation = relationOf(permissions, rows, columns, pairs)
  return cover(relation).map((one) => ({
    actions: listed(one.rows).flatMap((at) => rows[at]!),
    resources: listed(one.columns).flatMap((at) => columns[at]!),
    conditions,
  }))
}

/** Names that occur with exactly the same others. They can stay together: splitting them never saves a character. */
function classes(
  permissions: readonly ObservedPermission[],
  nameOf: (one: ObservedPermission) => string,
  otherOf: (one: ObservedPermission) => string,
): readonly (readonly string[])[] {
  const others = new Map<string, string[]>()
  for (const one of permissions) {
    const known = others.get(nameOf(one))
    if (known === undefined) others.set(nameOf(one), [otherOf(one)])
    else known.push(otherOf(one))
  }
  const byOthers = new Map<string, string[]>()
  for (const name of sortedUnique(others.keys())) {
    const key = JSON.stringify(sortedUnique(others.get(name)!))
    const known = byOthers.get(key)
    if (known === undefined) byOthers.set(key, [name])
    else known.push(name)
  }
  return [...byOthers.values()]
}

function relationOf(
  permissions: readonly ObservedPermission[],
  rows: readonly (readonly string[])[],
  columns: readonly (readonly string[])[],
  pairs: Pairs,
): Relation {
  const columnAt = new Map(columns.flatMap((names, at) => names.map((name) => [name, at])))
  const rowAt = new Map(rows.flatMap((names, at) => names.map((name) => [name, at])))
  const required: Members[] = rows.map(() => 0n)
  for (const { action, resource } of permissions) {
    const row = rowAt.get(action)!
    required[row] = required[row]! | (1n << BigInt(columnAt.get(resource)!))
  }
  return {
    required,
    allowed:
      pairs === 'exact' ? required : required.map((known, row) => withInert(known, rows[row]!, columns)),
    rowCost: rows.map(lengthOf),
    columnCost: columns.map(lengthOf),
    base: statementCost,
  }
}

function lengthOf(names: readonly string[]): number {
  return names.reduce((sum, name) => sum + JSON.stringify(name).length - 2 + quotes, 0)
}

function withInert(
  known: Members,
  actions: readonly string[],
  columns: readonly (readonly string[])[],
): Members {
  return columns.reduce((members, resources, at) => {
    const bit = 1n << BigInt(at)
    if ((members & bit) !== 0n) return members
    return actions.every((action) => resources.every((resource) => isInert(action, resource)))
      ? members | bit
      : members
  }, known)
}

/**
 * Grants of the same actions whose conditions differ in the values of one key become one, if they are on the same
 * resources: the values of a key are alternatives. On other resources only if every new pair of value and resource is
 * inert, which only `pairs` of `inert` may use.
 */
function joinedValues(grants: readonly Grant[], pairs: Pairs): readonly Grant[] {
  const list = [...grants]
  for (let a = 0; a < list.length; a++)
    for (let b = a + 1; b < list.length; b++) {
      const one = joined(list[a]!, list[b]!, pairs)
      if (one === undefined) continue
      list[a] = one
      list.splice(b, 1)
      b = a
    }
  return list
}

function joined(a: Grant, b: Grant, pairs: Pairs): Grant | undefined {
  const key = onlyDifferentKey(a, b)
  if (key === undefined || a.actions.join() !== b.actions.join()) return undefined
  const same = a.resources.join() === b.resources.join()
  if (!same && !(pairs === 'inert' && inertAcross(a, b, key) && inertAcross(b, a, key))) return undefined
  return {
    actions: a.actions,
    resources: sortedUnique([...a.resources, ...b.resources]),
    conditions: a.conditions.map((one, at) =>
      one.key === key ? { key, values: sortedUnique([...one.values, ...b.conditions[at]!.values]) } : one,
    ),
  }
}

/**
 * The grants with the two shortest ones that can be one as one: their services differ, so that none of the actions of one
 * can act on the resources of the other. `undefined` if there are no such two.
 */
export function withTwoJoined(grants: readonly Grant[]): readonly Grant[] | undefined {
  const length = (grant: Grant) => JSON.stringify(grant).length
  const shortest = [...grants].sort((a, b) => length(a) - length(b) || byText(a, b))
  for (const [at, second] of shortest.entries())
    for (const first of shortest.slice(0, at)) {
      if (!inertTogether(first, second)) continue
      const one = ordered({
        actions: [...first.actions, ...second.actions],
        resources: [...first.resources, ...second.resources],
        conditions: first.conditions,
      })
      return [...grants.filter((grant) => grant !== first && grant !== second), one].sort(byText)
    }
  return undefined
}

function inertTogether(a: Grant, b: Grant): boolean {
  const inert = (one: Grant, other: Grant) =>
    one.actions.every((action) => other.resources.every((resource) => isInertAnywhere(action, resource)))
  return JSON.stringify(a.conditions) === JSON.stringify(b.conditions) && inert(a, b) && inert(b, a)
}

/** The key in whose values alone the conditions differ. */
function onlyDifferentKey({ conditions: a }: Grant, { conditions: b }: Grant): string | undefined {
  if (a.length !== b.length || a.some(({ key }, at) => key !== b[at]!.key)) return undefined
  const different = a.filter(({ values }, at) => values.join('\n') !== b[at]!.values.join('\n'))
  return different.length === 1 ? different[0]!.key : undefined
}

function inertAcross(a: Grant, b: Grant, key: string): boolean {
  const values = a.conditions.find((one) => one.key === key)!.values
  const others = b.resources.filter((resource) => !a.resources.includes(resource))
  return values.every((value) => others.every((resource) => isInertFor(key, value, resource)))
}

function ordered({ actions, resources, conditions }: Grant): Grant {
  return { actions: sortedUnique(actions), resources: sortedUnique(resources), conditions }
}

function byText(a: Grant, b: Grant): number {
  return (
    byCodeUnit(a.actions[0]!, b.actions[0]!) ||
    byCodeUnit(a.resources.join(), b.resources.join()) ||
    byCodeUnit(JSON.stringify([a.actions, a.conditions]), JSON.stringify([b.actions, b.conditions]))
  )
}
