import { LeastwiseError } from '../workflows/errors.js'

const millisecondsOf: ReadonlyMap<string, number> = new Map([
  ['h', 3_600_000],
  ['d', 86_400_000],
  ['w', 604_800_000],
])

const hint =
  'write a date (`2026-05-01`), a date and time with a zone (`2026-05-01T08:00:00Z`, `2026-05-01T08:00+02:00`) or a time before now (`90d`, `12h`, `4w`)'

/** Which end of a period a time is: a bare date as the end means the end of that day. */
export type Edge = 'start' | 'end'

/**
 * A time as the user writes it, in ISO 8601 UTC with whole seconds, as records have it. `now` is in milliseconds since
 * 1970 and used for relative times alone. Throws OPTION_INVALID.
 */
export function parseTime(text: string, edge: Edge, now: number): string {
  const time = relativeTime(text, now) ?? bareDate(text, edge) ?? zonedTime(text)
  if (time === undefined) throw invalidTime(text, edge)
  return new Date(Math.ceil(time / 1000) * 1000).toISOString().replace('.000Z', 'Z')
}

/** Throws OPTION_INVALID when the period holds no moment. */
export function checkPeriod(start: string | undefined, end: string | undefined): void {
  if (start === undefined || end === undefined || start < end) return
  throw new LeastwiseError(
    'OPTION_INVALID',
    `the period is empty: \`--start\` is ${start} and \`--end\` is ${end}`,
    '`--end` is exclusive and must be later than `--start`; a bare date there means the end of that day',
  )
}

function invalidTime(text: string, edge: Edge): LeastwiseError {
  const withoutZone = /^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(text) && !/(Z|[+-]\d\d:?\d\d)$/i.test(text)
  const reason = withoutZone ? 'has no time zone' : 'is no time'
  return new LeastwiseError(
    'OPTION_INVALID',
    `\`--${edge} ${text}\` ${reason}`,
    withoutZone ? 'add `Z` for UTC' : hint,
  )
}

function relativeTime(text: string, now: number): number | undefined {
  const match = /^(\d{1,5})([hdw])$/.exec(text)
  return match === null ? undefined : now - Number(match[1]) * millisecondsOf.get(match[2]!)!
}

function bareDate(text: string, edge: Edge): number | undefined {
  const match = /^(\d{4})-(\d\d)-(\d\d)$/.exec(text)
  const day = match === null ? undefined : calendarDay(match)
  return day === undefined ? undefined : day + (edge === 'end' ? millisecondsOf.get('d')! : 0)
}

const zoned = /^(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d)(?::(\d\d)(\.\d{1,9})?)?(?:Z|([+-])(\d\d):?(\d\d))$/i

function zonedTime(text: string): number | undefined {
  const match = zoned.exec(text)
  const day = match === null ? undefined : calendarDay(match)
  if (match === null || day === undefined) return undefined
  const [hours, minutes, seconds] = [Number(match[4]), Number(match[5]), Number(match[6] ?? 0)]
  if (hours > 23 || minutes > 59 || seconds > 59) return undefined
  const offset = offsetMinutes(match)
  if (offset === undefined) return undefined
  return day + (hours * 3600 + (minutes - offset) * 60 + seconds + Number(match[7] ?? 0)) * 1000
}

function offsetMinutes(match: RegExpExecArray): number | undefined {
  if (match[8] === undefined) return 0
  const [hours, minutes] = [Number(match[9]), Number(match[10])]
  if (hours > 14 || minutes > 59) return undefined
  return (match[8] === '-' ? -1 : 1) * (hours * 60 + minutes)
}

/** Midnight UTC of a day that exists: `Date` would turn February 30th into March. */
function calendarDay(match: RegExpExecArray): number | undefined {
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])]
  const time = Date.UTC(year, month - 1, day)
  const date = new Date(time)
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day && year >= 1970 ? time : undefined
}
