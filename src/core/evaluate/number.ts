/** A decimal number, exact: `digits` × 10^-`scale`. */
interface Decimal {
  readonly digits: bigint
  readonly scale: number
}

const DECIMAL = /^([+-]?)([0-9]{1,40})(?:\.([0-9]{1,40}))?$/

/**
 * Compares two numbers, integer or decimal, exactly: negative, zero or positive as the first is less, equal
 * or greater. `undefined` if either text is no number.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_Numeric
 */
export function compareNumbers(a: string, b: string): number | undefined {
  const [first, second] = [parseDecimal(a), parseDecimal(b)]
  if (first === undefined || second === undefined) return undefined
  const scale = Math.max(first.scale, second.scale)
  const difference = scaled(first, scale) - scaled(second, scale)
  return difference < 0n ? -1 : difference > 0n ? 1 : 0
}

function parseDecimal(text: string): Decimal | undefined {
  const [, sign, whole = '', fraction = ''] = DECIMAL.exec(text) ?? []
  if (sign === undefined) return undefined
  const digits = BigInt(whole + fraction)
  return { digits: sign === '-' ? -digits : digits, scale: fraction.length }
}

function scaled(decimal: Decimal, scale: number): bigint {
  return decimal.digits * 10n ** BigInt(scale - decimal.scale)
}
