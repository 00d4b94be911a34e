/** Times are whole seconds since 1970: the finest unit of a CloudTrail record's `eventTime`. */
export type Seconds = number

export const MINUTE: Seconds = 60
export const DAY: Seconds = 86_400

/** The trail begins on a Monday; no clock is read anywhere. */
export const PERIOD_START: Seconds = Date.UTC(2026, 2, 2) / 1000

/** `2026-03-02T08:00:12Z`, as in `eventTime` and `creationDate`. */
export function iso(time: Seconds): string {
  const second = time % DAY
  const clock = `${two(Math.floor(second / 3600))}:${two(Math.floor(second / 60) % 60)}:${two(second % 60)}`
  return `${date(time)}T${clock}Z`
}

/** `2026-03-02`. */
function date(time: Seconds): string {
  const day = Math.floor(time / DAY)
  if (day !== recent.day) recent = { day, date: new Date(time * 1000).toISOString().slice(0, 10) }
  return recent.date
}

/** Times come in order, so nearly all of them are of the same day as the one before. */
let recent = { day: Number.NaN, date: '' }

function two(value: number): string {
  return value < 10 ? `0${value}` : String(value)
}

/** `Mar 2, 2026, 8:00:12 AM`, as services print times inside `responseElements`. */
export function printed(time: Seconds): string {
  const date = new Date(time * 1000)
  const hour = date.getUTCHours()
  const clock = `${hour % 12 || 12}:${two(date.getUTCMinutes())}:${two(date.getUTCSeconds())}`
  const day = `${MONTHS[date.getUTCMonth()]} ${date.getUTCDate()}, ${date.getUTCFullYear()}`
  return `${day}, ${clock} ${hour < 12 ? 'AM' : 'PM'}`
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
