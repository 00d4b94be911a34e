/** `1,234,567`, on every machine: no locale is asked. */
export function amount(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+(?!\d))/g, ',')
}

/** `1 file`, `2 files`. */
export function counted(count: number, one: string, many: string = `${one}s`): string {
  return `${amount(count)} ${count === 1 ? one : many}`
}
