/**
 * Characters that do something, or show something else than what is there: C0 and C1 controls (escape and line breaks
 * among them), line separators, direction overrides (CVE-2021-42574), zero-width and invisible tag characters, halves of
 * characters.
 */
export const unsafeCharacters: RegExp =
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ud800-\udfff\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]/gu

/**
 * Untrusted text in one line, for a comment or a page: every unsafe character is written as `\u202e`, so that it is seen
 * and does nothing.
 */
export function shownText(text: string): string {
  return text.replace(unsafeCharacters, (character) => `\\u${hex(character, 4)}`)
}

/** The code point of a character in lower-case hexadecimal digits, at least so many. */
export function hex(character: string, digits: number): string {
  return character.codePointAt(0)!.toString(16).padStart(digits, '0')
}
