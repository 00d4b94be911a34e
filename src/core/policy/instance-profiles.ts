import type { Activity } from '../activity/activity.js'
import type { IamNames } from '../activity/iam-names.js'
import { asObject, asText, type JsonObject, member } from '../iam/json.js'
import { sortedUnique } from '../iam/order.js'
import { joinObserved, type ObservedPermission } from './observed.js'

/** Permissions to pass the roles inside instance profiles, and the profiles whose role is not known. */
export interface ProfileRoles {
  readonly permissions: readonly ObservedPermission[]
  readonly unknown: readonly string[]
}

/**
 * Launching with an instance profile passes the role inside it to EC2. The record names the profile alone; which role
 * it holds is learned from the call that put it there.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_switch-role-ec2_instance-profiles.html
 */
export function profileRoles(activities: readonly Activity[], names: IamNames): ProfileRoles {
  const byRole = new Map<string, ObservedPermission>()
  const unknown: string[] = []
  for (const activity of activities.filter(({ outcome }) => outcome !== 'denied')) {
    const profile = profileOf(activity)
    if (profile === undefined) continue
    const roles = names.rolesIn(profile)
    if (roles.length === 0) unknown.push(profile)
    for (const role of roles) {
      const permission = passing(role, profile, activity)
      const known = byRole.get(role)
      byRole.set(role, known === undefined ? permission : joinObserved(known, permission))
    }
  }
  return { permissions: [...byRole.values()], unknown: sortedUnique(unknown) }
}

/** `{"iamInstanceProfile": {"name": …}}` or `{"arn": …}`, of the request or the object around it. */
function profileOf({ call }: Activity): string | undefined {
  if (call.eventSource !== 'ec2.amazonaws.com') return undefined
  const profile = profileMember(call.request) ?? profileMember(wrapped(call.request))
  const name = asText(member(profile, 'name')) ?? asText(member(profile, 'Name'))
  const arn = asText(member(profile, 'arn')) ?? asText(member(profile, 'Arn'))
  return (
    arn ??
    (name === undefined
      ? undefined
      : `arn:${call.partition}:iam::${call.account ?? ''}:instance-profile/${name}`)
  )
}

function profileMember(request: JsonObject | undefined): JsonObject | undefined {
  return asObject(member(request, 'iamInstanceProfile')) ?? asObject(member(request, 'IamInstanceProfile'))
}

function wrapped(request: JsonObject | undefined): JsonObject | undefined {
  const key = Object.keys(request ?? {}).find((name) => name.endsWith('Request'))
  return key === undefined ? undefined : asObject(request?.[key])
}

function passing(role: string, profile: string, { evidence, outcome, call }: Activity): ObservedPermission {
  return {
    action: 'iam:PassRole',
    resource: role,
    conditions: [{ key: 'iam:PassedToService', values: ['ec2.amazonaws.com'] }],
    evidence,
    failed: outcome === 'failed' ? evidence.count : 0,
    blind: false,
    why: `${call.eventName} hands the role in ${profile} to ec2.amazonaws.com; AddRoleToInstanceProfile put it there`,
    wildcard: undefined,
  }
}
