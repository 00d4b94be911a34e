import type { IamNames } from '../activity/iam-names.js'
import type { ObservedPermission } from './observed.js'

type Placed = Pick<ObservedPermission, 'resource' | 'why'>

/** Permissions with the paths that the logs have shown, and the ARNs for which they have shown none. */
export interface WithPaths<T extends Placed = ObservedPermission> {
  readonly permissions: readonly T[]
  /** IAM ARNs written with the path `/` because no record says otherwise. */
  readonly assumed: readonly string[]
}

const pathless = /^arn:[a-z-]+:iam::\d{12}:(?:role|user|group|policy|instance-profile)\/[\w+=,.@-]+$/

/** Puts the known path of a role, user, group, policy or instance profile into ARNs that were built from its name. */
export function withKnownPaths<T extends Placed>(permissions: readonly T[], names: IamNames): WithPaths<T> {
  const assumed = new Set<string>()
  const resolved = permissions.flatMap((permission) => {
    if (!pathless.test(permission.resource) || permission.why.includes('the ARN in')) return [permission]
    const known = names.knownAs(permission.resource)
    if (known.length === 0) assumed.add(permission.resource)
    return known.length === 0 ? [permission] : known.map((resource) => atPath(permission, resource))
  })
  return { permissions: resolved, assumed: [...assumed] }
}

function atPath<T extends Placed>(permission: T, resource: string): T {
  if (resource === permission.resource) return permission
  return { ...permission, resource, why: `${permission.why}; its path from another record` }
}
