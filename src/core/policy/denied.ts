import type { Activity } from '../activity/activity.js'
import { type Evidence, joinEvidence } from '../activity/evidence.js'
import type { MadeIdentifiers } from '../activity/made.js'
import { neededPermissions } from '../activity/required.js'
import { byCodeUnit, sortedUnique } from '../iam/order.js'
import { actionById } from '../reference/service.js'

/** A permission that AWS said was missing. Never granted unless asked for. */
export interface DeniedPermission {
  readonly action: string
  /** The resource AWS named, else the one derived from the request, else `*`. */
  readonly resource: string
  readonly evidence: Evidence
  /** AWS's own words, where the record has them. */
  readonly message: string
}

/** What denied calls would have needed, sorted by action and resource. AWS's own words come before our mapping. */
export function deniedPermissions(
  activities: readonly Activity[],
  made: MadeIdentifiers,
): readonly DeniedPermission[] {
  const found = new Map<string, DeniedPermission>()
  for (const activity of activities) {
    for (const one of deniedBy(activity, made)) {
      const key = JSON.stringify([one.action, one.resource])
      const known = found.get(key)
      found.set(
        key,
        known === undefined
          ? one
          : {
              ...known,
              message: lesser(known.message, one.message),
              evidence: joinEvidence(known.evidence, one.evidence),
            },
      )
    }
  }
  return [...found].sort(([a], [b]) => byCodeUnit(a, b)).map(([, one]) => one)
}

/** An empty message says less than any other. */
function lesser(a: string, b: string): string {
  if (a === '' || b === '') return a || b
  return byCodeUnit(a, b) <= 0 ? a : b
}

function deniedBy(activity: Activity, made: MadeIdentifiers): DeniedPermission[] {
  const { denied, evidence, message = '' } = activity
  const needed = neededPermissions(activity, made)
  const mapped = needed.kind === 'mapped' ? needed.permissions : []
  const named = denied === undefined ? undefined : actionById(denied.action)
  if (named === undefined) {
    return mapped
      .filter(({ permission }) => permission.kind === 'primary')
      .flatMap(({ permission }) =>
        permission.resources.map(({ arn }) => ({
          action: permission.action,
          resource: arn,
          evidence,
          message,
        })),
      )
  }
  // AWS names the first resource it refused; the others that the call acts on would be refused next.
  const same = mapped
    .filter(({ permission }) => permission.action === named.id)
    .flatMap(({ permission }) => permission.resources)
  // AWS says `arn:aws:kms:eu-west-1:111122223333:*` even of an action that only `*` can grant.
  const scoped = named.resources.length > 0 && denied?.resource?.startsWith('arn:') === true
  const words = scoped ? [denied.resource] : []
  const derived = same
    .filter(({ wildcard }) => words.length === 0 || wildcard === undefined)
    .map(({ arn }) => arn)
  const resources = sortedUnique([...words, ...derived])
  return (resources.length > 0 ? resources : ['*']).map((resource) => ({
    action: named.id,
    resource,
    evidence,
    message,
  }))
}
