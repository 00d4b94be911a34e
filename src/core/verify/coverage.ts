import { byCodeUnit } from '../iam/order.js'
import {
  dayNumber,
  dayOfNumber,
  isAtMonthTurn,
  monthOfTurn,
  monthTurns,
  weekdayNames,
  weekdayOf,
} from './calendar.js'
import { type Lifecycle, lifecycleGaps } from './lifecycle.js'
import { expectedNew, type Richness, richnessOf } from './richness.js'

/** A permission and the days on which it was used, with the number of calls. */
export interface PermissionUse {
  readonly action: string
  readonly resource: string
  readonly days: ReadonlyMap<string, number>
}

/** Whether the observation was long enough. Counts are facts; what is marked as an estimate is one. */
export interface Coverage {
  /** The first and last day with a record of anybody, inclusive. */
  readonly first: string
  readonly last: string
  /** Days of that period, and those on which the principal did anything. */
  readonly days: number
  readonly activeDays: number
  /** Distinct actions, and distinct pairs of action and resource. */
  readonly actions: number
  readonly permissions: number
  /**
   * Of the distinct actions by active day, without those that the calendar explains: estimates of what is left to chance
   * must not take what runs every Monday, or ran on the first of the only month, for chance.
   */
  readonly irregular: Richness
  /** Estimate: new actions in the 30 days after, if the principal goes on as before. */
  readonly expectedNewActions: number | undefined
  /** When an action was used for the first time, for the last time so far. */
  readonly lastNewAction: {
    readonly day: string
    readonly daysBefore: number
    readonly actions: readonly string[]
  }
  /** Firsts of a month with the day before. */
  readonly monthTurns: number
  /** Actions that were used more than once, always in the same place of the week or month. */
  readonly rhythms: readonly Rhythm[]
  readonly lifecycle: readonly Lifecycle[]
  /** What it comes to, in words. */
  readonly summary: string
  /** What the observation cannot have seen. */
  readonly warnings: readonly string[]
}

/** An action with a rhythm: `Mondays`, `turns of the month`. */
export interface Rhythm {
  readonly action: string
  readonly on: string
  readonly times: number
}

/** What is looked at. */
export interface CoverageQuestion {
  readonly first: string
  readonly last: string
  readonly uses: readonly PermissionUse[]
  /** Whether AWS has such an action: `ec2:TerminateInstances`. */
  readonly exists: (action: string) => boolean
}

const horizonDays = 30

/**
 * Judges the length of an observation. Undefined if nothing was used. Never a certainty: a job that runs once a year
 * leaves no trace in ninety days, and no estimate knows of it.
 */
export function coverageOf({ first, last, uses, exists }: CoverageQuestion): Coverage | undefined {
  const byAction = daysByAction(uses)
  const activeDays = new Set(uses.flatMap(({ days }) => [...days.keys()])).size
  if (activeDays === 0) return undefined
  const days = dayNumber(last) - dayNumber(first) + 1
  const rhythms = rhythmsOf(byAction)
  const irregular = richnessOf(activeDays, irregularIncidences(byAction, rhythms))
  const facts = {
    first,
    last,
    days,
    activeDays,
    actions: byAction.size,
    permissions: uses.length,
    irregular,
    expectedNewActions: expectedNew(irregular, (horizonDays * activeDays) / days),
    lastNewAction: lastNew(byAction, last),
    monthTurns: monthTurns(first, last).length,
    rhythms,
    lifecycle: lifecycleGaps([...byAction.keys()], exists),
  }
  return { ...facts, summary: summaryOf(facts), warnings: warningsOf(facts) }
}

type Facts = Omit<Coverage, 'summary' | 'warnings'>

function daysByAction(uses: readonly PermissionUse[]): Map<string, Set<string>> {
  const byAction = new Map<string, Set<string>>()
  for (const { action, days } of uses) {
    const known = byAction.get(action) ?? new Set()
    byAction.set(action, known)
    for (const day of days.keys()) known.add(day)
  }
  return new Map([...byAction].sort(([a], [b]) => byCodeUnit(a, b)))
}

