/**
 * The one order of the product: by UTF-16 code unit, never by locale, so that the same input gives the
 * same bytes on every machine.
 */
export function byCodeUnit(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

/** A sorted copy without repetitions. */
export function sortedUnique(values: Iterable<string>): string[] {
  return [...new Set(values)].sort(byCodeUnit)
}
