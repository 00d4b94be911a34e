const days = new Map<number, string>()
const rememberedDays = 10_000

/** `2023-07-10` from days since 1970. */
export function dayText(day: number): string {
  const known = days.get(day)
  if (known !== undefined) return known
  const text = new Date(day * 86_400_000).toISOString().slice(0, 10)
  if (days.size < rememberedDays) days.set(day, text)
  return text
}

/** `2023-07-10T12:24:07Z` from seconds since 1970. */
export function isoTime(seconds: number): string {
  const day = Math.floor(seconds / 86_400)
  const [hour, minute] = [Math.floor((seconds % 86_400) / 3600), Math.floor((seconds % 3600) / 60)]
  return `${dayText(day)}T${twoDigits(hour)}:${twoDigits(minute)}:${twoDigits(seconds % 60)}Z`
}

function twoDigits(number: number): string {
  return number < 10 ? `0${number}` : String(number)
}
