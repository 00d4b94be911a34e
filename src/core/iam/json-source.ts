import { scanNumber, scanString, scanWord } from './json-token.js'

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

/** A JSON value with the place of its token: quotes and brackets included, as IAM Access Analyzer reports them. */
export type JsonNode =
  | { readonly kind: 'object'; readonly members: readonly JsonMember[]; readonly span: Span }
  | { readonly kind: 'array'; readonly items: readonly JsonNode[]; readonly span: Span }
  | JsonString
  | { readonly kind: 'number'; readonly text: string; readonly span: Span }
  | { readonly kind: 'boolean'; readonly value: boolean; readonly span: Span }
  | { readonly kind: 'null'; readonly span: Span }

/** A string of the text, with its place. */
export interface JsonString {
  readonly kind: 'string'
  readonly value: string
  readonly span: Span
}

/** A member as written: a key that occurs twice gives two members. */
export interface JsonMember {
  readonly key: JsonString
  readonly value: JsonNode
}

/** Why a text is not JSON, and where. */
export interface JsonProblem {
  readonly message: string
  readonly span: Span
}

/** How deep values may nest. A policy document needs five levels. */
export const JSON_DEPTH_MAX = 64

/** Where the reader is, and the first problem it met. */
export interface Cursor {
  readonly text: string
  offset: number
  line: number
  lineStart: number
  depth: number
  problem: JsonProblem | undefined
}

/** Reads a JSON text (RFC 8259), keeping source positions. Stops at the first problem. Never throws. */
export function parseJsonSource(
  text: string,
): { readonly ok: true; readonly root: JsonNode } | { readonly ok: false; readonly problem: JsonProblem } {
  const cursor: Cursor = { text, offset: 0, line: 1, lineStart: 0, depth: 0, problem: undefined }
  skipWhiteSpace(cursor)
  const root = readValue(cursor)
  skipWhiteSpace(cursor)
  if (root !== undefined && cursor.offset < text.length) fail(cursor, 'unexpected text after the JSON value')
  if (root === undefined || cursor.problem !== undefined) return { ok: false, problem: problemOf(cursor) }
  return { ok: true, root }
}

function problemOf(cursor: Cursor): JsonProblem {
  return cursor.problem ?? { message: 'expected a JSON value', span: spanFrom(cursor, position(cursor)) }
}

/** The value at the cursor; `undefined` once a problem is noted. */
function readValue(cursor: Cursor): JsonNode | undefined {
  const character = cursor.text[cursor.offset]
  if (character === undefined) return fail(cursor, 'unexpected end of text, expected a JSON value')
  if (character === '{') return nested(cursor, readObject)
  if (character === '[') return nested(cursor, readArray)
  const start = position(cursor)
  if (character === '"') return readString(cursor)
  if (character === '-' || (character >= '0' && character <= '9')) {
    const text = scanNumber(cursor.text, cursor.offset)
    if (text === undefined) return fail(cursor, 'malformed number')
    cursor.offset += text.length
    return { kind: 'number', text, span: spanFrom(cursor, start) }
  }
  return readWord(cursor, start)
}

function readWord(cursor: Cursor, start: Position): JsonNode | undefined {
  const word = scanWord(cursor.text, cursor.offset)
  if (word === undefined) return fail(cursor, `unexpected ${shown(cursor)}, expected a JSON value`)
  cursor.offset += word.length
  const span = spanFrom(cursor, start)
  return word === 'null' ? { kind: 'null', span } : { kind: 'boolean', value: word === 'true', span }
}

function nested(cursor: Cursor, read: (cursor: Cursor) => JsonNode | undefined): JsonNode | undefined {
  if (cursor.depth >= JSON_DEPTH_MAX) return fail(cursor, `nested deeper than ${JSON_DEPTH_MAX} levels`)
  cursor.depth++
  const node = read(cursor)
  cursor.depth--
  return node
}

function readObject(cursor: Cursor): JsonNode | undefined {
  const start = position(cursor)
  const members: JsonMember[] = []
  const closed = readList(cursor, '}', () => {
    const member = readMember(cursor)
    if (member !== undefined) members.push(member)
    return member !== undefined
  })
  return closed ? { kind: 'object', members, span: spanFrom(cursor, start) } : undefined
}

function readArray(cursor: Cursor): JsonNode | undefined {
  const start = position(cursor)
  const items: JsonNode[] = []
  const closed = readList(cursor, ']', () => {
    const item = readValue(cursor)
    if (item !== undefined) items.push(item)
    return item !== undefined
  })
  return closed ? { kind: 'array', items, span: spanFrom(cursor, start) } : undefined
}

/** Reads from the opening bracket to the closing one. False once a problem is noted. */
function readList(cursor: Cursor, close: string, readItem: () => boolean): boolean {
  cursor.offset++
  skipWhiteSpace(cursor)
  if (take(cursor, close)) return true
  for (;;) {
    if (!readItem()) return false
    skipWhiteSpace(cursor)
    if (take(cursor, close)) return true
    if (!take(cursor, ',')) {
      fail(cursor, `unexpected ${shown(cursor)}, expected \`,\` or \`${close}\``)
      return false
    }
    skipWhiteSpace(cursor)
  }
}

function readMember(cursor: Cursor): JsonMember | undefined {
  if (cursor.text[cursor.offset] !== '"') {
    return fail(cursor, `unexpected ${shown(cursor)}, expected a key in double quotes`)
  }
  const key = readString(cursor)
  if (key === undefined) return undefined
  skipWhiteSpace(cursor)
  if (!take(cursor, ':')) return fail(cursor, `unexpected ${shown(cursor)}, expected \`:\` after the key`)
  skipWhiteSpace(cursor)
  const value = readValue(cursor)
  return value === undefined ? undefined : { key, value }
}

function readString(cursor: Cursor): JsonString | undefined {
  const start = position(cursor)
  const scanned = scanString(cursor.text, cursor.offset)
  cursor.offset = scanned.end
  if ('message' in scanned) return fail(cursor, scanned.message)
  return { kind: 'string', value: scanned.value, span: spanFrom(cursor, start) }
}

function skipWhiteSpace(cursor: Cursor): void {
  for (;;) {
    const character = cursor.text[cursor.offset]
    if (character !== ' ' && character !== '\t' && character !== '\r' && character !== '\n') return
    cursor.offset++
    if (character !== '\n') continue
    cursor.line++
    cursor.lineStart = cursor.offset
  }
}

function take(cursor: Cursor, character: string): boolean {
  if (cursor.text[cursor.offset] !== character) return false
  cursor.offset++
  return true
}

function position(cursor: Cursor): Position {
  return { line: cursor.line, column: cursor.offset - cursor.lineStart, offset: cursor.offset }
}

/** No token holds a line break, so a span that ends here ends on the cursor's line. */
function spanFrom(cursor: Cursor, start: Position): Span {
  return { start, end: position(cursor) }
}

/** Notes a problem at the cursor, unless there is one already. */
function fail(cursor: Cursor, message: string): undefined {
  const start = position(cursor)
  const length = start.offset < cursor.text.length ? 1 : 0
  const end = { line: start.line, column: start.column + length, offset: start.offset + length }
  cursor.problem ??= { message, span: { start, end } }
  return undefined
}

/** The character at the cursor, safe to print. */
function shown(cursor: Cursor): string {
  const character = cursor.text[cursor.offset]
  if (character === undefined) return 'end of text'
  const code = character.charCodeAt(0)
  return code > 0x20 && code < 0x7f
    ? `\`${character}\``
    : `U+${code.toString(16).toUpperCase().padStart(4, '0')}`
}
