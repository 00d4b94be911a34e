import type { CloudTrailRecord } from '../cloudtrail/record.js'
import { asText, member } from '../iam/json.js'
import { hasWildcard } from '../iam/literal.js'
import { byCodeUnit, sortedUnique } from '../iam/order.js'
import { fieldsOf } from '../reference/fields.js'

/**
 * IAM names whose paths the logs have shown. Requests name a role by its name alone, but its ARN has the path, and names
 * are unique in an account whatever the path.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-friendly-names
 */
export interface IamNames {
  /** Learns from any text that is the ARN of a role, user, group, policy or instance profile. */
  learn(arn: string): void
  /** Every ARN seen for the same partition, account, type and name; empty if none. Sorted. */
  knownAs(arn: string): readonly string[]
  /** Learns that a role was put into an instance profile, both by ARN as far as known. */
  learnProfile(profile: string, role: string): void
  /** The roles that were put into an instance profile; empty if no record shows it. Sorted. */
  rolesIn(profile: string): readonly string[]
  /** Everything learned, sorted: ARNs, and profiles with a role in each. */
  arns(): readonly string[]
  profiles(): readonly (readonly [profile: string, role: string])[]
}

const iamArn =
  /^(arn:[a-z-]+:iam::\d{12}:(?:role|user|group|policy|instance-profile)\/)(?:[\u0021-\u007e]*\/)?([\w+=,.@-]+)$/
const rememberedNames = 200_000

/** Knows nothing yet. */
export function openIamNames(): IamNames {
  const known = new Map<string, Set<string>>()
  const profiles = new Map<string, Set<string>>()
  return {
    learn(arn) {
      const name = nameKey(arn)
      if (name === undefined || hasWildcard(arn) || (known.size >= rememberedNames && !known.has(name)))
        return
      known.set(name, (known.get(name) ?? new Set()).add(arn))
    },
    knownAs(arn) {
      const name = nameKey(arn)
      return name === undefined ? [] : sortedUnique(known.get(name) ?? [])
    },
    learnProfile(profile, role) {
      const name = nameKey(profile)
      if (name !== undefined) profiles.set(name, (profiles.get(name) ?? new Set()).add(role))
    },
    rolesIn: (profile) => sortedUnique(profiles.get(nameKey(profile) ?? '') ?? []),
    arns: () => sortedUnique([...known.values()].flatMap((arns) => [...arns])),
    profiles: () =>
      [...profiles]
        .sort(([a], [b]) => byCodeUnit(a, b))
        .flatMap(([profile, roles]) => sortedUnique(roles).map((role) => [profile, role] as const)),
  }
}

function nameKey(arn: string): string | undefined {
  const [, prefix, name] = iamArn.exec(arn) ?? []
  return prefix === undefined ? undefined : `${prefix}${name}`
}

/** What a record teaches about IAM names, apart from the record, so that it can be learned later or never. */
export interface NameLessons {
  readonly arns: readonly string[]
  readonly profile: { readonly profile: string; readonly role: string } | undefined
}

/** True if what the record teaches depends on request and response. */
export function teachesByRequest({ eventSource }: Pick<CloudTrailRecord, 'eventSource'>): boolean {
  return eventSource === 'iam.amazonaws.com'
}

/** The lessons of a record: who called, its resources[], and what IAM itself was asked and answered. */
export function nameLessonsOf(record: CloudTrailRecord): NameLessons {
  const { userIdentity, resources } = record
  const isIam = teachesByRequest(record)
  const said = isIam ? [...fieldsOf(record.requestParameters), ...fieldsOf(record.responseElements)] : []
  const texts = [
    userIdentity.sessionIssuer?.arn ?? '',
    userIdentity.arn ?? '',
    ...resources.map(({ arn }) => arn),
    ...said.map(({ value }) => value),
  ]
  const filled = isIam && record.eventName === 'AddRoleToInstanceProfile' && record.errorCode === undefined
  return {
    arns: texts.filter((text) => iamArn.test(text)),
    profile: filled ? filledProfile(record) : undefined,
  }
}

/** Puts the lessons of a record into what is known. */
export function learnNames({ arns, profile }: NameLessons, names: IamNames): void {
  for (const arn of arns) names.learn(arn)
  if (profile !== undefined) names.learnProfile(profile.profile, profile.role)
}

/** No other record says which role a profile holds: https://docs.aws.amazon.com/IAM/latest/APIReference/API_AddRoleToInstanceProfile.html */
function filledProfile({
  requestParameters,
  recipientAccountId,
  userIdentity,
}: CloudTrailRecord): NameLessons['profile'] {
  const account = recipientAccountId ?? userIdentity.accountId
  const [profile, role] = ['instanceProfileName', 'roleName'].map((key) =>
    asText(member(requestParameters, key)),
  )
  const partition = userIdentity.arn?.split(':')[1] ?? 'aws'
  if (account === undefined || profile === undefined || role === undefined) return undefined
  const arn = (type: string, name: string) => `arn:${partition}:iam::${account}:${type}/${name}`
  return { profile: arn('instance-profile', profile), role: arn('role', role) }
}
