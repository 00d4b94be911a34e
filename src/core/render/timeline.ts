import { byCodeUnit } from '../iam/order.js'
import type { ReportWindow } from '../policy/report.js'
import { amount } from './amounts.js'
import type { Uses } from './explained.js'

/** A stretch of days and the calls in it. */
export interface Stretch {
  /** First and last day, `YYYY-MM-DD` in UTC. The same for a stretch of one day. */
  readonly first: string
  readonly last: string
  readonly calls: number
  /** False if there is no record of anybody: nothing is known of these days. */
  readonly known: boolean
}

/** Use over the covered period, in stretches of equal length. */
export interface Timeline {
  readonly stretches: readonly Stretch[]
  readonly daysEach: number
  /** Calls in the busiest stretch. */
  readonly most: number
}

const milliseconds = 24 * 60 * 60 * 1000
const mostStretches = 90

/** The calls of each day of the window; of several days together if there are more than 90 of them. */
export function timelineOf({ days }: Uses, window: ReportWindow): Timeline {
  const known = [...days.keys()].sort(byCodeUnit)
  const start = earlier(window.covered.start?.slice(0, 10), known[0])
  const end = later(window.covered.end?.slice(0, 10), known.at(-1))
  if (start === undefined || end === undefined) return { stretches: [], daysEach: 1, most: 0 }
  const all = daysBetween(start, end)
  const daysEach = Math.max(1, Math.ceil(all.length / mostStretches))
  const missing = new Set(window.daysWithoutRecords)
  const stretches = Array.from({ length: Math.ceil(all.length / daysEach) }, (_, at) => {
    const own = all.slice(at * daysEach, (at + 1) * daysEach)
    return {
      first: own[0]!,
      last: own.at(-1)!,
      calls: own.reduce((sum, day) => sum + (days.get(day) ?? 0), 0),
      known: own.some((day) => !missing.has(day)),
    }
  })
  return { stretches, daysEach, most: Math.max(0, ...stretches.map(({ calls }) => calls)) }
}

function earlier(a: string | undefined, b: string | undefined): string | undefined {
  return a === undefined || b === undefined ? (a ?? b) : a < b ? a : b
}

function later(a: string | undefined, b: string | undefined): string | undefined {
  return a === undefined || b === undefined ? (a ?? b) : a > b ? a : b
}

/** A trail of a century is a mistake in a record, and no reason for a long loop. */
const mostDays = 36_525

function daysBetween(first: string, last: string): readonly string[] {
  const start = Date.parse(first)
  const count = Math.round((Date.parse(last) - start) / milliseconds) + 1
  if (!(count >= 1)) return [first]
  return Array.from({ length: Math.min(count, mostDays) }, (_, at) =>
    new Date(start + at * milliseconds).toISOString().slice(0, 10),
  )
}

const levels = '▁▂▃▄▅▆▇█'

/** The timeline in one line: a bar for each stretch, `·` for none, `?` where there are no records at all. */
export function sparkline({ stretches, most }: Timeline): string {
  return stretches
    .map(({ calls, known }) => {
      if (calls === 0) return known ? '·' : '?'
      return levels[Math.ceil((calls / most) * levels.length) - 1]
    })
    .join('')
}

/** The timeline in words, to follow how often something was used: `on 2 of 3 days from … to …`. */
export function timelineText({ stretches, daysEach, most }: Timeline): string {
  const [first, last] = [stretches[0], stretches.at(-1)]
  if (first === undefined || last === undefined) return 'never'
  const used = stretches.filter(({ calls }) => calls > 0).length
  const unknown = stretches.filter(({ known }) => !known).length
  const unit = daysEach === 1 ? 'days' : `periods of ${daysEach} days`
  const gaps = unknown === 0 ? '' : `, and for ${unknown} of them there are no records at all`
  const busiest = `at most ${amount(most)} in ${daysEach === 1 ? 'a day' : 'one'}`
  return `on ${used} of ${stretches.length} ${unit} from ${first.first} to ${last.last}, ${busiest}${gaps}`
}
