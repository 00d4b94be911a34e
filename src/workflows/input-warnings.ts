import type { AccessActivity } from '../core/activity/access-activity.js'
import { rememberedIdentifiers } from '../core/activity/made-by-place.js'
import { rememberedEvents } from '../core/activity/seen.js'
import { daysListed } from './input-summary.js'
import type { ReadingResult } from './ports.js'

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

/** Where a bound on memory was reached, and what that may have changed. */
export function boundWarnings({ forgotten, made }: AccessActivity): string[] {
  return [
    ...(forgotten === 0
      ? []
      : [
          `${forgotten} events are no more remembered: one that was delivered again more than ${rememberedEvents} events later is counted twice`,
        ]),
    ...(made.dropped === 0
      ? []
      : [
          `AWS made more than ${rememberedIdentifiers} identifiers in answer to calls: ${made.dropped} of them were not kept, so resources that will have other identifiers next time may be written one by one`,
        ]),
  ]
}
