import type { JsonObject } from '../iam/json.js'
import { asText, member } from '../iam/json.js'
import { buildArn } from './arn-format.js'
import type { Call, PermissionKind, ResourceReference } from './call.js'
import { placeOf } from './derive.js'
import { isDisclosed, literalValue } from './literal-value.js'
import { type Action, serviceByPrefix } from './service.js'

/** An action that a rule says a call needs. Its resources are derived by the general rule unless given. */
export interface Need {
  /** With prefix. An action that does not exist is a defect of the rule: a test walks them all. */
  readonly action: string
  readonly resources?: readonly ResourceReference[]
  readonly context?: readonly { readonly key: string; readonly values: readonly string[] }[]
  readonly kind?: PermissionKind
  readonly why: string
}

/** What one service does otherwise than the general rule says. Every entry cites why. */
export interface ServiceRules {
  readonly prefix: string
  /** Operation → the action that authorizes it, where the names differ. */
  readonly renamed?: Readonly<Record<string, string>>
  /** Operations that AWS authorizes without any permission, with the reason. */
  readonly permissionless?: Readonly<Record<string, string>>
  /** The needs of an operation instead of the general rule's one; `undefined` where the general rule holds. */
  readonly primary?: (operation: string, call: Call) => readonly Need[] | undefined
  /** What the request shows beyond the operation itself. */
  readonly additional?: (operation: string, call: Call) => readonly Need[]
  /** The resources of an action, where the general rule would get them wrong. */
  readonly resources?: (
    action: Action,
    operation: string,
    call: Call,
  ) => readonly ResourceReference[] | undefined
  /** Action that AWS checks as well when a resource is created with tags. */
  readonly tagOnCreate?: string
  /** The service that a role given to this one is passed to, where it is not `<prefix>.amazonaws.com`. */
  readonly passedTo?: (operation: string, call: Call) => string
  /** Keys of request and response, in lower case and without punctuation, that these rules read. */
  readonly reads?: readonly string[]
  /** Of those, the ones whose value does not matter in full, by key, with what is kept of it. */
  readonly reduces?: Readonly<Record<string, (value: string) => string>>
  /** Identifiers that stand for a member of the call that made them. */
  readonly links?: readonly Link[]
  /** Request members of unbounded variety, such as object keys, that activity folds into prefixes. */
  readonly unbounded?: readonly UnboundedMember[]
}

/** Calls that name something only by an identifier that an earlier call of the same principal got back. */
export interface Link {
  /** Member of the earlier call's response and of the later call's request: `queryExecutionId`. */
  readonly identifier: string
  /** Member of the earlier call's request that AWS takes the later call to be about: `workGroup`. */
  readonly stands: string
}

/** A request member with more different values than can be kept. */
export interface UnboundedMember {
  readonly key: string
  /** How many leading path segments are always kept apart: 1 for `bucket/key`. */
  readonly fixed: number
  /** The value in the one form that is folded; `undefined` keeps it in the activity as it is. */
  readonly canonical?: (value: string) => string | undefined
  /**
   * The condition key that AWS fills from the member. Such a value decides no permission, only what a policy may ask for:
   * it is not put back into the request. See `carried.ts`.
   */
  readonly carries?: string
}

/** A request member as text, if the log discloses it. */
export function text(object: JsonObject | undefined, key: string): string | undefined {
  const value = asText(member(object, key))
  return value !== undefined && isDisclosed(value) ? value : undefined
}

/** An ARN of one of the service's resource types, built from the call's place and the values given. */
export function resourceOf(
  call: Call,
  type: string,
  values: Readonly<Record<string, string | undefined>>,
  why: string,
): ResourceReference {
  const [prefix = '', name] = type.split('/', 2)
  const format = serviceByPrefix(prefix)!.resourceTypes.find(
    (resourceType) => resourceType.name === name,
  )!.format
  const literal = Object.entries(values).flatMap(([variable, value]) =>
    value === undefined ? [] : [[variable, literalValue(value)] as const],
  )
  return { arn: buildArn(format, placeOf(call), new Map(literal)), why, wildcard: undefined }
}

/** A reference to an ARN that the record gives whole. */
export function givenArn(arn: string, why: string): ResourceReference {
  return { arn: literalValue(arn), why, wildcard: undefined }
}

/** A reference whose missing part is confessed. */
export function confessed(reference: ResourceReference, reason: string, hint: string): ResourceReference {
  return { ...reference, wildcard: { reason, hint } }
}

/** A reference to what the call itself makes: its identifier is another one each time. */
export function madeByCall(reference: ResourceReference): ResourceReference {
  return { ...reference, ephemeral: true }
}
