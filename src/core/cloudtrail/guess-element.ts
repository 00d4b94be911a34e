import type { Json } from '../iam/json.js'
import { MOST_CREDIT, type Scanned, type ScanState } from './scan-state.js'

/** Enough of the next element for its first key: `{"eventVersion":`. */
const OPENING_LENGTH = 16
/** A wrong guess costs as much as four right ones save. */
const CREDIT_A_RIGHT_GUESS = 0.25

/**
 * The element of an array that starts at `at`, if it ends where one usually does: before the separator that was seen
 * between two elements earlier in this text. Searching for that is far faster than looking at every character, and
 * cannot go wrong: what parses as one whole value is the element, and what does not is scanned character by character.
 * A wrong guess costs an exception, so a file that brings many is guessed at no more.
 */
export function guessElement(scan: ScanState): Scanned | undefined {
  const end = scan.guessCredit >= 1 ? separatorAfter(scan) : undefined
  if (end === undefined || end - scan.at >= scan.limits.recordLength) return undefined
  const text = scan.text.slice(scan.at, end + 1)
  if (mayBeDeep(text, scan.limits.recordDepth)) return undefined
  const value = wholeValue(text)
  if (value === undefined) {
    scan.guessCredit -= 1
    return undefined
  }
  scan.guessCredit = Math.min(MOST_CREDIT, scan.guessCredit + CREDIT_A_RIGHT_GUESS)
  scan.at = end + 1
  scan.afterOneLine = false
  return { kind: 'value', value }
}

/** Each piece is searched once for one separator, whatever it holds, so that the search takes linear time. */
function separatorAfter(scan: ScanState): number | undefined {
  if (scan.separator === '') learnSeparator(scan)
  if (scan.separator === '' || !opensLikeOthers(scan)) return undefined
  if (scan.nextSeparator < scan.at) {
    const found = scan.text.indexOf(scan.separator, scan.at)
    scan.nextSeparator = found === -1 ? scan.text.length : found
  }
  return scan.nextSeparator < scan.text.length ? scan.nextSeparator : undefined
}

/** An element that starts differently is of another writer, who may separate differently. */
function opensLikeOthers(scan: ScanState): boolean {
  return scan.text.startsWith(scan.separator.slice(-OPENING_LENGTH), scan.at)
}

/** Learned once a file: its writer separates all records alike. */
function learnSeparator(scan: ScanState): void {
  const opening = scan.at + OPENING_LENGTH
  if (scan.lastEnd === 0 || opening > scan.text.length) return
  scan.separator = scan.text.slice(scan.lastEnd - 1, opening)
}

function wholeValue(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json
  } catch {
    return undefined
  }
}

/**
 * Whether a text may nest deeper than `limit`: it has more opening brackets, in strings or not. The parsed value would
 * not tell, since a repeated key hides what came before it.
 */
function mayBeDeep(text: string, limit: number): boolean {
  return countOf(text, '{', limit) + countOf(text, '[', limit) > limit
}

function countOf(text: string, bracket: string, most: number): number {
  let count = 0
  let place = text.indexOf(bracket)
  while (place !== -1 && count <= most) {
    count += 1
    place = text.indexOf(bracket, place + 1)
  }
  return count
}
