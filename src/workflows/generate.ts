import type { Activity } from '../core/activity/activity.js'
import { byCodeUnit } from '../core/iam/order.js'
import type { PolicyDocument } from '../core/iam/policy.js'
import { defaultFit, type FitSettings } from '../core/policy/fit.js'
import type { ResourceChoices } from '../core/policy/generalize.js'
import { type GeneratedPolicy, generatePolicy } from '../core/policy/generate.js'
import type { Recipe } from '../core/policy/recipe.js'
import { type Report, reportOn } from '../core/policy/report.js'
import { policyLimits } from '../core/policy/split.js'
import { startUpOf } from '../core/verify/start-up.js'
import { type ActivityQuery, questionOf } from './activity-query.js'
import { type ChosenPrincipal, chosenPrincipals, isPattern, principalMatcher } from './choose-principal.js'
import { type Collection, collect } from './collect-activity.js'
import { coverageOfUses, reportCoverage } from './coverage-of-uses.js'
import { LeastwiseError } from './errors.js'
import { type ActivitySource, type FoldedRecords, foldRecords } from './fold-records.js'
import { generationWarnings, wideningWarnings } from './generation-warnings.js'
import { incompleteness } from './incompleteness.js'
import type { InputSummary } from './input-summary.js'
import type { FileFolder, Observer } from './ports.js'
import { noMatchingRecords, requireRecords } from './require-records.js'
import { summaryOf } from './summarize-input.js'
import { proofOf } from './verify-generated.js'

/** What to generate a policy for. */
export interface GenerateOptions {
  /** ARN, name, permission set or pattern. */
  readonly principal: string
  readonly query: ActivityQuery
  /** Grant what was denied as well. Default in the command line: false. */
  readonly includeDenied: boolean
  /** How resources are generalised. Default: as the evidence shows. */
  readonly resources?: ResourceChoices
  /** What a person decided; its choices of resources, conditions and limit are not read here. */
  readonly recipe?: Recipe
  /** Condition keys to ask for where they hold for every use. Default: those that say what a call is part of. */
  readonly conditions?: ReadonlySet<string>
  /** What the policy has to fit into, and how far it may be shortened. Default: managed policies. */
  readonly fit?: FitSettings
}

/** The policy and all that is known of it. */
export interface GenerateResult {
  /** One, or several if one would be over the limit of a managed policy; empty if nothing was used. */
  readonly documents: readonly PolicyDocument[]
  readonly report: Report
  readonly input: InputSummary
  /** Why the policy may be less than what the principal needs in the services it uses; empty if nothing is known. */
  readonly incomplete: readonly string[]
  /** Actions of calls that AWS lets anyone make, such as `sts:GetCallerIdentity`. Not in the documents. */
  readonly permissionless: readonly string[]
}

/**
 * Reads the inputs once and gives the least policy for what one principal did, with a report and the replay of
 * every permission against the policy.
 */
export async function generate(
  source: ActivitySource,
  options: GenerateOptions,
  observer: Observer,
  folder?: FileFolder,
): Promise<GenerateResult> {
  const { query } = options
  const matches = principalMatcher(options.principal)
  const question = { ...questionOf(query, matches), starts: true }
  const folded = await foldRecords(source, query, question, observer, folder)
  return generateFrom(folded, matches, options)
}

/** The policy from an activity that was read already, whose rows are those of the principals that match. */
export function generateFrom(
  { activity, reading, warnings, starts }: FoldedRecords,
  matches: ReturnType<typeof principalMatcher>,
  options: GenerateOptions,
): GenerateResult {
  requireRecords(reading)
  const collected = collect(activity, matches)
  if (nothingMatches(collected)) throw noMatchingRecords(reading.recordsRead)
  const chosen = chosenPrincipals(options.principal, collected.found, collected.others)
  const generated = generatePolicy(collected.rows, collected, options)
  if (generated.tooLarge !== undefined) throw tooLarge(generated.tooLarge, options)
  const input = summaryOf(reading, collected, warnings)
  const report = reportOf(generated, chosen, input, options, { ...collected, starts })
  const incomplete = incompleteness(report, collected.dataServices, wideningWarnings(collected.rows))
  const { documents, permissionless } = generated
  return { documents, report, input, incomplete, permissionless }
}

/** True if no record is in scope, or none of the principal's is of the session or user agent asked for. */
function nothingMatches({ first, found, skipped }: Collection): boolean {
  const outside = first === undefined && skipped.of('outside-query') > 0
  return outside || (found.length === 0 && skipped.of('other-session') > 0)
}

/** Says what does not fit into what, and what would. */
function tooLarge(
  { statement, size, documents, advice }: NonNullable<GeneratedPolicy['tooLarge']>,
  { fit = defaultFit }: GenerateOptions,
): LeastwiseError {
  const { characters, documents: most, holder } = policyLimits[fit.limit]
  const what =
    statement === undefined
      ? `the policy has ${size} characters and takes ${documents} documents, but ${holder} hold ${most} of ${characters}`
      : `the statement \`${statement.sid}\` has ${size} characters alone, but ${holder} hold ${characters}`
  const narrow = 'narrow the period or the principal, or allow patterns with `--resources patterns`'
  return new LeastwiseError(
    'POLICY_TOO_LARGE',
    what,
    advice.length === 0 ? narrow : `${advice.join('; ')}; or ${narrow}`,
  )
}

function reportOf(
  generated: GeneratedPolicy,
  chosen: readonly ChosenPrincipal[],
  input: InputSummary,
  { principal, query, recipe }: GenerateOptions,
  collected: Collection & Pick<FoldedRecords, 'starts'>,
): Report {
  const coverage = coverageOfUses(collected, generated.needed)
  const arns = chosen.map((one) => one.principal.arn)
  const startUp = startUpOf(collected.starts?.of(arns), collected.first?.slice(0, 10) ?? '')
  const single = chosen.length === 1 && !isPattern(principal)
  return reportOn(generated, {
    principal: single ? chosen[0]!.principal.arn : principal,
    principals: chosen.map(({ principal: { arn, type }, records }) => ({ arn, type, records })),
    window: {
      requested: { start: query.start ?? null, end: query.end ?? null },
      covered: { start: input.covered.start ?? null, end: input.covered.end ?? null },
      daysWithoutRecords: input.daysWithoutRecords,
    },
    records: input.records,
    files: input.files,
    regions: regionsUsed(collected.rows),
    ...proofOf(generated),
    coverage: reportCoverage(coverage, collected.starts === undefined ? undefined : startUp),
    recipe,
    warnings: [
      ...generationWarnings(generated, chosen, collected),
      ...wideningWarnings(collected.rows),
      ...(coverage?.warnings ?? []),
      ...(coverage === undefined ? [] : startUp.warnings),
      ...input.warnings,
    ],
  })
}

/** Calls by Region. A denied call is no use of one. */
function regionsUsed(activities: readonly Activity[]): Report['regions'] {
  const calls = new Map<string, number>()
  for (const { call, outcome, evidence } of activities) {
    if (outcome === 'denied' || call.region === undefined) continue
    calls.set(call.region, (calls.get(call.region) ?? 0) + evidence.count)
  }
  return [...calls].sort(([a], [b]) => byCodeUnit(a, b)).map(([region, count]) => ({ region, calls: count }))
}
