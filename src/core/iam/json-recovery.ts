import { type Cursor, fail, skipTo, take } from './json-cursor.js'

/** Is there nothing left, or a bracket that closes another list? Then a list that is still open ends here. */
export function isEnd(cursor: Cursor): boolean {
  const character = cursor.text[cursor.offset]
  return character === undefined || character === '}' || character === ']'
}

/**
 * A list that ends where an item should come: behind a superfluous comma, or because the text ends. The bracket
 * of another list stays where it is, for that list.
 */
export function endsEarly(cursor: Cursor, close: string): boolean {
  if (!isEnd(cursor)) return false
  fail(cursor, cursor.offset < cursor.text.length ? 'superfluous comma' : 'unexpected end of text')
  take(cursor, close)
  return true
}

/**
 * Moves behind an item that cannot be read: to the next comma or bracket. Strings are passed over whole. False if
 * the reader is not tolerant.
 */
export function skipItem(cursor: Cursor): boolean {
  if (!cursor.tolerant) return false
  const { text } = cursor
  let at = cursor.offset
  while (at < text.length && !',]}'.includes(text[at]!)) {
    if (text[at] === '"') at = endOfString(text, at)
    else at++
  }
  skipTo(cursor, Math.min(at, text.length))
  return true
}

/** Behind the closing quote, or where the line ends. */
function endOfString(text: string, start: number): number {
  let at = start + 1
  while (at < text.length && text[at] !== '"' && text[at] !== '\n') at += text[at] === '\\' ? 2 : 1
  return text[at] === '\n' ? at : at + 1
}
