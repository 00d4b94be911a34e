import { lastSegment, type MadeIdentifiers } from '../activity/made.js'
import { joinObserved, type ObservedPermission } from './observed.js'

/** Keys and secrets are too valuable to be granted all at once because one was created. */
const neverGeneralized = /^arn:[^:]+:(?:kms|secretsmanager|iam|s3):/

/**
 * Puts `*` for identifiers that AWS chose in answer to the principal's own calls, and says so: the security group that a
 * deployment creates has another id in the next one. Only the identifier itself gives way, never a name.
 */
export function withoutMadeIdentifiers(
  permissions: readonly ObservedPermission[],
  made: MadeIdentifiers,
): readonly ObservedPermission[] {
  const byKey = new Map<string, ObservedPermission>()
  for (const permission of permissions) {
    const one = isMade(permission.resource, made) ? generalized(permission) : permission
    const key = JSON.stringify([one.action, one.resource, one.conditions])
    const known = byKey.get(key)
    byKey.set(key, known === undefined ? one : joinObserved(known, one))
  }
  return [...byKey.values()]
}

function isMade(resource: string, made: MadeIdentifiers): boolean {
  return resource.includes('/') && !neverGeneralized.test(resource) && made.has(lastSegment(resource))
}

function generalized(permission: ObservedPermission): ObservedPermission {
  const { resource } = permission
  return {
    ...permission,
    resource: `${resource.slice(0, resource.lastIndexOf('/') + 1)}*`,
    why: `${permission.why}; AWS chose the identifier when the principal created it`,
    pattern: {
      rule: 'made-identifier',
      values: [resource],
      alsoCovers: 'every resource of the type in the account and Region, whoever made it',
      size: 'type',
    },
    wildcard: {
      reason: 'the principal created these resources itself, so their identifiers change',
      hint: 'narrow it by a condition on a tag that the principal sets at creation',
    },
  }
}
