import type { Selection } from '../../workflows/ports.js'

/** A condition of SQL, with the values of its `?`. */
export interface Condition {
  readonly sql: string
  readonly values: readonly string[]
}

/** The days of a selection: a day of which only a part was asked for is taken whole. `end` is exclusive. */
export function wholeDays({ start, end }: Pick<Selection, 'start' | 'end'>): {
  readonly start: string | undefined
  readonly end: string | undefined
} {
  return { start: start?.slice(0, 10), end: end === undefined ? undefined : dayFrom(end) }
}

/** The first day that begins at the time or later. */
function dayFrom(time: string): string {
  const day = time.slice(0, 10)
  if (time.slice(10) === 'T00:00:00Z') return day
  return new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10)
}

/** Rows of the days. */
export function onDays(selection: Selection): Condition {
  const { start, end } = wholeDays(selection)
  return every([
    ...(start === undefined ? [] : [{ sql: 'day >= ?', values: [start] }]),
    ...(end === undefined ? [] : [{ sql: 'day < ?', values: [end] }]),
  ])
}

/** Rows of the Regions and accounts. */
export function atPlaces({ regions, accounts }: Selection): Condition {
  return every([
    ...(regions.length === 0 ? [] : [oneOf('region', regions)]),
    ...(accounts.length === 0 ? [] : [oneOf('account', accounts)]),
  ])
}

/** Rows with one of the values. Texts of logs never become a part of the SQL. */
export function oneOf(column: string, values: readonly string[]): Condition {
  if (values.length === 0) return { sql: 'false', values: [] }
  return { sql: `${column} IN (${values.map(() => '?').join(', ')})`, values }
}

/** All conditions together. */
export function every(conditions: readonly Condition[]): Condition {
  const real = conditions.filter(({ sql }) => sql !== 'true')
  if (real.length === 0) return { sql: 'true', values: [] }
  return {
    sql: real.map(({ sql }) => `(${sql})`).join(' AND '),
    values: real.flatMap(({ values }) => values),
  }
}
