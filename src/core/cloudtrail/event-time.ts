/**
 * ISO 8601 extended or basic, with a zone. CloudTrail writes `2023-07-10T12:24:07Z`, older records and
 * `sessionContext` also the basic form, Logstash adds fractions, Athena prints `2023-07-10 12:24:07.000 UTC`.
 * Every quantifier is fixed or bounded, so the match takes linear time.
 */
const DATE_TIME =
  /^(\d{4})(-?)(\d\d)\2(\d\d)[T ](\d\d)(:?)(\d\d)\6(\d\d)(?:[.,]\d{1,9})? ?(?:(Z|z|UTC)|([+-])(\d\d):?(\d\d)?)$/

/** `2023-07-10T12:24:07Z` */
const PLAIN_LENGTH = 20

const MINUTES_A_DAY = 1440

/**
 * A time as `YYYY-MM-DDTHH:MM:SSZ` in UTC, fractions cut off. `undefined` if it is no time that exists (13th month,
 * 30th of February, 24:00) or has no zone: a local time would be an invented one.
 */
export function normalizeTime(text: string): string | undefined {
  const parts = DATE_TIME.exec(text)
  if (parts === null) return undefined
  const [year, month, day] = [Number(parts[1]), Number(parts[3]), Number(parts[4])]
  const [hour, minute, second] = [Number(parts[5]), Number(parts[7]), Number(parts[8])]
  if (!dateExists(year, month, day) || hour > 23 || minute > 59 || second > 59) return undefined
  if (text.length === PLAIN_LENGTH && text[4] === '-' && text[10] === 'T' && text[19] === 'Z') return text
  const offset = parts[9] === undefined ? offsetMinutes(parts[10], parts[11], parts[12]) : 0
  if (offset === undefined) return undefined
  return printTime(daysFromCivil(year, month, day), hour * 60 + minute - offset, second)
}

/** Seconds since 1970 as AWS SDKs print them in LookupEvents output (`1424476529.0`). */
export function timeOfEpochSeconds(seconds: number): string | undefined {
  if (!(seconds >= 0 && seconds < 253_402_300_800)) return undefined
  const whole = Math.floor(seconds)
  return printTime(0, Math.floor(whole / 60), whole % 60)
}

function offsetMinutes(sign = '+', hours = '0', minutes = '0'): number | undefined {
  const size = Number(hours) * 60 + Number(minutes)
  if (size >= MINUTES_A_DAY || Number(minutes) > 59) return undefined
  return sign === '-' ? -size : size
}

function dateExists(year: number, month: number, day: number): boolean {
  if (month < 1 || month > 12 || day < 1) return false
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
  const last =
    month === 2 ? (leap ? 29 : 28) : month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31
  return day <= last
}

function printTime(days: number, minutes: number, second: number): string | undefined {
  const carry = Math.floor(minutes / MINUTES_A_DAY)
  const { year, month, day } = civilFromDays(days + carry)
  if (year < 0 || year > 9999) return undefined
  const minute = minutes - carry * MINUTES_A_DAY
  const date = `${padded(year, 4)}-${padded(month, 2)}-${padded(day, 2)}`
  return `${date}T${padded(Math.floor(minute / 60), 2)}:${padded(minute % 60, 2)}:${padded(second, 2)}Z`
}

function padded(value: number, width: number): string {
  return String(value).padStart(width, '0')
}

/** Days since 1970-01-01 in the Gregorian calendar. Counts years from March so that the leap day comes last. */
function daysFromCivil(year: number, month: number, day: number): number {
  const shifted = month <= 2 ? year - 1 : year
  const era = Math.floor(shifted / 400)
  const yearOfEra = shifted - era * 400
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear
  return era * 146_097 + dayOfEra - 719_468
}

function civilFromDays(days: number): { year: number; month: number; day: number } {
  const shifted = days + 719_468
  const era = Math.floor(shifted / 146_097)
  const dayOfEra = shifted - era * 146_097
  const leaps = Math.floor(dayOfEra / 1460) - Math.floor(dayOfEra / 36_524) + Math.floor(dayOfEra / 146_096)
  const yearOfEra = Math.floor((dayOfEra - leaps) / 365)
  const beforeYear = 365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100)
  const dayOfYear = dayOfEra - beforeYear
  const fromMarch = Math.floor((5 * dayOfYear + 2) / 153)
  const month = fromMarch < 10 ? fromMarch + 3 : fromMarch - 9
  const day = dayOfYear - Math.floor((153 * fromMarch + 2) / 5) + 1
  return { year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day }
}
