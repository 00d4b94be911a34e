import type { Outcome } from '../cloudtrail/classify.js'
import type { DenialCause } from '../cloudtrail/denial-cause.js'
import type { Call } from '../reference/call.js'
import type { Evidence } from './evidence.js'
import type { PrefixTree } from './prefix-tree.js'

/** What makes two calls one activity. */
export interface ActivityKey {
  /**
   * The projected call: principal, event, Region, account, `invokedBy`, request, `resources[]`. Its request is
   * `undefined` only if the record has none.
   */
  readonly call: Call
  readonly outcome: Outcome
  readonly errorCode: string | undefined
  readonly eventType: string
  readonly vpcEndpointId: string | undefined
  /** What AWS's own words say was missing, for a denied call. */
  readonly denied: DeniedWords | undefined
}

/** What AWS says of a refusal: what it wanted, and which policy refused. */
export interface DeniedWords {
  readonly action: string
  readonly resource: string | undefined
  readonly cause: DenialCause | undefined
}

/** One activity of a principal: records that are alike in everything that decides permissions, folded. */
export interface Activity extends ActivityKey {
  /** Equal exactly if the {@link ActivityKey}s are. */
  readonly key: string
  readonly evidence: Evidence
  /** By request member: its values, where there may be no end of them. */
  readonly unbounded: ReadonlyMap<string, PrefixTree>
  /** The first error message in the order of its text, for a denied call. */
  readonly message: string | undefined
  /** 0 unless the event had more different requests than are kept apart: see `widened`. */
  readonly widened: 0 | 1 | 2 | 3
  /** Identifiers whose meaning another call of the principal has to tell, and the request member they stand for. */
  readonly pending: PendingIdentifiers | undefined
}

/** Identifiers that stand for a request member, as another call of the principal will tell. */
export interface PendingIdentifiers {
  readonly stands: string
  readonly identifiers: ReadonlySet<string>
  /** True if there were more than are kept. */
  readonly overflown: boolean
}

/** What one record adds to the activity: made from the record at once, so that the record itself need not be kept. */
export interface Fact {
  /** Equal exactly if the {@link ActivityKey}s are. */
  readonly key: string
  readonly activity: ActivityKey
  readonly time: string
  readonly eventID: string | undefined
  readonly unbounded: readonly { readonly key: string; readonly fixed: number; readonly value: string }[]
  readonly message: string | undefined
  readonly pending: { readonly stands: string; readonly identifier: string } | undefined
}
