import { z } from 'zod'

/** ISO 8601 as the clients write it: seconds or parts of them, `Z` or an offset. Milliseconds since 1970. */
export const timestamp = z
  .string('a time is needed, in ISO 8601: 2026-05-01T00:00:00Z')
  .max(40)
  .regex(
    /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)$/,
    'must be a time in ISO 8601, such as 2026-05-01T00:00:00Z',
  )
  .transform((text, context) => {
    const time = Date.parse(text)
    if (Number.isFinite(time) && isDay(text)) return time
    context.addIssue({ code: 'custom', message: 'is no time that exists' })
    return z.NEVER
  })

/** `Date.parse` takes the 30th of February for the 1st or 2nd of March. */
function isDay(text: string): boolean {
  const day = text.slice(0, 10)
  const time = Date.parse(`${day}T00:00:00Z`)
  return Number.isFinite(time) && new Date(time).toISOString().startsWith(day)
}

/** The first whole second that is not before the time: events have whole seconds. */
export function wholeSecond(milliseconds: number): string {
  return `${new Date(Math.ceil(milliseconds / 1000) * 1000).toISOString().slice(0, 19)}Z`
}
