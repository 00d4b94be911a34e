import type { Json } from '../iam/json.js'
import type { DecodeLimits } from './limits.js'
import type { BrokenReason } from './skip-reasons.js'

/** One thing found in a text of JSON values: an element's own text or its value already, or why there is neither. */
export type Scanned =
  | { readonly kind: 'value'; readonly value: Json }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'giant'; readonly length: number }
  | { readonly kind: 'deep' }
  | { readonly kind: 'token' }
  | { readonly kind: 'cut-line' }
  | { readonly kind: 'broken'; readonly reason: BrokenReason }

/**
 * The whole state of a scan, so that it can stop and go on at any character.
 *
 * Invariant: everything before `at` has been looked at exactly once; the current element starts at `from`, or at 0 if
 * it started in an earlier piece, whose part is `carried`.
 */
export interface ScanState {
  readonly limits: DecodeLimits
  text: string
  at: number
  from: number
  carried: string
  /** The last characters of the pieces before this one, for a key that was cut. */
  recent: string
  /** Where elements are looked for: between the values of the file, in a top-level array, in a container's array. */
  place: 'file' | 'array' | 'container'
  doing: 'between' | 'element' | 'token'
  /** Depth inside the current element; 0 in an element that is a bare string. */
  depth: number
  inString: boolean
  /** The next character is escaped by a backslash that ended the piece before. */
  escaped: boolean
  /** Why the element's text is not kept: it is over a limit, or it is what surrounds a container (`rest`). */
  dropped: 'giant' | 'deep' | 'rest' | undefined
  droppedLength: number
  /** The file has one value a line, so a line that starts an object before the last one was closed cuts that off. */
  lineMode: boolean
  /** The current element has a line break in it. */
  sawNewline: boolean
  /** The last element stood on one line. */
  afterOneLine: boolean
  /** What stands between two elements with the start of the second (`},{"eventVersion":`); empty until one was seen. */
  separator: string
  /** Where the next separator is in `text`; negative if not searched yet, the length of the text if there is none. */
  nextSeparator: number
  /** Falls with each guess at an element's end that was wrong, rises with each that was right. */
  guessCredit: number
  /** Where the last element ended in `text`; 0 before the first. */
  lastEnd: number
  broken: boolean
  ended: boolean
}

/** So many wrong guesses in a row are made at most. */
export const MOST_CREDIT = 16

/** How far back a container's name is looked for: the name, the colon and some white space. */
export const RECENT_LENGTH = 256

/** The state before the first character. */
export function startScan(limits: DecodeLimits): ScanState {
  const position = { text: '', at: 0, from: 0, carried: '', recent: '' }
  const element = { depth: 0, inString: false, escaped: false, dropped: undefined, droppedLength: 0 }
  const lines = { lineMode: false, sawNewline: false, afterOneLine: false }
  const guess = { separator: '', nextSeparator: -1, guessCredit: MOST_CREDIT, lastEnd: 0 }
  const whole = { place: 'file', doing: 'between', broken: false, ended: false } as const
  return { limits, ...position, ...element, ...lines, ...guess, ...whole }
}

/** Appends a piece; what was looked at already is let go, but for the current element's part. */
export function feedScan(scan: ScanState, piece: string): void {
  if (scan.broken) return
  keepRecent(scan)
  if (scan.doing === 'element') keepElement(scan)
  scan.text = scan.at < scan.text.length ? scan.text.slice(scan.at) + piece : piece
  scan.at = 0
  scan.from = 0
  scan.nextSeparator = -1
  scan.lastEnd = 0
}

function keepRecent(scan: ScanState): void {
  const near = scan.text.slice(Math.max(0, scan.at - RECENT_LENGTH), scan.at)
  scan.recent = (scan.recent + near).slice(-RECENT_LENGTH)
}

function keepElement(scan: ScanState): void {
  if (scan.dropped !== undefined) {
    scan.droppedLength += scan.at - scan.from
    return
  }
  scan.carried += scan.text.slice(scan.from, scan.at)
  if (scan.carried.length > scan.limits.recordLength) dropElement(scan, 'giant')
}

/** Lets go of the element's text so far; only its length is still counted. */
export function dropElement(scan: ScanState, why: 'giant' | 'deep'): void {
  scan.droppedLength += scan.carried.length
  scan.carried = ''
  scan.dropped = why
}

/** Back to looking for the next element. */
export function leaveElement(scan: ScanState): void {
  scan.doing = 'between'
  scan.inString = false
  scan.escaped = false
  scan.depth = 0
  scan.carried = ''
  scan.dropped = undefined
  scan.droppedLength = 0
}

/** Ends the scan for good: nothing is looked at or said after this. */
export function breakOff(scan: ScanState, reason: BrokenReason): Scanned {
  scan.broken = true
  scan.carried = ''
  scan.text = ''
  return { kind: 'broken', reason }
}
