import type { Decision, EvaluationRequest, StatementReason } from './evaluation.js'
import type { PolicyType } from './policy-set.js'
import type { RequestPrincipal } from './principal.js'

/** A request with the one who makes it. */
export interface AccessRequest extends EvaluationRequest {
  readonly principal: RequestPrincipal
  /**
   * The account that owns the resource. Left out, the ARN says so, and `*` is the principal's own account; where
   * the ARN names no account either (an S3 bucket), nobody can tell within an account from across accounts.
   */
  readonly resourceAccount?: string | undefined
}

/** A layer of policies by its kind and, for SCPs and RCPs, its level from the organization's root. */
export interface LayerPlace {
  readonly type: PolicyType
  readonly level: number
}

/** A statement by its place in a layer: `policy` counts the documents there, `statement` within the document. */
export interface AccessPlace extends LayerPlace {
  readonly policy: number
  readonly statement: number
}

/** What one layer of policies says. */
export interface LayerVerdict extends LayerPlace {
  /** `notApplicable`: policies of this kind have no say in the request; their statements are not judged. */
  readonly verdict: 'allows' | 'denies' | 'silent' | 'undecidable' | 'notApplicable'
  /** One for every statement, in order. */
  readonly reasons: readonly StatementReason[]
}

/** The answer, with the part of every layer and statement in it. */
export interface Access {
  readonly decision: Decision
  /**
   * The statement that decided: the Deny of `explicitDeny`, the Allow of `allowed`, the first open one of
   * `undecidable` if there is one. `undefined` for `implicitDeny`, and for a root user, whom nothing need allow.
   */
  readonly by: AccessPlace | undefined
  /** For `implicitDeny`: the first layer whose Allow is missing. */
  readonly missing: LayerPlace | undefined
  /** For `undecidable`: the condition keys, in lower case and sorted, whose values would help to decide. */
  readonly openKeys: readonly string[]
  readonly layers: readonly LayerVerdict[]
}
