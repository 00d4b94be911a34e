import type { Activity } from '../core/activity/activity.js'
import type { Outcome } from '../core/cloudtrail/classify.js'
import { byCodeUnit } from '../core/iam/order.js'
import { sourceName } from '../core/reference/event-source.js'
import { operationOfEvent, primaryAction } from '../core/reference/required.js'
import { type ActivityQuery, questionOf } from './activity-query.js'
import { principalMatcher } from './choose-principal.js'
import { type Collection, collect } from './collect-activity.js'
import { type ActivitySource, foldRecords } from './fold-records.js'
import { daysMissing, type InputSummary } from './input-summary.js'
import { inputWarnings } from './input-warnings.js'
import type { FileFolder, Observer, ReadingResult } from './ports.js'
import { noMatchingRecords, requireRecords } from './require-records.js'

/** Calls of one principal by one operation on one day that ended alike. */
export interface ActivityLine {
  readonly principal: string
  /** As the reference calls it: `s3`. */
  readonly service: string
  /** The action that authorizes the operation, as AWS spells it; `undefined` if the reference does not know it. */
  readonly action: string | undefined
  readonly eventSource: string
  readonly eventName: string
  /** `YYYY-MM-DD`, UTC. */
  readonly day: string
  readonly outcome: Outcome
  /** Events, each once. */
  readonly calls: number
}

/** Who did what, when, and what became of the input. */
export interface ActivityResult {
  /** Sorted by principal, event, day and outcome. */
  readonly lines: readonly ActivityLine[]
  readonly input: InputSummary
}

/**
 * Who did what, when: the calls of the principals that match (all if undefined), by operation and day. Throws NO_RECORDS
 * and NO_MATCHING_RECORDS.
 */
export async function activity(
  source: ActivitySource,
  { principal, query }: { readonly principal: string | undefined; readonly query: ActivityQuery },
  observer: Observer,
  folder?: FileFolder,
): Promise<ActivityResult> {
  const matches = principal === undefined ? () => true : principalMatcher(principal)
  const folded = await foldRecords(source, query, questionOf(query, matches), observer, folder)
  requireRecords(folded.reading)
  const collected = collect(folded.activity, matches)
  if (collected.matched === 0) throw noMatchingRecords(folded.reading.recordsRead)
  return { lines: linesOf(collected.rows), input: inputOf(folded.reading, collected, folded.warnings) }
}

function linesOf(rows: readonly Activity[]): ActivityLine[] {
  const lines = new Map<string, ActivityLine>()
  for (const row of rows) {
    const { principal, eventSource, eventName } = row.call
    const facts = {
      principal,
      service: sourceName(eventSource),
      action: actionOf(row),
      eventSource,
      eventName,
    }
    for (const [day, calls] of row.evidence.days) {
      const key = [principal, eventSource, eventName, facts.action ?? '', day, row.outcome].join('\u0000')
      const before = lines.get(key)?.calls ?? 0
      lines.set(key, { ...facts, day, outcome: row.outcome, calls: before + calls })
    }
  }
  return [...lines].sort(([a], [b]) => byCodeUnit(a, b)).map(([, line]) => line)
}

function actionOf({ call }: Activity): string | undefined {
  const operation = operationOfEvent(call)
  return operation === undefined ? undefined : primaryAction(operation, call)?.id
}

function inputOf(reading: ReadingResult, collected: Collection, bounds: readonly string[]): InputSummary {
  const { skipped, first, last, days, matched, otherPrincipals } = collected
  const missing = daysMissing(days)
  for (const [reason, count] of Object.entries(reading.skipped.toRecord())) skipped.add(reason, count)
  return {
    files: { read: reading.filesRead, skipped: reading.filesSkipped, passedOver: reading.passedOver },
    records: { read: reading.recordsRead, matched, otherPrincipals, skipped: skipped.toRecord() },
    covered: { start: first, end: last },
    daysWithoutRecords: missing,
    warnings: [...inputWarnings(reading, missing), ...bounds],
  }
}
