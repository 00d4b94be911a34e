import { type Evidence, earliestSamples } from '../../core/activity/evidence.js'
import { samplesIn, samplesToRead } from './samples.js'

/** Evidence as a query of the store gives it. */
export interface SummedEvidence {
  readonly count: number
  readonly first: string
  readonly last: string
  /** `2026-03-02=5`, several of one day if it came in several commits. */
  readonly days: string
  readonly samples: string | null
}

/** SQL: the columns of {@link SummedEvidence} over a group of rows of different days. */
export const summedColumns = `sum(count)::DOUBLE AS count, min(first) AS first, max(last) AS last,
  string_agg(day || '=' || count, ' ') AS days, ${samplesToRead} AS samples`

/** The evidence of a row of a query. */
export function evidenceOf({ count, first, last, days, samples }: SummedEvidence): Evidence {
  const byDay = new Map<string, number>()
  for (const part of days.split(' ')) {
    const [day = '', number] = part.split('=')
    byDay.set(day, (byDay.get(day) ?? 0) + Number(number))
  }
  return {
    count,
    first,
    last,
    days: byDay,
    samples: samples === null ? [] : earliestSamples(samplesIn(samples)),
  }
}
