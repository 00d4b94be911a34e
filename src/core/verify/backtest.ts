import { byCodeUnit } from '../iam/order.js'
import type { PolicyDocument } from '../iam/policy.js'
import { dayNumber, dayOfNumber } from './calendar.js'
import { type ReplayRequest, replay } from './replay.js'

/** A request with the days on which it was made, and how often. */
export interface DatedRequest extends Omit<ReplayRequest, 'count'> {
  readonly days: ReadonlyMap<string, number>
  /** True if the resource stands for more than the calls are known to have used. */
  readonly uncertain: boolean
}

/** What a policy made from the days before a cut would have done to the calls after it. */
export interface BacktestPoint {
  /** The first day after the observation. */
  readonly cut: string
  /** Days observed. */
  readonly observed: number
  /** Calls on the cut and after it. `calls` is `allowed`, `denied` and `undecidable` together. */
  readonly calls: number
  readonly allowed: number
  readonly denied: number
  /** Calls whose resource is not known well enough. */
  readonly undecidable: number
  /** What would have been missing, by its first day. */
  readonly missing: readonly MissingPermission[]
}

/** A permission that would have been missing. */
export interface MissingPermission {
  readonly action: string
  readonly resource: string
  readonly calls: number
  /** The first day on which a call would have been denied. */
  readonly day: string
  /** True if the action itself was not in the policy, false if only this resource or condition was not. */
  readonly newAction: boolean
}

/** At most so many cuts: each costs a policy and a replay. */
const mostCuts = 30

/**
 * The first days after an observation of each length: after every day, or evenly spaced if there are too many. None if
 * there are fewer than two days. Days inclusive.
 */
export function cutsOf(first: string, last: string): readonly string[] {
  const [start, length] = [dayNumber(first), dayNumber(last) - dayNumber(first)]
  const count = Math.min(length, mostCuts)
  return Array.from({ length: count }, (_, at) =>
    dayOfNumber(start + Math.round(((at + 1) * length) / count)),
  )
}

/** Replays the calls from the cut on, for so many days, against the policy that the days before it gave. */
export function backtestPoint(
  {
    first,
    cut,
    before,
  }: { readonly first: string; readonly cut: string; readonly before: string | undefined },
  requests: readonly DatedRequest[],
  policies: readonly PolicyDocument[],
): BacktestPoint {
  const later = requests.flatMap((request) => laterPart(request, cut, before))
  const verdicts = verdictsOn(later, policies)
  const callsThat = (verdict: Verdict) =>
    later.reduce((sum, { count }, at) => sum + (verdicts[at] === verdict ? count : 0), 0)
  const missing = later.filter((_, at) => verdicts[at] === 'new action' || verdicts[at] === 'denied')
  const [allowed, undecidable] = [callsThat('allowed'), callsThat('undecidable')]
  const denied = callsThat('new action') + callsThat('denied')
  return {
    cut,
    observed: dayNumber(cut) - dayNumber(first),
    calls: allowed + denied + undecidable,
    allowed,
    denied,
    undecidable,
    missing: missing
      .map((request) => missingOf(request, verdicts[later.indexOf(request)] === 'new action'))
      .sort(byDayAndName),
  }
}

type LaterRequest = DatedRequest & { readonly count: number; readonly day: string }

/** The request with its calls in the period after the cut, if there are any. */
function laterPart(request: DatedRequest, cut: string, before: string | undefined): LaterRequest[] {
  const days = [...request.days].filter(([day]) => day >= cut && (before === undefined || day < before))
  const count = days.reduce((sum, [, calls]) => sum + calls, 0)
  const day = days.reduce((earliest, [one]) => (one < earliest ? one : earliest), days[0]?.[0] ?? '')
  return count === 0 ? [] : [{ ...request, count, day }]
}

type Verdict = 'allowed' | 'new action' | 'denied' | 'undecidable'

/** Requests that differ in their conditions alone are told apart by their number. */
function verdictsOn(
  requests: readonly LaterRequest[],
  policies: readonly PolicyDocument[],
): readonly Verdict[] {
  const verdicts = requests.map((): Verdict => 'allowed')
  const { denied, undecidable } = replay(
    requests.map((request, at) => ({ ...request, source: String(at) })),
    policies,
  )
  for (const { source } of undecidable) verdicts[Number(source)] = 'undecidable'
  for (const { source, reason } of denied) {
    const known = reason === 'action' ? 'new action' : 'denied'
    verdicts[Number(source)] =
      requests[Number(source)]!.uncertain && known === 'denied' ? 'undecidable' : known
  }
  return verdicts
}

function missingOf({ action, resource, count, day }: LaterRequest, newAction: boolean): MissingPermission {
  return { action, resource, calls: count, day, newAction }
}

function byDayAndName(a: MissingPermission, b: MissingPermission): number {
  return byCodeUnit(a.day, b.day) || byCodeUnit(a.action, b.action) || byCodeUnit(a.resource, b.resource)
}
