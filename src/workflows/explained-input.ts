import type { SkipReason } from '../core/cloudtrail/skip-reasons.js'
import type { ExplainedEvent } from './explained-event.js'
import { type InputSummary, openCounts } from './input-summary.js'

/** What became of the input. `records.matched` is `mapped`, `none` and `unmapped` together. */
export interface ExplainedInput {
  readonly input: InputSummary
  readonly mapped: number
  readonly none: number
  readonly unmapped: number
}

/** The account of a run that explains events: every file and every element is in it. */
export interface OpenExplainedInput {
  add(explained: ExplainedEvent): void
  /** A file was read to its end, or broke off after `explained` elements. */
  endFile(
    name: string,
    broken: { readonly reason: string; readonly detail: string } | undefined,
    explained: number,
  ): void
  /** Elements that are CloudTrail records, the unusable ones among them. */
  readonly records: number
  summary(): ExplainedInput
}

/** Reasons of the decoder that say: this is not a record at all. The others say what is wrong with one. */
const noRecord: ReadonlySet<SkipReason> = new Set<SkipReason>([
  'not-a-record',
  'malformed-record',
  'log-message',
  'lookup-item-without-event',
  'digest-file',
  'event-notification',
  'summary',
  'ocsf-event',
  'unknown-csv',
  'unknown-text',
])

/** An account of nothing yet. */
export function openExplainedInput(passedOver: InputSummary['files']['passedOver']): OpenExplainedInput {
  const kinds = { mapped: 0, none: 0, unmapped: 0, skipped: 0 }
  const skipped = openCounts()
  const filesSkipped: { name: string; reason: string; detail: string }[] = []
  const covered: { start: string | undefined; end: string | undefined } = { start: undefined, end: undefined }
  let [records, filesRead] = [0, 0]

  return {
    add({ event, explanation }) {
      kinds[explanation.kind] += 1
      if (explanation.kind === 'skipped') skipped.add(explanation.reason)
      if (explanation.kind !== 'skipped' || !noRecord.has(explanation.reason)) records += 1
      if (event !== undefined) widen(covered, event.eventTime)
    },
    endFile(name, broken, explained) {
      if (broken === undefined) filesRead += 1
      else filesSkipped.push({ name, reason: broken.reason, detail: partly(broken.detail, explained) })
    },
    get records() {
      return records
    },
    summary() {
      const { mapped, none, unmapped } = kinds
      const matched = mapped + none + unmapped
      const files = { read: filesRead, skipped: filesSkipped, passedOver }
      const read = matched + kinds.skipped
      const counts = { read, matched, otherPrincipals: 0, skipped: skipped.toRecord() }
      // Skipped elements have an answer of their own; only files that broke off are worth a warning.
      const warnings = filesSkipped.map(
        ({ name, reason, detail }) => `file not read to its end (${reason}): ${name}: ${detail}`,
      )
      return {
        input: { files, records: counts, covered, daysWithoutRecords: [], warnings },
        mapped,
        none,
        unmapped,
      }
    },
  }
}

function widen(covered: { start: string | undefined; end: string | undefined }, time: string): void {
  if (covered.start === undefined || time < covered.start) covered.start = time
  if (covered.end === undefined || time > covered.end) covered.end = time
}

function partly(detail: string, explained: number): string {
  return explained === 0 ? detail : `${detail} (what came before is explained: ${explained} elements)`
}
