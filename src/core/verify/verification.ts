import { type Evidence, joinEvidence } from '../activity/evidence.js'
import { compilePolicies } from '../evaluate/compile.js'
import { compileIdentity } from '../evaluate/compile-identity.js'
import type { Evaluation, EvaluationRequest, StatementReason } from '../evaluate/evaluation.js'
import { byCodeUnit } from '../iam/order.js'
import type { PolicyDocument, Statement } from '../iam/policy.js'
import type { ReplayReason } from './replay.js'

/** A permission check that the logs show, with the calls behind it. */
export interface EvidencedRequest extends EvaluationRequest {
  readonly evidence: Evidence
  /** What it was derived from, in words. */
  readonly source: string
  /** True if the resource stands for more than the calls are known to have used. */
  readonly uncertain: boolean
}

/** What policies do to the calls that were made. `checks` is `allowed` and the counts of both lists together. */
export interface Verification {
  /** Permission checks: a call that needs two permissions is two. */
  readonly checks: number
  readonly allowed: number
  /** By action, resource, reason and nearest statement. Sorted. */
  readonly denied: readonly VerifiedCheck[]
  readonly undecidable: readonly VerifiedCheck[]
}

/** Checks that the policies deny, or of which nobody can tell. Times are ISO 8601 UTC. */
export interface VerifiedCheck {
  readonly action: string
  readonly resource: string
  readonly count: number
  readonly first: string
  readonly last: string
  readonly days: number
  /** The earliest few events. */
  readonly eventIds: readonly string[]
  readonly source: string
  readonly reason: ReplayReason
  /** The statement that denies, or the Allow that came nearest; `null` if none allows the action at all. */
  readonly nearest: NearestStatement | null
}

/** A statement by its position, and the element at which it fails; for a Deny that applies, none. */
export interface NearestStatement {
  readonly policy: number
  readonly statement: number
  readonly sid: string | null
  readonly element: StatementReason['element'] | null
  /** The condition that fails: `StringEquals kms:ViaService`. */
  readonly condition: string | null
}

/** Replays checks against identity policies, and tells of every one that is not allowed what it failed at. */
export function verifyRequests(
  requests: readonly EvidencedRequest[],
  documents: readonly PolicyDocument[],
): Verification {
  const judge = requestJudge(documents)
  const denied = new Map<string, Entry>()
  const undecidable = new Map<string, Entry>()
  let [checks, allowed] = [0, 0]
  for (const request of requests) {
    checks += request.evidence.count
    const judged = judge(request)
    if (judged.result === 'allowed') {
      allowed += request.evidence.count
      continue
    }
    const { action, resource, source, evidence } = request
    const { result, reason, nearest } = judged
    add(result === 'denied' ? denied : undecidable, { action, resource, source, evidence, reason, nearest })
  }
  return { checks, allowed, denied: sorted(denied), undecidable: sorted(undecidable) }
}

/** What policies say of one check. Reason and nearest statement are those of {@link VerifiedCheck}. */
export type JudgedRequest =
  | { readonly result: 'allowed' }
  | ({ readonly result: 'denied' | 'undecidable' } & Pick<VerifiedCheck, 'reason' | 'nearest'>)

/** Reads identity policies once, to judge checks one by one. */
export function requestJudge(
  documents: readonly PolicyDocument[],
): (request: Omit<EvidencedRequest, 'evidence' | 'source'>) => JudgedRequest {
  const decide = compileIdentity(documents)
  const explain = compilePolicies(documents)
  return (request) => {
    if (decide(request) === 'allowed') return { result: 'allowed' }
    const evaluation = explain(request)
    const found = decidingReason(evaluation, request, documents)
    const reason = evaluation.decision === 'explicitDeny' ? 'explicitDeny' : (found?.element ?? 'action')
    const nearest = found === undefined ? null : nearestOf(found, documents)
    const result = isOpen(request.uncertain, evaluation, reason) ? 'undecidable' : 'denied'
    return { result, reason, nearest }
  }
}

/** Of a resource that the log shows in part only, a missing Allow on it says nothing; a missing action does. */
function isOpen(uncertain: boolean, { decision }: Evaluation, reason: ReplayReason): boolean {
  return decision === 'undecidable' || (decision === 'implicitDeny' && uncertain && reason !== 'action')
}

interface Entry extends Pick<VerifiedCheck, 'action' | 'resource' | 'source' | 'reason' | 'nearest'> {
  readonly evidence: Evidence
}

/** The elements in the order in which a statement is judged. One that fails at the action is not near. */
const depth: readonly (StatementReason['element'] | undefined)[] = ['principal', 'resource', 'condition']

function decidingReason(
  { by, reasons }: Evaluation,
  { resource }: EvaluationRequest,
  documents: readonly PolicyDocument[],
): StatementReason | undefined {
  if (by !== undefined)
    return reasons.find((one) => one.policy === by.policy && one.statement === by.statement)
  const closeness = (one: StatementReason) => [
    depth.indexOf(one.element),
    likeness(statementAt(documents, one), resource),
  ]
  const near = reasons.filter((one) => one.effect === 'Allow' && depth.includes(one.element))
  return near.reduce<StatementReason | undefined>((best, one) => {
    if (best === undefined) return one
    const [[deep, like], [bestDeep, bestLike]] = [closeness(one), closeness(best)]
    return deep! > bestDeep! || (deep === bestDeep && like! > bestLike!) ? one : best
  }, undefined)
}

/** How many characters a resource of the statement has in common with the resource asked for, from the start. */
function likeness(statement: Statement | undefined, resource: string): number {
  const lengths = (statement?.resource?.patterns ?? []).map((pattern) => {
    let at = 0
    while (at < pattern.length && pattern[at] === resource[at]) at++
    return at
  })
  return lengths.reduce((most, length) => Math.max(most, length), 0)
}

function statementAt(
  documents: readonly PolicyDocument[],
  { policy, statement }: StatementReason,
): Statement | undefined {
  return documents[policy]?.statements[statement]
}

function nearestOf(reason: StatementReason, documents: readonly PolicyDocument[]): NearestStatement {
  const { policy, statement, element = null, condition } = reason
  const written = statementAt(documents, reason)
  const failed = condition === undefined ? undefined : written?.condition[condition]
  return {
    policy,
    statement,
    sid: written?.sid ?? null,
    element,
    condition: failed === undefined ? null : `${failed.operator} ${failed.key}`,
  }
}

function keyOf({ action, resource, reason, nearest }: Entry): string {
  return JSON.stringify([action, resource, reason, nearest])
}

function add(entries: Map<string, Entry>, entry: Entry): void {
  const known = entries.get(keyOf(entry))
  if (known === undefined) entries.set(keyOf(entry), entry)
  else
    entries.set(keyOf(entry), {
      ...(byCodeUnit(known.source, entry.source) <= 0 ? known : entry),
      evidence: joinEvidence(known.evidence, entry.evidence),
    })
}

function sorted(entries: ReadonlyMap<string, Entry>): readonly VerifiedCheck[] {
  return [...entries]
    .sort(([a], [b]) => byCodeUnit(a, b))
    .map(([, { action, resource, source, reason, nearest, evidence }]) => {
      const { count, first, last, days, samples } = evidence
      const eventIds = samples.map(({ eventID }) => eventID)
      return { action, resource, count, first, last, days: days.size, eventIds, source, reason, nearest }
    })
}
