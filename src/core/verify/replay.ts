import { compilePolicies } from '../evaluate/compile.js'
import { compileIdentity } from '../evaluate/compile-identity.js'
import type { Evaluation, EvaluationRequest, StatementElement } from '../evaluate/evaluation.js'
import { byCodeUnit } from '../iam/order.js'
import type { PolicyDocument } from '../iam/policy.js'

/** A request as activity shows it, with the number of calls that made it. */
export interface ReplayRequest extends EvaluationRequest {
  readonly count: number
  /** What the request was derived from, for the report: `s3.amazonaws.com GetObject`. */
  readonly source: string
}

/**
 * Why calls would not be allowed. `explicitDeny`: a Deny statement applies. Else the element at which the
 * most promising Allow statement fails or stays open: `action` if no statement allows the action at all.
 */
export type ReplayReason = 'explicitDeny' | StatementElement

/** Calls that would not be allowed, or that nobody can tell. */
export interface ReplayEntry {
  readonly action: string
  readonly resource: string
  readonly count: number
  readonly source: string
  readonly reason: ReplayReason
}

/** What became of every call. `replayed` is `allowed` and the counts of both lists together. */
export interface Replay {
  readonly replayed: number
  readonly allowed: number
  /** By action, resource, source and reason; the contexts they differ in are added up. */
  readonly denied: readonly ReplayEntry[]
  readonly undecidable: readonly ReplayEntry[]
}

/** Asks of every request whether the policies allow it. Counts are calls, not requests. */
export function replay(requests: readonly ReplayRequest[], policies: readonly PolicyDocument[]): Replay {
  const decide = compileIdentity(policies)
  const explain = compilePolicies(policies)
  const denied = new Map<string, ReplayEntry>()
  const undecidable = new Map<string, ReplayEntry>()
  let [replayed, allowed] = [0, 0]
  for (const request of requests) {
    replayed += request.count
    if (decide(request) === 'allowed') {
      allowed += request.count
      continue
    }
    const evaluation = explain(request)
    add(evaluation.decision === 'undecidable' ? undecidable : denied, request, reasonOf(evaluation))
  }
  return { replayed, allowed, denied: sorted(denied), undecidable: sorted(undecidable) }
}

/** The elements in the order in which a statement is judged. */
const DEPTH: readonly (StatementElement | undefined)[] = ['action', 'principal', 'resource', 'condition']

function reasonOf({ decision, by, reasons }: Evaluation): ReplayReason {
  if (decision === 'explicitDeny') return decision
  const deciding = reasons.find((reason) => reason.policy === by?.policy && reason.statement === by.statement)
  if (deciding?.element !== undefined) return deciding.element
  const reached = reasons
    .filter(({ effect }) => effect === 'Allow')
    .map(({ element }) => DEPTH.indexOf(element))
  return DEPTH[Math.max(0, ...reached)] ?? 'action'
}

function add(entries: Map<string, ReplayEntry>, request: ReplayRequest, reason: ReplayReason): void {
  const { action, resource, source } = request
  const key = JSON.stringify([action, resource, source, reason])
  const count = (entries.get(key)?.count ?? 0) + request.count
  entries.set(key, { action, resource, count, source, reason })
}

function sorted(entries: ReadonlyMap<string, ReplayEntry>): readonly ReplayEntry[] {
  return [...entries.values()].sort(
    (a, b) =>
      byCodeUnit(a.action, b.action) ||
      byCodeUnit(a.resource, b.resource) ||
      byCodeUnit(a.source, b.source) ||
      byCodeUnit(a.reason, b.reason),
  )
}
