import type { JsonObject } from '../iam/json.js'

/** What the reference needs to know of one API call: the facts of a record that can decide permissions. */
export interface Call {
  readonly eventSource: string
  readonly eventName: string
  readonly region: string | undefined
  /** The account whose resources an ARN names when nothing says otherwise: the record's recipient account. */
  readonly account: string | undefined
  readonly partition: string
  /** ARN (or stable name) of the resolved principal. */
  readonly principal: string
  readonly invokedBy: string | undefined
  /** The error the call ended with, if any: some show what the caller may see. */
  readonly errorCode: string | undefined
  readonly request: JsonObject | undefined
  readonly resources: readonly CallResource[]
}

/** An entry of the record’s `resources[]`. */
export interface CallResource {
  readonly arn: string
  readonly accountId: string | undefined
  readonly type: string | undefined
}

/** Why an action is needed. `primary`: the operation itself; `additional`: something the request shows. */
export type PermissionKind = 'primary' | 'additional' | 'forwarded'

/** A resource that one call touched. */
export interface ResourceReference {
  /** An ARN, an ARN with `*` where nothing is known, or `*`. */
  readonly arn: string
  /** Which rule and field gave it: a short sentence for the report. */
  readonly why: string
  /** Present when `arn` is `*` although the action supports resources, or a part of it is. */
  readonly wildcard: { readonly reason: string; readonly hint: string } | undefined
  /**
   * `true` if the ARN stands for what this very call made, so that AWS chose its identifier (or will: then it is `*`): the
   * next call of the kind makes another one, so that a policy has to generalize it.
   */
  readonly ephemeral?: true
}

/** A permission that AWS checked for a call. */
export interface RequiredPermission {
  /** As AWS spells it: `s3:GetObject`. Always an action that exists in the reference. */
  readonly action: string
  readonly resources: readonly ResourceReference[]
  /** Condition keys that the call is known to carry, with their values; sorted by key. */
  readonly context: readonly { readonly key: string; readonly values: readonly string[] }[]
  readonly kind: PermissionKind
  readonly why: string
}

/** What the reference says of a call. Unknown is a named case, never a guess. */
export type Mapping =
  | { readonly kind: 'mapped'; readonly permissions: readonly RequiredPermission[] }
  | { readonly kind: 'none'; readonly why: string }
  | { readonly kind: 'unmapped'; readonly reason: string }
