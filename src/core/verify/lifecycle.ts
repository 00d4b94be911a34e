import { byCodeUnit } from '../iam/order.js'

/** An action whose opposite was not used: whoever creates will delete one day. */
export interface Lifecycle {
  readonly action: string
  /** Exists, and was not used. */
  readonly counterpart: string
}

/** Verbs of AWS's operations, and what undoes them. */
const opposites: readonly (readonly [verb: string, opposite: string])[] = [
  ['Create', 'Delete'],
  ['Put', 'Delete'],
  ['Start', 'Stop'],
  ['Attach', 'Detach'],
  ['Associate', 'Disassociate'],
  ['Enable', 'Disable'],
  ['Register', 'Deregister'],
  ['Allocate', 'Release'],
  ['Authorize', 'Revoke'],
  ['Add', 'Remove'],
  ['Subscribe', 'Unsubscribe'],
  ['Tag', 'Untag'],
  ['Activate', 'Deactivate'],
  ['Import', 'Delete'],
  ['Request', 'Delete'],
]

/** Opposites that the verbs do not tell. */
const special: ReadonlyMap<string, string> = new Map([
  ['ec2:RunInstances', 'ec2:TerminateInstances'],
  ['ec2:CreateTags', 'ec2:DeleteTags'],
  ['s3:PutObject', 's3:DeleteObject'],
  ['ecs:RunTask', 'ecs:StopTask'],
  ['sns:Subscribe', 'sns:Unsubscribe'],
])

/** Actions used without their opposite, where AWS has one. Sorted. A hint of what the period did not see, no more. */
export function lifecycleGaps(
  used: readonly string[],
  exists: (action: string) => boolean,
): readonly Lifecycle[] {
  const known = new Set(used)
  return [...used].sort(byCodeUnit).flatMap((action) => {
    const counterpart = counterpartOf(action)
    return counterpart === undefined || known.has(counterpart) || !exists(counterpart)
      ? []
      : [{ action, counterpart }]
  })
}

function counterpartOf(action: string): string | undefined {
  const known = special.get(action)
  if (known !== undefined) return known
  const colon = action.indexOf(':')
  const [service, name] = [action.slice(0, colon), action.slice(colon + 1)]
  const pair = opposites.find(([verb]) => name.startsWith(verb) && isUpperCase(name[verb.length]))
  return pair === undefined ? undefined : `${service}:${pair[1]}${name.slice(pair[0].length)}`
}

function isUpperCase(letter: string | undefined): boolean {
  return letter !== undefined && letter >= 'A' && letter <= 'Z'
}
