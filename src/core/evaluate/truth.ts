/**
 * Whether something holds. `unknown` is not a shade of no: it stands for a question that the documentation
 * or the request leaves open, and it survives only where the answer depends on it (Kleene's logic).
 */
export type Truth = 'yes' | 'no' | 'unknown'

/** A plain Boolean as a truth. */
export function truthOf(holds: boolean): Truth {
  return holds ? 'yes' : 'no'
}

/** The other answer; what is not known stays unknown. */
export function negate(truth: Truth): Truth {
  if (truth === 'unknown') return truth
  return truth === 'yes' ? 'no' : 'yes'
}

/** `yes` if any is, else `unknown` if any is. `no` for none. */
export function anyOf(truths: readonly Truth[]): Truth {
  if (truths.includes('yes')) return 'yes'
  return truths.includes('unknown') ? 'unknown' : 'no'
}

/** `no` if any is, else `unknown` if any is. `yes` for none. */
export function allOf(truths: readonly Truth[]): Truth {
  return negate(anyOf(truths.map(negate)))
}

/** `allOf` of two. */
export function both(a: Truth, b: Truth): Truth {
  if (a === 'yes' || b === 'no') return b
  return a
}

/** `anyOf` of two. */
export function either(a: Truth, b: Truth): Truth {
  if (a === 'no' || b === 'yes') return b
  return a
}
