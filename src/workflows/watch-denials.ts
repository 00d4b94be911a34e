import { sortedUnique } from '../core/iam/order.js'
import type { Recipe } from '../core/policy/recipe.js'
import type { DenialVerdict } from '../core/verify/denials.js'
import type { ActivityQuery } from './activity-query.js'
import { chosenPrincipals, isPattern, principalMatcher } from './choose-principal.js'
import { collectInScope } from './collect-activity.js'
import { type Denial, type DenialQuestion, deniedSince, type NextDenial } from './denials.js'
import type { ActivitySource } from './fold-records.js'
import { wideningWarnings } from './generation-warnings.js'
import type { InputSummary } from './input-summary.js'
import type { FileFolder, Observer } from './ports.js'
import { summaryOf } from './summarize-input.js'
import type { NamedPolicy } from './verify.js'
import { watchedActivity } from './watched-activity.js'

/** What to watch. */
export interface WatchOptions {
  /** ARN, name, permission set or pattern. */
  readonly principal: string
  readonly query: ActivityQuery
  /** When the policies were attached, ISO 8601 UTC: what was denied before is no news. `undefined`: all is after. */
  readonly since: string | undefined
  /** The identity policies that are attached, all of them. `undefined`: AWS's words alone decide. */
  readonly policies: readonly NamedPolicy[] | undefined
  /** What a person decided already. */
  readonly recipe: Recipe | undefined
}

/** What was denied, and what would help. */
export interface WatchResult {
  readonly principal: string
  readonly principals: readonly { readonly arn: string; readonly type: string; readonly records: number }[]
  readonly since: string | null
  /** Names of the policies; `null` if none were given. */
  readonly policies: readonly string[] | null
  /** Those that the policies cause come first, then those of which nobody can tell, each by action and resource. */
  readonly denials: readonly Denial[]
  /** What the calls that were denied would be denied next, as their requests show and the policies say. */
  readonly next: readonly NextDenial[]
  /** Denied calls from the moment on. */
  readonly deniedCalls: number
  /** Different denials that the policies cause and that were not there before; these make the exit status 1. */
  readonly caused: number
  readonly byVerdict: Readonly<Partial<Record<DenialVerdict, number>>>
  readonly input: InputSummary
  readonly warnings: readonly string[]
}

/** Finds the denied calls of a principal and says of each what would help: the smallest addition, or why none does. */
export async function watchDenials(
  source: ActivitySource,
  options: WatchOptions,
  observer: Observer,
  folder?: FileFolder,
): Promise<WatchResult> {
  const { principal, query, since, policies, recipe } = options
  const matches = principalMatcher(principal)
  const watched = await watchedActivity(source, query, { since, rowsOf: matches }, observer, folder)
  const collected = collectInScope({ activity: watched.all, reading: watched.reading }, matches)
  const chosen = chosenPrincipals(principal, collected.found, collected.others)
  const own = ({ call }: { readonly call: { readonly principal: string } }) =>
    chosen.some((one) => one.principal.arn === call.principal)
  const question: DenialQuestion = {
    before: (watched.before?.rows() ?? []).filter(own),
    after: watched.after.rows().filter(own),
    learned: collected,
    principals: new Map(chosen.map((one) => [one.principal.arn, one.principal])),
    documents: policies?.map(({ document }) => document),
    recipe,
  }
  const { denials, next, deniedCalls } = deniedSince(question)
  const single = chosen.length === 1 && !isPattern(principal)
  return {
    principal: single ? chosen[0]!.principal.arn : principal,
    principals: chosen.map(({ principal: { arn, type }, records }) => ({ arn, type, records })),
    since: since ?? null,
    policies: policies?.map(({ name }) => name) ?? null,
    denials,
    next,
    deniedCalls,
    caused: denials.filter(({ caused }) => caused).length,
    byVerdict: countsOf(denials),
    input: summaryOf(watched.reading, collected, watched.warnings),
    warnings: [...wideningWarnings(question.after), ...baselineWarnings(options, question)],
  }
}

function countsOf(denials: readonly Denial[]): Partial<Record<DenialVerdict, number>> {
  const verdicts = sortedUnique(denials.map(({ verdict }) => verdict)) as DenialVerdict[]
  return Object.fromEntries(
    verdicts.map((verdict) => [verdict, denials.filter((one) => one.verdict === verdict).length]),
  )
}

function baselineWarnings({ since }: WatchOptions, { before, after }: DenialQuestion): string[] {
  if (since === undefined)
    return ['without `--since` nothing tells which denials were there before the policies were attached']
  if (after.length === 0) return [`the principal made no call from ${since} on: nothing is known yet`]
  if (before.length > 0) return []
  return [`no call of the principal is from before ${since}: what was denied even then cannot be told`]
}
