import type { PolicyDocument } from '../core/iam/policy.js'
import { type Tightness, tightnessOf } from '../core/verify/tightness.js'
import { type Verification, verifyRequests } from '../core/verify/verification.js'
import { actionKnowledge } from './action-knowledge.js'
import { type ActivityQuery, questionOf } from './activity-query.js'
import { chosenPrincipals, isPattern, principalMatcher } from './choose-principal.js'
import { collectInScope } from './collect-activity.js'
import { evidencedRequests } from './evidenced-requests.js'
import { type ActivitySource, foldRecords } from './fold-records.js'
import { wideningWarnings } from './generation-warnings.js'
import type { InputSummary } from './input-summary.js'
import type { FileFolder, Observer } from './ports.js'
import { summaryOf } from './summarize-input.js'

/** A policy document with the name of where it came from, for messages. */
export interface NamedPolicy {
  readonly name: string
  readonly document: PolicyDocument
}

/** What to verify. */
export interface VerifyOptions {
  /** ARN, name, permission set or pattern. */
  readonly principal: string
  readonly query: ActivityQuery
  /** The identity policies, all together; none denies everything. */
  readonly policies: readonly NamedPolicy[]
}

/** Whether policies allow what was done, and what they allow beside it. */
export interface VerifyResult {
  readonly principal: string
  readonly principals: readonly { readonly arn: string; readonly type: string; readonly records: number }[]
  /** Names of the policies, in the order in which the other members count them. */
  readonly policies: readonly string[]
  readonly verification: Verification
  readonly tightness: Tightness
  /** Events that no rule maps to a permission: nothing was checked for them. */
  readonly unmapped: readonly {
    readonly eventSource: string
    readonly eventName: string
    readonly count: number
    readonly reason: string
  }[]
  /** Calls that AWS denied, which are not replayed. */
  readonly deniedCalls: number
  readonly input: InputSummary
}

/**
 * Replays what a principal did against policies: what they allow, what they deny and why, and how much more than that
 * they allow. Identity policies alone decide; what a resource's policy, a boundary or an SCP would add is not asked.
 */
export async function verify(
  source: ActivitySource,
  { principal, query, policies }: VerifyOptions,
  observer: Observer,
  folder?: FileFolder,
): Promise<VerifyResult> {
  const matches = principalMatcher(principal)
  const { activity, reading, warnings } = await foldRecords(
    source,
    query,
    questionOf(query, matches),
    observer,
    folder,
  )
  const collected = collectInScope({ activity, reading }, matches)
  const chosen = chosenPrincipals(principal, collected.found, collected.others)
  const documents = policies.map(({ document }) => document)
  const { requests, unmapped } = evidencedRequests(collected, chosen, documents)
  const single = chosen.length === 1 && !isPattern(principal)
  return {
    principal: single ? chosen[0]!.principal.arn : principal,
    principals: chosen.map(({ principal: { arn, type }, records }) => ({ arn, type, records })),
    policies: policies.map(({ name }) => name),
    verification: verifyRequests(requests, documents),
    tightness: tightnessOf(documents, requests, actionKnowledge()),
    unmapped: unmapped.map(({ eventSource, eventName, evidence, reason }) => ({
      eventSource,
      eventName,
      count: evidence.count,
      reason,
    })),
    deniedCalls: collected.rows.reduce(
      (sum, { outcome, evidence }) => sum + (outcome === 'denied' ? evidence.count : 0),
      0,
    ),
    input: summaryOf(reading, collected, [...warnings, ...wideningWarnings(collected.rows)]),
  }
}
