import type { AccessActivity } from '../core/activity/access-activity.js'
import { openFold } from '../core/activity/fold.js'
import { openMadeIdentifiers } from '../core/activity/made.js'
import type { Principal } from '../core/cloudtrail/principal.js'
import { generatePolicy, type Learned } from '../core/policy/generate.js'
import { withKnownPaths } from '../core/policy/iam-paths.js'
import { type ObservedPermission, observe } from '../core/policy/observed.js'
import { actionById } from '../core/reference/service.js'
import { type BacktestPoint, backtestPoint, cutsOf, type DatedRequest } from '../core/verify/backtest.js'
import { dayNumber, dayOfNumber } from '../core/verify/calendar.js'
import { type Coverage, coverageOf } from '../core/verify/coverage.js'
import { type ActivityQuery, questionOf } from './activity-query.js'
import { chosenPrincipals, principalMatcher } from './choose-principal.js'
import { type Collection, collectInScope } from './collect-activity.js'
import { type ActivitySource, foldRecords } from './fold-records.js'
import type { InputSummary } from './input-summary.js'
import type { FileFolder, Observer } from './ports.js'
import { summaryOf } from './summarize-input.js'

/** What to test. */
export interface BacktestOptions {
  /** ARN, name, permission set or pattern. */
  readonly principal: string
  readonly query: ActivityQuery
  /** How many days after each cut are replayed. Default: all that are left. */
  readonly horizonDays: number | undefined
}

/** Whether policies from the past would have survived what came after. */
export interface Backtest {
  readonly principal: string
  /** The first and last day of the logs. */
  readonly first: string
  readonly last: string
  /** By the length of observation. Empty if the logs hold a single day. */
  readonly points: readonly BacktestPoint[]
  readonly coverage: Coverage | undefined
  readonly input: InputSummary
}

/**
 * Makes a policy from the days before each cut and replays the days after it: what would have been denied, when. Only
 * what the days before taught is used, except the paths of IAM names, which do not change what is allowed.
 */
export async function backtest(
  source: ActivitySource,
  options: BacktestOptions,
  observer: Observer,
  folder?: FileFolder,
): Promise<Backtest> {
  const { query } = options
  const matches = principalMatcher(options.principal)
  const question = { ...questionOf(query, matches), byDay: true }
  const { activity, reading, warnings } = await foldRecords(source, query, question, observer, folder)
  const collected = collectInScope({ activity, reading }, matches)
  const chosen = chosenPrincipals(options.principal, collected.found, collected.others)
  const [first, last] = [collected.first.slice(0, 10), collected.last.slice(0, 10)]
  const requests = requestsOf(collected)
  return {
    principal: chosen.length === 1 ? chosen[0]!.principal.arn : options.principal,
    first,
    last,
    points: pointsOf({ activity, collected, matches, first, last }, requests, options.horizonDays),
    input: summaryOf(reading, collected, warnings),
    coverage: coverageOf({
      first,
      last,
      uses: requests,
      exists: (action) => actionById(action) !== undefined,
    }),
  }
}

interface Tested {
  readonly activity: AccessActivity
  readonly collected: Collection
  readonly matches: (principal: Principal) => boolean
  readonly first: string
  readonly last: string
}

function pointsOf(
  tested: Tested,
  requests: readonly DatedRequest[],
  horizonDays: number | undefined,
): readonly BacktestPoint[] {
  const { first, last, collected } = tested
  const fold = openFold()
  const waiting = [...collected.rows].sort((a, b) => (a.evidence.first < b.evidence.first ? -1 : 1))
  return cutsOf(first, last).map((cut) => {
    while (waiting[0] !== undefined && waiting[0].evidence.first.slice(0, 10) < cut)
      fold.addRow(waiting.shift()!)
    const { documents } = generatePolicy(fold.rows(), learnedBefore(tested, cut), { includeDenied: false })
    const before = horizonDays === undefined ? undefined : dayOfNumber(dayNumber(cut) + horizonDays)
    return backtestPoint({ first, cut, before }, requests, documents)
  })
}

/** Identifiers made on a later day were not known before the cut. */
function learnedBefore({ activity, matches, collected }: Tested, cut: string): Learned {
  const made = openMadeIdentifiers()
  for (const { place, lessons } of activity.made.all()) {
    const principal = activity.principals.get(place.arn)
    if (place.day < cut && principal !== undefined && matches(principal)) made.learn(lessons)
  }
  return { ...collected, made }
}

/** What was really called, one by one: no identifier is generalized. Denied calls were not the policy's to allow. */
function requestsOf({ rows, names }: Collection): readonly DatedRequest[] {
  const succeeded = rows.filter(({ outcome }) => outcome !== 'denied')
  const { permissions } = observe(succeeded, openMadeIdentifiers())
  return withKnownPaths(permissions, names).permissions.map(requestOf)
}

function requestOf({
  action,
  resource,
  conditions,
  evidence,
  why,
  wildcard,
}: ObservedPermission): DatedRequest {
  const context = new Map(conditions.map(({ key, values }) => [key.toLowerCase(), values]))
  return { action, resource, context, source: why, days: evidence.days, uncertain: wildcard !== undefined }
}
