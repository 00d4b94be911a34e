import type { PolicyDocument } from '../iam/policy.js'

/** An inline policy. */
export interface InlinePolicy {
  readonly name: string
  readonly document: PolicyDocument
}

/** What users, groups and roles have in common. */
interface Holder {
  readonly arn: string
  /** The friendly name, without path. */
  readonly name: string
  readonly account: string
  readonly inline: readonly InlinePolicy[]
  /** ARNs of the managed policies that are attached. */
  readonly attached: readonly string[]
}

/** A user group. */
export type AccountGroup = Holder

/** A user or a role: what can be compared. */
export interface AccountPrincipal extends Holder {
  readonly type: 'user' | 'role'
  /** ARN of the managed policy that is the permissions boundary. */
  readonly boundary: string | undefined
  /** Names of a user's groups. */
  readonly groups: readonly string[]
  /** Keys and values, in the order of the dump. */
  readonly tags: readonly (readonly [key: string, value: string])[]
  /** Who may assume a role. */
  readonly trust: PolicyDocument | undefined
  /** ARNs of a role's instance profiles. */
  readonly instanceProfiles: readonly string[]
  /** True for a role whose policy AWS alone writes. */
  readonly serviceLinked: boolean
}

/**
 * Who is granted what: the output of `aws iam get-account-authorization-details`, of one or many accounts.
 * Source: https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountAuthorizationDetails.html
 */
export interface AccountSnapshot {
  /** By ARN, sorted. */
  readonly principals: readonly AccountPrincipal[]
  /** By {@link groupKey}. */
  readonly groups: ReadonlyMap<string, AccountGroup>
  /** Default versions by ARN. */
  readonly managed: ReadonlyMap<string, PolicyDocument>
  /** Accounts of which nothing but pages with a page after them were given. */
  readonly truncated: readonly string[]
}

/** Group names are unique in an account, in any letter case. */
export function groupKey(account: string, name: string): string {
  return `${account} ${name.toLowerCase()}`
}

/** Something in a file that is not what it should be. */
export interface SnapshotProblem {
  /** Where in the file: `RoleDetailList[3].RolePolicyList[0].PolicyDocument`. */
  readonly place: string
  /** Continues `… is`/`… has`: one lower-case phrase. */
  readonly message: string
}
