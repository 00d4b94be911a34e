import { evidenceOf, joinEvidence } from '../../src/core/activity/evidence.js'
import type { PolicyDocument } from '../../src/core/iam/policy.js'
import { parsePolicy } from '../../src/core/iam/policy-parse.js'
import type { EvidencedRequest } from '../../src/core/verify/verification.js'

/** A policy document of these statements. */
export function policy(...statements: unknown[]): PolicyDocument {
  const parsed = parsePolicy(JSON.stringify({ Version: '2012-10-17', Statement: statements }))
  if (!parsed.ok) throw new Error(parsed.problems[0]?.message)
  return parsed.document
}

/** A check with calls on these days of May 2026. */
export function used(
  action: string,
  resource: string,
  days: readonly number[],
  { uncertain = false, context = {} as Record<string, readonly string[] | 'unknown'> } = {},
): EvidencedRequest {
  const evidence = days
    .map((day) => evidenceOf(`2026-05-${String(day).padStart(2, '0')}T12:00:00Z`, `${action} ${day}`))
    .reduce(joinEvidence)
  return { action, resource, evidence, source: action, uncertain, context: new Map(Object.entries(context)) }
}
