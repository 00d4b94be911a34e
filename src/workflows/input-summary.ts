import { byCodeUnit } from '../core/iam/order.js'

/** What became of the input: every file and every record is accounted for. */
export interface InputSummary {
  readonly files: {
    readonly read: number
    readonly skipped: readonly { readonly name: string; readonly reason: string; readonly detail: string }[]
    readonly passedOver: Readonly<Record<string, number>>
  }
  /** `read` is `matched`, `otherPrincipals` and all of `skipped` together. */
  readonly records: {
    readonly read: number
    readonly matched: number
    readonly otherPrincipals: number
    readonly skipped: Readonly<Record<string, number>>
  }
  /** Times of the first and last record in scope. */
  readonly covered: { readonly start: string | undefined; readonly end: string | undefined }
  readonly daysWithoutRecords: readonly string[]
  readonly warnings: readonly string[]
}

/**
 * Reasons for which a record of the logs is not part of the answer, beside those of the decoder. With these, every record
 * read is matched, another principal's, or skipped.
 */
export const scopeReasons = {
  'outside-query': 'the record is outside the period, Regions or accounts asked for',
  'other-session': 'the record is of another session or user agent than the one asked for',
  'before-retention': 'the record is of a day that was pruned from the store',
  'other-cluster': 'the call belongs to another of the parts that `--split-by` makes',
  duplicate: 'the same event was delivered before, in this file or another',
} as const

/** Counters by reason that print in a fixed order. */
export interface Counts {
  add(reason: string, count?: number): void
  of(reason: string): number
  readonly total: number
  toRecord(): Readonly<Record<string, number>>
}

/** How many elements that were skipped are told in words. */
export const examplesKept = 20

/** No counts yet. Reasons are ours, never text of a log. */
export function openCounts(): Counts {
  const counts = new Map<string, number>()
  return {
    add(reason, count = 1) {
      counts.set(reason, (counts.get(reason) ?? 0) + count)
    },
    of: (reason) => counts.get(reason) ?? 0,
    get total() {
      return [...counts.values()].reduce((sum, count) => sum + count, 0)
    },
    toRecord: () => Object.fromEntries([...counts].sort(([a], [b]) => byCodeUnit(a, b))),
  }
}

/** How many missing days are listed: more is not one gap but a set of unrelated files. */
export const daysListed = 366

/** The whole days between the first and the last day that are not among the days seen, at most {@link daysListed}. */
export function daysMissing(days: ReadonlySet<string>): readonly string[] {
  const sorted = [...days].sort(byCodeUnit)
  const [first, last] = [sorted[0], sorted.at(-1)]
  const missing: string[] = []
  for (
    let day = first;
    day !== undefined && last !== undefined && day < last && missing.length < daysListed;
    day = dayAfter(day)
  ) {
    if (!days.has(day)) missing.push(day)
  }
  return missing
}

function dayAfter(day: string): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10)
}
