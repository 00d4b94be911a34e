const ISO_DATE =
  /^([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2})(?:T([0-9]{2}):([0-9]{2})(?::([0-9]{2})(?:\.([0-9]{1,9}))?)?(Z|[+-][0-9]{2}:[0-9]{2}))?)?)?$/
const EPOCH_SECONDS = /^[0-9]{1,12}(?:\.[0-9]{1,9})?$/

/**
 * Compares two dates: negative, zero or positive as the first is earlier, the same or later. `undefined` if
 * either text is none. A date is one of the W3C forms of ISO 8601 (from `2020` to a time with a zone) or
 * epoch seconds; four digits are a year. Finer than a millisecond does not count.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_Date
 */
export function compareDates(a: string, b: string): number | undefined {
  const [first, second] = [parseDate(a), parseDate(b)]
  return first === undefined || second === undefined ? undefined : first - second
}

/** Milliseconds since 1970, or `undefined` if the text is no date. */
export function parseDate(text: string): number | undefined {
  const iso = ISO_DATE.exec(text)
  if (iso !== null) return isoMilliseconds(iso)
  return EPOCH_SECONDS.test(text) ? Math.floor(Number(text) * 1000) : undefined
}

function isoMilliseconds(match: RegExpExecArray): number | undefined {
  const [year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0] = match
    .slice(1, 7)
    .map((digits) => (digits === undefined ? undefined : Number(digits)))
  const zone = zoneMinutes(match[8] ?? 'Z')
  const inRange = year >= 100 && month >= 1 && month <= 12 && day >= 1 && day <= daysIn(year, month)
  if (!inRange || hour > 23 || minute > 59 || second > 59 || zone === undefined) return undefined
  const fraction = Number((match[7] ?? '').padEnd(3, '0').slice(0, 3))
  return Date.UTC(year, month - 1, day, hour, minute, second, fraction) - zone * 60_000
}

function daysIn(year: number, month: number): number {
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
  if (month === 2) return leap ? 29 : 28
  return [4, 6, 9, 11].includes(month) ? 30 : 31
}

/** How far a zone is ahead of UTC. */
function zoneMinutes(zone: string): number | undefined {
  if (zone === 'Z') return 0
  const [hours, minutes] = [Number(zone.slice(1, 3)), Number(zone.slice(4, 6))]
  if (hours > 23 || minutes > 59) return undefined
  return (zone.startsWith('-') ? -1 : 1) * (hours * 60 + minutes)
}
