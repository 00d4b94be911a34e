/**
 * IAM's wildcard patterns: `*` stands for any text, the empty one too, `?` for exactly one character.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
 *
 * A pattern is parsed to tokens, so that a policy variable can put in a `*` that is only a character.
 * A character is a UTF-16 code unit; AWS does not say what `?` makes of the others.
 */
export type Glob = readonly number[]

/** The token of `?`. Every token that is not negative is a code unit. */
export const ANY_CHARACTER = -1
/** The token of `*`. */
export const ANY_TEXT = -2

const STAR = 0x2a
const QUESTION_MARK = 0x3f

/** The tokens of a pattern. A run of `*` becomes one. */
export function parseGlob(pattern: string): Glob {
  const tokens: number[] = []
  for (let at = 0; at < pattern.length; at++) {
    const token = wildcard(pattern.charCodeAt(at))
    if (token !== ANY_TEXT || tokens.at(-1) !== ANY_TEXT) tokens.push(token)
  }
  return tokens
}

/** A pattern that matches this text only: its `*` and `?` are characters. */
export function literalGlob(text: string): Glob {
  const tokens = new Array<number>(text.length)
  for (let at = 0; at < text.length; at++) tokens[at] = text.charCodeAt(at)
  return tokens
}

/** Does the pattern hold no wildcard? */
export function isLiteral(glob: Glob): boolean {
  return glob.every((token) => token >= 0)
}

/** Does the pattern match the whole text? Case matters. Time is at most pattern length × text length. */
export function globMatches(pattern: string, text: string): boolean {
  return matchesTokens(parseGlob(pattern), literalGlob(text))
}

/**
 * Does the pattern match these tokens? A wildcard among them counts as a character that only `*` and `?` of
 * the pattern can match. On a mismatch only the last `*` gives way: an earlier one could not do better.
 */
export function matchesTokens(glob: Glob, tokens: Glob): boolean {
  let star = -1
  let mark = 0
  let at = 0
  for (let next = 0; next < tokens.length; ) {
    const token = glob[at]
    if (token === ANY_TEXT) {
      star = at++
      mark = next
    } else if (token === ANY_CHARACTER || token === tokens[next]) {
      at++
      next++
    } else if (star >= 0) {
      at = star + 1
      next = ++mark
    } else return false
  }
  while (glob[at] === ANY_TEXT) at++
  return at === glob.length
}

function wildcard(code: number): number {
  if (code === STAR) return ANY_TEXT
  return code === QUESTION_MARK ? ANY_CHARACTER : code
}
