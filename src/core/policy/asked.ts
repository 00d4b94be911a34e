import type { Activity } from '../activity/activity.js'
import type { Evidence } from '../activity/evidence.js'
import type { IamNames } from '../activity/iam-names.js'
import type { MadeIdentifiers } from '../activity/made.js'
import { type NeededPermission, neededPermissions } from '../activity/required.js'
import { byCodeUnit } from '../iam/order.js'
import { type Action, actionById } from '../reference/service.js'
import { withKnownPaths } from './iam-paths.js'
import { confession, type ObservedPermission } from './observed.js'

/** A permission that a denied call asked for. Never granted by itself. */
export interface AskedPermission
  extends Pick<ObservedPermission, 'action' | 'resource' | 'conditions' | 'why' | 'wildcard'> {
  /**
   * How it is known: AWS's message names it; or it is the operation's own, where the message names nothing; or the request
   * shows that the call needs it as well.
   */
  readonly by: 'message' | 'operation' | 'request'
  readonly evidence: Evidence
}

/** What the logs taught beside the activity. */
interface Learned {
  readonly names: IamNames
  readonly made: MadeIdentifiers
}

/**
 * What a denied call asked for, least first: what AWS's message names before what its request shows. The conditions are
 * what the call carried. Empty if AWS names no action and no rule knows the event.
 */
export function askedBy(activity: Activity, { names, made }: Learned): readonly AskedPermission[] {
  const needed = neededPermissions(activity, made)
  const derived = needed.kind === 'mapped' ? needed.permissions.flatMap(derivedFrom) : []
  const known = withKnownPaths(derived, names).permissions
  const named = activity.denied === undefined ? undefined : actionById(activity.denied.action)
  return named === undefined ? known : [...namedBy(activity, named, known)]
}

function derivedFrom({ permission, evidence, collapsed }: NeededPermission): AskedPermission[] {
  const { action, resources, context, kind, why } = permission
  const conditions = [...context].sort((a, b) => byCodeUnit(a.key, b.key))
  return resources.map(({ arn, why: from, wildcard }) => ({
    action,
    resource: arn,
    conditions,
    why: `${why}; ${from}`,
    wildcard:
      wildcard ?? confession(action, arn, collapsed ? 'many names were used under this prefix' : from),
    by: kind === 'primary' ? 'operation' : 'request',
    evidence,
  }))
}

/** AWS names the first permission that it refused; what else the call needs would be refused next. */
function* namedBy(
  { denied, evidence }: Activity,
  named: Action,
  derived: readonly AskedPermission[],
): Generator<AskedPermission> {
  const same = derived.filter(({ action }) => action === named.id)
  const words = resourceInWords(denied?.resource, named)
  const twin = same.find(({ resource }) => resource === words)
  if (words !== undefined) {
    const why = 'the message of the refusal names it'
    const conditions = (twin ?? (same.length === 1 ? same[0] : undefined))?.conditions ?? []
    yield { action: named.id, resource: words, conditions, why, wildcard: undefined, by: 'message', evidence }
  } else if (same.length === 0) {
    const wildcard = confession(named.id, '*', 'the refusal names the action only')
    const why = 'the message of the refusal names the action'
    yield { action: named.id, resource: '*', conditions: [], why, wildcard, by: 'message', evidence }
  } else yield* same.map((one) => ({ ...one, by: 'message' as const }))
  for (const one of derived) {
    const isNamed = one.action === named.id
    const isOther = words !== undefined && same.length > 1 && one.wildcard === undefined && one !== twin
    if (!isNamed || isOther) yield { ...one, by: 'request' }
  }
}

/** AWS says `user Alice` too, and `arn:aws:kms:eu-west-1:111122223333:*` of an action that only `*` can grant. */
function resourceInWords(words: string | undefined, { resources }: Action): string | undefined {
  if (resources.length === 0) return '*'
  return words === '*' || words?.startsWith('arn:') === true ? words : undefined
}
