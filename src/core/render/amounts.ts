/** A count with commas, the same on every machine: `1,234`. */
export function amount(count: number): string {
  return `${count}`.replace(/\B(?=(?:\d{3})+$)/g, ',')
}

/** `1 day`, `1,234 days`. */
export function plural(count: number, noun: string): string {
  return `${amount(count)} ${noun}${count === 1 ? '' : 's'}`
}

/** `once`, `1,234 times`. */
export function times(count: number): string {
  return count === 1 ? 'once' : `${amount(count)} times`
}
