/** A place in a text. */
export interface Position {
  /** From 1. */
  readonly line: number
  /** From 0, in UTF-16 code units. */
  readonly column: number
  /** From 0, in UTF-16 code units. */
  readonly offset: number
}

/** A piece of a text: `start` included, `end` not. */
export interface Span {
  readonly start: Position
  readonly end: Position
}

/** Why a text is not JSON, and where. */
export interface JsonProblem {
  readonly message: string
  readonly span: Span
}

/** Where a reader of JSON is, and the problems it met. */
export interface Cursor {
  readonly text: string
  offset: number
  line: number
  lineStart: number
  depth: number
  readonly problems: JsonProblem[]
  /** Goes on behind a problem, and takes comments for white space that is a problem. */
  readonly tolerant: boolean
}

/** How many problems a tolerant reader notes before it gives up. */
export const JSON_PROBLEMS_MAX = 100

/** A cursor at the start of a text. */
export function startOf(text: string, tolerant: boolean): Cursor {
  return { text, offset: 0, line: 1, lineStart: 0, depth: 0, problems: [], tolerant }
}

/** Where the cursor is. */
export function position(cursor: Cursor): Position {
  return { line: cursor.line, column: cursor.offset - cursor.lineStart, offset: cursor.offset }
}

/** From `start` to the cursor. */
export function spanFrom(cursor: Cursor, start: Position): Span {
  return { start, end: position(cursor) }
}

/** Moves over the character, if it is the next one. */
export function take(cursor: Cursor, character: string): boolean {
  if (cursor.text[cursor.offset] !== character) return false
  cursor.offset++
  return true
}

/** Notes a problem with the character at the cursor: the first only, unless the reader is tolerant. */
export function fail(cursor: Cursor, message: string): undefined {
  const start = position(cursor)
  const length = start.offset < cursor.text.length ? 1 : 0
  const end = { line: start.line, column: start.column + length, offset: start.offset + length }
  note(cursor, { message, span: { start, end } })
  return undefined
}

/** {@link fail} for a piece of text. */
export function note(cursor: Cursor, problem: JsonProblem): void {
  const most = cursor.tolerant ? JSON_PROBLEMS_MAX : 1
  const { problems } = cursor
  const last = problems.at(-1)?.span.start.offset
  if (problems.length < most && last !== problem.span.start.offset) problems.push(problem)
  if (problems.length >= JSON_PROBLEMS_MAX) giveUp(cursor)
}

/** Ends the reading: nothing is left. */
export function giveUp(cursor: Cursor): void {
  cursor.offset = cursor.text.length
}

/** Moves over white space; a tolerant cursor over comments too, each of them a problem. */
export function skipWhiteSpace(cursor: Cursor): void {
  for (;;) {
    const character = cursor.text[cursor.offset]
    if (character === ' ' || character === '\t' || character === '\r') cursor.offset++
    else if (character === '\n') newLine(cursor)
    else if (character !== '/' || !cursor.tolerant || !skipComment(cursor)) return
  }
}

function newLine(cursor: Cursor): void {
  cursor.offset++
  cursor.line++
  cursor.lineStart = cursor.offset
}

function skipComment(cursor: Cursor): boolean {
  const { text, offset } = cursor
  const next = text[offset + 1]
  if (next !== '/' && next !== '*') return false
  const start = position(cursor)
  const close = next === '/' ? text.indexOf('\n', offset) : text.indexOf('*/', offset + 2)
  skipTo(cursor, close < 0 ? text.length : next === '/' ? close : close + 2)
  note(cursor, { message: 'comments are not JSON', span: spanFrom(cursor, start) })
  return true
}

/** Moves to a later offset, counting lines. */
export function skipTo(cursor: Cursor, offset: number): void {
  while (cursor.offset < offset) {
    if (cursor.text[cursor.offset] === '\n') newLine(cursor)
    else cursor.offset++
  }
}

/** The character at the cursor, safe to print. */
export function shown(cursor: Cursor): string {
  const character = cursor.text[cursor.offset]
  if (character === undefined) return 'end of text'
  const code = character.charCodeAt(0)
  return code > 0x20 && code < 0x7f
    ? `\`${character}\``
    : `U+${code.toString(16).toUpperCase().padStart(4, '0')}`
}
