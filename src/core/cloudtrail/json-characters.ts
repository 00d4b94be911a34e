/** Line feed. */
export const NEWLINE = 10
/** `"` */
export const QUOTE = 34
/** `,` */
export const COMMA = 44
/** `[` */
export const OPEN_ARRAY = 91
/** `\` */
export const BACKSLASH = 92
/** `]` */
export const CLOSE_ARRAY = 93
/** `{` */
export const OPEN_OBJECT = 123
/** `}` */
export const CLOSE_OBJECT = 125

/** White space of JSON, and what stands between values of a file: byte order mark, record separator (RFC 7464). */
export function isBlank(code: number): boolean {
  return code === 32 || code === NEWLINE || code === 13 || code === 9 || code === 0xfeff || code === 0x1e
}

/** Whether a bare word or number ends before this character. */
export function endsToken(code: number): boolean {
  if (code === COMMA || code === QUOTE || isBlank(code)) return true
  return code === CLOSE_ARRAY || code === CLOSE_OBJECT || code === OPEN_ARRAY || code === OPEN_OBJECT
}
