import type { PreparedRecord } from '../core/activity/access-activity.js'
import { type Counts, examplesKept, openCounts } from './input-summary.js'
import type { FoldedEvents, LogFile, ReadingResult } from './ports.js'
import type { FileRead } from './read-records.js'

/** What files came to. */
export interface IngestTotals {
  /** Events that the store did not have. */
  events: number
  first: string | undefined
  last: string | undefined
  readonly days: Set<string>
  /** Records that are no new event, by reason. */
  readonly skipped: Counts
  filesRead: number
  recordsRead: number
  readonly filesSkipped: ReadingResult['filesSkipped'][number][]
  /** Elements that were no usable record, by reason. */
  readonly lost: Counts
  readonly examples: string[]
}

/** Of no file. */
export function openTotals(): IngestTotals {
  return {
    ...{ events: 0, first: undefined, last: undefined, days: new Set(), skipped: openCounts() },
    ...{ filesRead: 0, recordsRead: 0, filesSkipped: [], lost: openCounts(), examples: [] },
  }
}

/** Counts a record. */
export function countRecord(totals: IngestTotals, { sighted }: PreparedRecord, isNew: boolean): void {
  if (!isNew) totals.skipped.add('duplicate')
  if (!isNew || sighted === undefined) return
  totals.events += 1
  totals.days.add(sighted.time.slice(0, 10))
  widen(totals, sighted.time, sighted.time)
}

/** Counts the events of a file that was folded as a whole. */
export function countEvents(totals: IngestTotals, events: FoldedEvents): void {
  totals.events += events.fresh
  for (const day of events.days) totals.days.add(day)
  widen(totals, events.first, events.last)
  if (events.again > 0) totals.skipped.add('duplicate', events.again)
  if (events.dropped > 0) totals.skipped.add('before-retention', events.dropped)
}

/** Counts what became of a file. */
export function countFile(totals: IngestTotals, { name }: LogFile, read: FileRead): void {
  totals.recordsRead += read.handedOver + read.skipped.total
  addCounts(totals.lost, read.skipped)
  addExamples(totals, read.examples)
  if (read.broken === undefined) totals.filesRead += 1
  else totals.filesSkipped.push({ name, ...read.broken })
}

/** Adds what other files came to, which were read later. */
export function addTotals(totals: IngestTotals, more: IngestTotals): void {
  totals.events += more.events
  for (const day of more.days) totals.days.add(day)
  widen(totals, more.first, more.last)
  totals.filesRead += more.filesRead
  totals.recordsRead += more.recordsRead
  totals.filesSkipped.push(...more.filesSkipped)
  addCounts(totals.skipped, more.skipped)
  addCounts(totals.lost, more.lost)
  addExamples(totals, more.examples)
}

function widen(totals: IngestTotals, first: string | undefined, last: string | undefined): void {
  if (first !== undefined && (totals.first === undefined || first < totals.first)) totals.first = first
  if (last !== undefined && (totals.last === undefined || last > totals.last)) totals.last = last
}

function addCounts(counts: Counts, more: Counts): void {
  for (const [reason, count] of Object.entries(more.toRecord())) counts.add(reason, count)
}

function addExamples({ examples }: IngestTotals, more: readonly string[]): void {
  examples.push(...more.slice(0, examplesKept - examples.length))
}
