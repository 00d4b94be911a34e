import type { GeneratedPolicy } from '../core/policy/generate.js'
import { contextsOfOrigin } from '../core/policy/origin.js'
import type { ReportTightness, ReportVerification } from '../core/policy/report.js'
import { type ReplayRequest, replay } from '../core/verify/replay.js'
import { tightnessOf } from '../core/verify/tightness.js'
import type { EvidencedRequest } from '../core/verify/verification.js'
import { actionKnowledge } from './action-knowledge.js'

/** What an evaluator that knows no generator says of a generated policy. */
export interface GeneratedProof {
  readonly verification: ReportVerification
  readonly tightness: ReportTightness
}

/** Replays every permission that the activity needed against the documents, and counts what they allow beyond it. */
export function proofOf(generated: GeneratedPolicy): GeneratedProof {
  const requests = generated.needed.flatMap(requestsOf)
  return {
    verification: replay(requests, generated.documents),
    tightness: tightnessOf(generated.documents, requests, actionKnowledge()).summary,
  }
}

/** A request that the activity needed, with what showed it. */
export type ProofRequest = ReplayRequest & EvidencedRequest

/** What was really called, from every place that it was called from. The calls are counted once. */
export function requestsOf({
  action,
  resource,
  conditions,
  evidence,
  why,
  wildcard,
  origins = [],
}: GeneratedPolicy['needed'][number]): readonly ProofRequest[] {
  const own = conditions.map(({ key, values }) => [key.toLowerCase(), values] as const)
  const places = origins.length === 0 ? [[]] : origins.flatMap(contextsOfOrigin)
  return places.map((place, at) => ({
    action,
    resource,
    context: new Map([...place, ...own]),
    count: at === 0 ? evidence.count : 0,
    evidence: at === 0 ? evidence : { ...evidence, count: 0 },
    source: why,
    uncertain: wildcard !== undefined,
  }))
}
