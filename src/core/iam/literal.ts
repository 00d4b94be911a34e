const escapes = /\$\{[*?$]\}/g

/**
 * True if a pattern stands for more than one text: it has a `*` or `?` that is not escaped as `${*}` or `${?}`.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html#policy-vars-specialchars
 */
export function hasWildcard(pattern: string): boolean {
  return /[*?]/.test(pattern.replace(escapes, ''))
}
