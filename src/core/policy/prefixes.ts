import { widestLevel } from '../activity/prefix-tree.js'
import { belowPrefix, joinObserved, manyNames, type ObservedPermission } from './observed.js'

const object = /^(arn:[^:]+:s3:::[^/]+\/)(.+)$/s

/**
 * The rule of the fold (more than 20 names under one prefix become the prefix) over all calls that need the same action:
 * an upload in parts and one in a piece are different activity but the same permission.
 */
export function withPrefixes(permissions: readonly ObservedPermission[]): readonly ObservedPermission[] {
  const groups = new Map<string, ObservedPermission[]>()
  const others: ObservedPermission[] = []
  for (const permission of permissions) {
    const [, bucket] = object.exec(permission.resource) ?? []
    const key = JSON.stringify([permission.action, permission.conditions, bucket])
    if (bucket === undefined) others.push(permission)
    else groups.set(key, [...(groups.get(key) ?? []), permission])
  }
  return [
    ...others,
    ...[...groups.values()].flatMap((group) => (group.length > widestLevel ? collapsed(group) : group)),
  ]
}

function collapsed(group: readonly ObservedPermission[]): ObservedPermission[] {
  const wide = wideLevels(group.map(({ resource }) => resource))
  const byResource = new Map<string, ObservedPermission>()
  for (const permission of group) {
    const one = { ...permission, ...atPrefix(permission, wide) }
    const known = byResource.get(one.resource)
    byResource.set(one.resource, known === undefined ? one : joinObserved(known, one))
  }
  return [...byResource.values()]
}

/** Every prefix, with its slash, that has more different names directly below it than are listed one by one. */
function wideLevels(resources: readonly string[]): ReadonlySet<string> {
  const below = new Map<string, Set<string>>()
  for (const resource of resources) {
    for (let slash = resource.indexOf('/'); slash >= 0; slash = resource.indexOf('/', slash + 1)) {
      const prefix = resource.slice(0, slash + 1)
      const end = resource.indexOf('/', slash + 1)
      const names = below.get(prefix) ?? new Set()
      below.set(prefix, names.add(resource.slice(slash + 1, end < 0 ? undefined : end)))
    }
  }
  return new Set([...below].filter(([, names]) => names.size > widestLevel).map(([prefix]) => prefix))
}

function atPrefix(
  { resource, why, pattern }: ObservedPermission,
  wide: ReadonlySet<string>,
): Partial<ObservedPermission> {
  for (let slash = resource.indexOf('/'); slash >= 0; slash = resource.indexOf('/', slash + 1)) {
    const prefix = resource.slice(0, slash + 1)
    if (wide.has(prefix))
      return {
        resource: `${prefix}*`,
        why,
        wildcard: manyNames,
        pattern: belowPrefix(pattern === undefined ? [resource] : pattern.values),
      }
  }
  return {}
}