function lastNew(
  byAction: ReadonlyMap<string, ReadonlySet<string>>,
  last: string,
): Coverage['lastNewAction'] {
  const firsts = [...byAction].map(([action, days]) => ({ action, day: [...days].sort(byCodeUnit)[0]! }))
  const day = firsts.reduce((latest, one) => (one.day > latest ? one.day : latest), '')
  const actions = firsts.filter((one) => one.day === day).map(({ action }) => action)
  return { day, daysBefore: dayNumber(last) - dayNumber(day), actions }
}

const timesForRhythm = 2

function rhythmsOf(byAction: ReadonlyMap<string, ReadonlySet<string>>): Rhythm[] {
  return [...byAction].flatMap(([action, days]) => {
    const weeks = new Set([...days].map((day) => Math.floor((dayNumber(day) + 3) / 7)))
    const months = new Set([...days].map(monthOfTurn))
    const weekdays = new Set([...days].map(weekdayOf))
    if ([...days].every(isAtMonthTurn) && months.size >= timesForRhythm)
      return [{ action, on: 'turns of the month', times: months.size }]
    if (weekdays.size === 1 && weeks.size >= timesForRhythm)
      return [{ action, on: weekdayNames[[...weekdays][0]!]!, times: weeks.size }]
    return []
  })
}

function irregularIncidences(
  byAction: ReadonlyMap<string, ReadonlySet<string>>,
  rhythms: readonly Rhythm[],
): readonly number[] {
  const regular = new Set(rhythms.map(({ action }) => action))
  const left = [...byAction].filter(([action, days]) => !regular.has(action) && !isOneMonthTurn(days))
  return left.map(([, days]) => days.size)
}

/** True for the last or first day of a month alone. */
function isOneMonthTurn(days: ReadonlySet<string>): boolean {
  const [day] = days
  const next = day === undefined ? '' : dayOfNumber(dayNumber(day) + 1)
  return days.size === 1 && (day!.endsWith('-01') || next.endsWith('-01'))
}

const enoughDays = 14

function warningsOf({ days, monthTurns: turns, lastNewAction, activeDays }: Facts): string[] {
  return [
    ...(days < enoughDays
      ? [`only ${plural(days, 'day')} of logs: what runs weekly was seen ${days < 7 ? 'by chance' : 'once'}`]
      : []),
    ...(turns === 0
      ? ['the period holds no turn of a month: what runs at the end or the beginning of a month was not seen']
      : []),
    ...(activeDays >= 2 && lastNewAction.daysBefore * 10 < days
      ? [
          `a new action was still used on ${lastNewAction.day}, in the last tenth of the period: ${listed(lastNewAction.actions)}`,
        ]
      : []),
  ]
}

function summaryOf(facts: Facts): string {
  const { actions, irregular, days, activeDays, lastNewAction, expectedNewActions, monthTurns: turns } = facts
  const used = `${plural(actions, 'action')} used on ${activeDays} of ${plural(days, 'day')}`
  const latest = `the last new one on ${lastNewAction.day}, ${plural(lastNewAction.daysBefore, 'day')} before the end`
  const held = `the period holds ${plural(turns, 'turn')} of a month`
  return `${used}; ${latest}; ${estimateOf(irregular, expectedNewActions)}; ${held}`
}

function estimateOf({ coverage }: Richness, expected: number | undefined): string {
  if (coverage === undefined || expected === undefined) return 'too few days for an estimate'
  const share = coverage > 0.995 ? 'more than 99 %' : `about ${Math.round(coverage * 100)} %`
  const news =
    expected < 0.1
      ? `no new action is expected in the ${horizonDays} days after`
      : `about ${expected.toFixed(1)} new actions are expected in the ${horizonDays} days after`
  return `by estimate ${share} of what a further day uses is known, and ${news}`
}

const namesShown = 3

function listed(actions: readonly string[]): string {
  const more = actions.length - namesShown
  return actions.slice(0, namesShown).join(', ') + (more > 0 ? ` and ${more} more` : '')
}

function plural(count: number, one: string): string {
  return `${count} ${count === 1 ? one : `${one}s`}`
}
