import type { Outcome } from '../core/cloudtrail/classify.js'
import type { Principal } from '../core/cloudtrail/principal.js'
import type { SkipReason } from '../core/cloudtrail/skip-reasons.js'
import type { RequiredPermission } from '../core/reference/call.js'
import type { ImpliedPermission } from '../core/reference/implied.js'

/** One element of the input with what it means for permissions. */
export interface ExplainedEvent {
  /** As the source names it; `-` for standard input. */
  readonly file: string
  /** Place in the file, from 0. */
  readonly index: number
  /** `undefined` if the element is no usable record; then it is skipped. */
  readonly event: EventFacts | undefined
  readonly explanation: Explanation
}

/** What the record says of itself. */
export interface EventFacts {
  readonly eventSource: string
  readonly eventName: string
  readonly eventTime: string
  readonly principal: Principal
  /** The service that made the call for the principal, if one did. */
  readonly invokedBy: string | undefined
  readonly outcome: Outcome
  readonly errorCode: string | undefined
  readonly errorMessage: string | undefined
  /** Identifiers that AWS chose in answer to this very call: the next call of the kind gets others. */
  readonly made: readonly string[]
}

/** Which permissions one element of a log needs, or why none. */
export type Explanation =
  | {
      readonly kind: 'mapped'
      readonly permissions: readonly RequiredPermission[]
      /** Actions AWS lists beside the operation's own, of whose use this request shows nothing. */
      readonly notShown: readonly string[]
      /** What this call implies although no record shows it: suggested, never granted. */
      readonly implied: readonly ImpliedPermission[]
    }
  /** AWS authorizes the operation without any permission. */
  | { readonly kind: 'none'; readonly why: string }
  /** The reference does not know the event. `near`: actions of the service, else prefixes, that are spelled like it. */
  | { readonly kind: 'unmapped'; readonly reason: string; readonly near: readonly string[] }
  /** No use of a permission by a caller. */
  | { readonly kind: 'skipped'; readonly reason: SkipReason; readonly detail: string }
