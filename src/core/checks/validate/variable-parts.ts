/** A policy variable as it is written: what is between `${` and `}`. */
export interface WrittenVariable {
  /** Where its `$` is, and how long it is with its braces. */
  readonly start: number
  readonly length: number
  /** Between the braces; up to the end of the text if none closes it. */
  readonly inside: string
  readonly closed: boolean
}

/** The policy variables of a text, escapes (`${*}`, `${?}`, `${$}`) among them. */
export function variablesOf(text: string): readonly WrittenVariable[] {
  const variables: WrittenVariable[] = []
  for (let start = text.indexOf('${'); start >= 0; ) {
    const close = text.indexOf('}', start)
    const end = close < 0 ? text.length : close
    const inside = text.slice(start + 2, end)
    variables.push({ start, length: end + (close < 0 ? 0 : 1) - start, inside, closed: close >= 0 })
    start = close < 0 ? -1 : text.indexOf('${', close)
  }
  return variables
}

/** Is it an escape, which stands for one character? */
export function isEscape({ inside }: WrittenVariable): boolean {
  return inside === '*' || inside === '?' || inside === '$'
}

/** Has the text a variable that is only known in a request? */
export function hasVariable(text: string): boolean {
  return text.includes('${') && variablesOf(text).some((variable) => !isEscape(variable))
}
