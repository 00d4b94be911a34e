import type { Collection } from './collect-activity.js'
import { type Counts, daysMissing, type InputSummary, openCounts } from './input-summary.js'
import { inputWarnings } from './input-warnings.js'
import type { ReadingResult } from './ports.js'

/** What became of the input of a question about one principal. `bounds` are warnings of what was not kept. */
export function summaryOf(
  reading: ReadingResult,
  collected: Collection,
  bounds: readonly string[],
): InputSummary {
  const skipped: Counts = openCounts()
  for (const counts of [reading.skipped.toRecord(), collected.skipped.toRecord()]) {
    for (const [reason, count] of Object.entries(counts)) skipped.add(reason, count)
  }
  const { matched, otherPrincipals } = collected
  const missing = daysMissing(collected.days)
  return {
    files: { read: reading.filesRead, skipped: reading.filesSkipped, passedOver: reading.passedOver },
    records: { read: reading.recordsRead, matched, otherPrincipals, skipped: skipped.toRecord() },
    covered: { start: collected.first, end: collected.last },
    daysWithoutRecords: missing,
    warnings: [...inputWarnings(reading, missing), ...bounds],
  }
}
