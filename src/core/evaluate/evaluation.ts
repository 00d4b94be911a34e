import type { Effect } from '../iam/policy.js'

/**
 * The request context: condition keys in lower case, with their values. An absent key is not in the map: the
 * request has none. `unknown` is a key of which nobody can say whether the request has it, and with which values.
 */
export type RequestContext = ReadonlyMap<string, readonly string[] | 'unknown'>

/** A request to decide. */
export interface EvaluationRequest {
  /** `service:Name`, in any letter case. */
  readonly action: string
  /**
   * An ARN, `*` for a call without a resource, or an ARN pattern where the log does not show all of it. A
   * statement must then cover the whole pattern.
   */
  readonly resource: string
  readonly context: RequestContext
}

/**
 * `implicitDeny`: nothing allows it. `undecidable`: the answer hangs on something that cannot be known from
 * the documentation (an unknown operator) or the request (a resource that is shown in part only).
 */
export type Decision = 'allowed' | 'explicitDeny' | 'implicitDeny' | 'undecidable'

/** The element of a statement that settled whether it applies. */
export type StatementElement = 'principal' | 'action' | 'resource' | 'condition'

/** A statement by its position. */
export interface StatementPlace {
  readonly policy: number
  readonly statement: number
}

/** What became of one statement, and why. */
export interface StatementReason extends StatementPlace {
  readonly effect: Effect
  readonly result: 'applies' | 'doesNotApply' | 'undecidable'
  /** The first element that does not match, or else the first that cannot be decided; `undefined` if it applies. */
  readonly element: StatementElement | undefined
  /** For `condition`: the position in the statement's `condition` list. */
  readonly condition: number | undefined
}

/** The answer, with the part of every statement in it. */
export interface Evaluation {
  readonly decision: Decision
  /** The statement that decided; `undefined` for `implicitDeny`. */
  readonly by: StatementPlace | undefined
  /** One for every statement, in order. */
  readonly reasons: readonly StatementReason[]
}

/**
 * The decision that the statements make together: an applying Deny beats everything, and without an applying
 * Allow nothing is allowed. What cannot be decided matters only if it could change that: an undecidable Deny
 * does not if no statement could allow the request anyway.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 */
export function decide(reasons: readonly StatementReason[]): Evaluation {
  const find = (effect: Effect, result: StatementReason['result']) =>
    reasons.find((reason) => reason.effect === effect && reason.result === result)
  const answer = (decision: Decision, by: StatementReason | undefined): Evaluation => ({
    decision,
    by: by === undefined ? undefined : { policy: by.policy, statement: by.statement },
    reasons,
  })
  const denied = find('Deny', 'applies')
  if (denied !== undefined) return answer('explicitDeny', denied)
  const allowed = find('Allow', 'applies')
  const open = find(allowed === undefined ? 'Allow' : 'Deny', 'undecidable')
  if (open !== undefined) return answer('undecidable', open)
  return allowed === undefined ? answer('implicitDeny', undefined) : answer('allowed', allowed)
}
