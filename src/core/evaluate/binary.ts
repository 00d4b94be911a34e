const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'
const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/

/**
 * Are both base-64 texts the same bytes? `undefined` if either is not base-64.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_BinaryEquals
 */
export function sameBytes(a: string, b: string): boolean | undefined {
  const [first, second] = [canonical(a), canonical(b)]
  return first === undefined || second === undefined ? undefined : first === second
}

/** The one spelling of the bytes: the bits that padding leaves unused are zero. */
function canonical(text: string): string | undefined {
  if (text.length % 4 !== 0 || !BASE64.test(text)) return undefined
  const digits = text.replaceAll('=', '')
  const unused = (digits.length * 6) % 8
  const last = ALPHABET.indexOf(digits.at(-1) ?? 'A')
  return digits.slice(0, -1) + (ALPHABET[(last >> unused) << unused] ?? '')
}
