import type { Evidence } from '../core/activity/evidence.js'
import type { ReportCoverage } from '../core/policy/report-coverage.js'
import { actionById } from '../core/reference/service.js'
import { type Coverage, coverageOf } from '../core/verify/coverage.js'
import type { StartUp } from '../core/verify/start-up.js'
import type { Collection } from './collect-activity.js'

/** Judges the length of the observation by what was used. Undefined if nothing was, or if there is no record at all. */
export function coverageOfUses(
  { first, last }: Pick<Collection, 'first' | 'last'>,
  uses: readonly { readonly action: string; readonly resource: string; readonly evidence: Evidence }[],
): Coverage | undefined {
  if (first === undefined || last === undefined) return undefined
  return coverageOf({
    first: first.slice(0, 10),
    last: last.slice(0, 10),
    uses: uses.map(({ action, resource, evidence }) => ({ action, resource, days: evidence.days })),
    exists: (action) => actionById(action) !== undefined,
  })
}

function reportStartUp({ warnings: _, ...told }: StartUp): ReportCoverage['startUp'] {
  return told
}

/** The part of it that a report keeps. The estimate has two decimals: more would pretend. */
export function reportCoverage(
  coverage: Coverage | undefined,
  startUp: StartUp | undefined,
): ReportCoverage | null {
  if (coverage === undefined) return null
  const { summary, days, activeDays, expectedNewActions: expected, lastNewAction } = coverage
  return {
    summary,
    days,
    activeDays,
    expectedNewActions: expected === undefined ? null : Math.round(expected * 100) / 100,
    lastNewAction,
    monthTurns: coverage.monthTurns,
    rhythms: coverage.rhythms,
    lifecycle: coverage.lifecycle,
    startUp: startUp === undefined ? null : reportStartUp(startUp),
  }
}
