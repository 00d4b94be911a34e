/** Days as `YYYY-MM-DD`, in UTC. Arithmetic on the proleptic Gregorian calendar; no clock is asked. */

const dayMilliseconds = 86_400_000

/** Days since 1970-01-01. */
export function dayNumber(day: string): number {
  return Math.floor(Date.parse(`${day}T00:00:00Z`) / dayMilliseconds)
}

/** The inverse of {@link dayNumber}. */
export function dayOfNumber(number: number): string {
  return new Date(number * dayMilliseconds).toISOString().slice(0, 10)
}

/** 0 for Monday to 6 for Sunday. 1970-01-01 was a Thursday. */
export function weekdayOf(day: string): number {
  return (((dayNumber(day) + 3) % 7) + 7) % 7
}

/** From Monday on, as {@link weekdayOf} counts. */
export const weekdayNames = [
  'Mondays',
  'Tuesdays',
  'Wednesdays',
  'Thursdays',
  'Fridays',
  'Saturdays',
  'Sundays',
] as const

/** Firsts of a month whose day before is in the period too. Both days inclusive. */
export function monthTurns(first: string, last: string): readonly string[] {
  const turns: string[] = []
  let [year, month] = [Number(first.slice(0, 4)), Number(first.slice(5, 7))]
  for (;;) {
    ;[year, month] = month === 12 ? [year + 1, 1] : [year, month + 1]
    const turn = `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-01`
    if (turn > last) return turns
    turns.push(turn)
  }
}

/** How near a day must be to the first of a month to belong to its turn. Jobs run on the last or the first days. */
const turnDays = 3

/** True within three days of a first of a month. */
export function isAtMonthTurn(day: string): boolean {
  if (Number(day.slice(8, 10)) <= turnDays) return true
  return dayOfNumber(dayNumber(day) + turnDays).slice(0, 7) !== day.slice(0, 7)
}

/** The month, `YYYY-MM`, to whose turn such a day belongs: the last of May to June. */
export function monthOfTurn(day: string): string {
  return Number(day.slice(8, 10)) <= turnDays
    ? day.slice(0, 7)
    : dayOfNumber(dayNumber(day) + turnDays).slice(0, 7)
}
