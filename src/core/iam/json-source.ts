import {
  type Cursor,
  fail,
  giveUp,
  type JsonProblem,
  type Position,
  position,
  type Span,
  shown,
  skipWhiteSpace,
  spanFrom,
  startOf,
  take,
} from './json-cursor.js'
import { endsEarly, isEnd, skipItem } from './json-recovery.js'
import { scanBareWord, scanNumber, scanString, scanWord } from './json-token.js'

export type { JsonProblem, Position, Span } from './json-cursor.js'

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

/** How deep values may nest. A policy document needs five levels. */
export const JSON_DEPTH_MAX = 64

/** Reads a JSON text (RFC 8259), keeping source positions. Stops at the first problem. Never throws. */
export function parseJsonSource(
  text: string,
): { readonly ok: true; readonly root: JsonNode } | { readonly ok: false; readonly problem: JsonProblem } {
  const { root, problems } = parse(text, false)
  const [problem] = problems
  if (problem !== undefined) return { ok: false, problem }
  // A text without a value has a problem, so there is a value here.
  return { ok: true, root: root! }
}

/** What a tolerant reader made of a text. No problems: it is JSON. No root: nothing in it is a value. */
export interface TolerantJson {
  readonly root: JsonNode | undefined
  /** In the order of the text, at most {@link JSON_PROBLEMS_MAX}. */
  readonly problems: readonly JsonProblem[]
}

/**
 * Reads what can be read of a text that may be broken: comments, missing and superfluous commas, keys without
 * quotes, strings and brackets left open. Each is a problem, noted where it is. Never throws.
 */
export function parseJsonTolerantly(text: string): TolerantJson {
  return parse(text, true)
}

function parse(text: string, tolerant: boolean): TolerantJson {
  const cursor = startOf(text, tolerant)
  skipWhiteSpace(cursor)
  const root = readValue(cursor)
  skipWhiteSpace(cursor)
  if (root !== undefined && cursor.offset < text.length) fail(cursor, 'unexpected text after the JSON value')
  return { root, problems: cursor.problems }
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
  if (cursor.depth >= JSON_DEPTH_MAX) {
    fail(cursor, `nested deeper than ${JSON_DEPTH_MAX} levels`)
    giveUp(cursor)
    return undefined
  }
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

/** Reads from the opening bracket to the closing one. False once a problem is noted that ends the reading. */
function readList(cursor: Cursor, close: string, readItem: () => boolean): boolean {
  cursor.offset++
  skipWhiteSpace(cursor)
  if (take(cursor, close)) return true
  for (;;) {
    if (!readItem() && !skipItem(cursor)) return false
    skipWhiteSpace(cursor)
    if (take(cursor, close)) return true
    if (!take(cursor, ',')) {
      fail(cursor, `unexpected ${shown(cursor)}, expected \`,\` or \`${close}\``)
      if (!cursor.tolerant) return false
      if (isEnd(cursor)) return true
    }
    skipWhiteSpace(cursor)
    if (cursor.tolerant && endsEarly(cursor, close)) return true
  }
}

function readMember(cursor: Cursor): JsonMember | undefined {
  const key = cursor.text[cursor.offset] === '"' ? readString(cursor) : readBareKey(cursor)
  if (key === undefined) return undefined
  skipWhiteSpace(cursor)
  if (!take(cursor, ':')) {
    fail(cursor, `unexpected ${shown(cursor)}, expected \`:\` after the key`)
    if (!cursor.tolerant || cursor.text[cursor.offset] !== '"') return undefined
  }
  skipWhiteSpace(cursor)
  const value = readValue(cursor)
  return value === undefined ? undefined : { key, value }
}

/** A key without quotes is a problem, but a tolerant reader knows what is meant. */
function readBareKey(cursor: Cursor): JsonString | undefined {
  fail(cursor, `unexpected ${shown(cursor)}, expected a key in double quotes`)
  const value = cursor.tolerant ? scanBareWord(cursor.text, cursor.offset) : ''
  if (value === '') return undefined
  const start = position(cursor)
  cursor.offset += value.length
  return { kind: 'string', value, span: spanFrom(cursor, start) }
}

/** A string that is left open ends at the end of its line. */
function readString(cursor: Cursor): JsonString | undefined {
  const start = position(cursor)
  const scanned = scanString(cursor.text, cursor.offset)
  const open = cursor.offset
  cursor.offset = scanned.end
  if (!('message' in scanned)) return { kind: 'string', value: scanned.value, span: spanFrom(cursor, start) }
  fail(cursor, scanned.message)
  if (!cursor.tolerant) return undefined
  const value = cursor.text.slice(open + 1, scanned.end)
  return { kind: 'string', value, span: spanFrom(cursor, start) }
}
