import { daysListed } from './input-summary.js'
import type { ReadingResult } from './read-records.js'

/** What a reader must know about the input before believing an answer. */
export function inputWarnings(reading: ReadingResult, missingDays: readonly string[]): string[] {
  return [...skippedFiles(reading), ...skippedRecords(reading), ...gaps(missingDays)]
}

function skippedFiles({ filesSkipped }: ReadingResult): string[] {
  return filesSkipped.map(({ name, reason, detail }) => `file skipped (${reason}): ${name}: ${detail}`)
}

const examplesShown = 5

function skippedRecords({ examples, skipped }: ReadingResult): string[] {
  const more = skipped.total - Math.min(examples.length, examplesShown)
  const shown = examples.slice(0, examplesShown).map((example) => `skipped: ${example}`)
  return more > 0 ? [...shown, `skipped: ${more} more, counted by reason in the report`] : shown
}

function gaps(days: readonly string[]): string[] {
  if (days.length === 0) return []
  const count = days.length < daysListed ? `${days.length}` : `at least ${daysListed}`
  const list = days.length > 10 ? `${days.slice(0, 10).join(', ')}, …` : days.join(', ')
  return [
    `no record at all on ${count} day${days.length === 1 ? '' : 's'} inside the covered window (${list}): files may be missing`,
  ]
}
