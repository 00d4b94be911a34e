/** Times are whole seconds since 1970: the finest unit of a CloudTrail record's `eventTime`. */
export type Seconds = number

export const MINUTE: Seconds = 60
export const DAY: Seconds = 86_400

/** The trail begins on a Monday; no clock is read anywhere. */
export const PERIOD_START: Seconds = Date.UTC(2026, 2, 2) / 1000

/** `2026-03-02T08:00:12Z`, as in `eventTime` and `creationDate`. */
export function iso(time: Seconds): string {
  return `${new Date(time * 1000).toISOString().slice(0, 19)}Z`
}

/** `Mar 2, 2026, 8:00:12 AM`, as services print times inside `responseElements`. */
export function printed(time: Seconds): string {
  const date = new Date(time * 1000)
  const hour = date.getUTCHours()
  const two = (value: number): string => String(value).padStart(2, '0')
  const clock = `${hour % 12 || 12}:${two(date.getUTCMinutes())}:${two(date.getUTCSeconds())}`
  const day = `${MONTHS[date.getUTCMonth()]} ${date.getUTCDate()}, ${date.getUTCFullYear()}`
  return `${day}, ${clock} ${hour < 12 ? 'AM' : 'PM'}`
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
