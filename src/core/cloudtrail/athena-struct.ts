import type { Json } from '../iam/json.js'

/** Deeper than any column of a CloudTrail table. */
const DEEPEST = 8

interface Cursor {
  readonly text: string
  at: number
}

/**
 * Reads what Athena prints for a struct, map or array column in CSV: `{type=IAMUser, arn=null, x={a=1}}`, `[{…}, {…}]`.
 * The print has no escapes, so a value ends at `, name=`, at `}` or at `]`; `null` is null. `undefined` if the text is
 * something else or nested deeper than a CloudTrail table is.
 */
export function parseAthenaStruct(text: string): Json | undefined {
  const cursor = { text: text.trim(), at: 0 }
  const value = readNested(cursor, 0)
  return value !== undefined && cursor.at === cursor.text.length ? value : undefined
}

function readNested(cursor: Cursor, depth: number): Json | undefined {
  const first = cursor.text[cursor.at]
  if (depth > DEEPEST) return undefined
  if (first === '{') return readStruct(cursor, depth)
  return first === '[' ? readArray(cursor, depth) : undefined
}

function readStruct(cursor: Cursor, depth: number): Json | undefined {
  const fields: Record<string, Json> = Object.create(null)
  cursor.at += 1
  while (!take(cursor, '}')) {
    const equals = cursor.text.indexOf('=', cursor.at)
    if (equals === -1) return undefined
    const name = cursor.text.slice(cursor.at, equals).trim()
    cursor.at = equals + 1
    const value = readValue(cursor, depth, startsField)
    if (value === undefined || !afterItem(cursor, '}')) return undefined
    fields[name] = value
  }
  return fields
}

function readArray(cursor: Cursor, depth: number): Json | undefined {
  const items: Json[] = []
  cursor.at += 1
  while (!take(cursor, ']')) {
    const value = readValue(cursor, depth, startsItem)
    if (value === undefined || !afterItem(cursor, ']')) return undefined
    items.push(value)
  }
  return items
}

type StartsNext = (text: string, at: number) => boolean

function readValue(cursor: Cursor, depth: number, startsNext: StartsNext): Json | undefined {
  const first = cursor.text[cursor.at]
  if (first === '{' || first === '[') return readNested(cursor, depth + 1)
  const end = endOfScalar(cursor.text, cursor.at, startsNext)
  const scalar = cursor.text.slice(cursor.at, end)
  cursor.at = end
  return scalar === 'null' ? null : scalar
}

function endOfScalar(text: string, from: number, startsNext: StartsNext): number {
  for (let i = from; i < text.length; i += 1) {
    const character = text[i]
    if (character === '}' || character === ']') return i
    if (character === ',' && text[i + 1] === ' ' && startsNext(text, i + 2)) return i
  }
  return text.length
}

const LONGEST_NAME = 64

/** In a struct a comma belongs to the value unless a name and `=` follow it. */
function startsField(text: string, at: number): boolean {
  return /^\w+=/.test(text.slice(at, at + LONGEST_NAME))
}

function startsItem(): boolean {
  return true
}

function afterItem(cursor: Cursor, closing: '}' | ']'): boolean {
  return take(cursor, ', ') || cursor.text[cursor.at] === closing
}

function take(cursor: Cursor, token: string): boolean {
  if (!cursor.text.startsWith(token, cursor.at)) return false
  cursor.at += token.length
  return true
}
