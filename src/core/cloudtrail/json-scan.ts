import { guessElement } from './guess-element.js'
import {
  CLOSE_ARRAY,
  CLOSE_OBJECT,
  COMMA,
  endsToken,
  isBlank,
  NEWLINE,
  OPEN_ARRAY,
  OPEN_OBJECT,
  QUOTE,
} from './json-characters.js'
import type { DecodeLimits } from './limits.js'
import { scanElement } from './scan-element.js'
import { breakOff, feedScan, type Scanned, type ScanState, startScan } from './scan-state.js'

/** Feed pieces, take what they complete, then `end`. Nothing is looked at before `next` is called. */
export interface JsonScanner {
  feed(piece: string): void
  end(): void
  /** The next thing found; `undefined` when more text is needed or, after `end`, when all is said. */
  next(): Scanned | undefined
}

/**
 * Finds the elements of a JSON text without building it: counts brackets outside strings and cuts out each element.
 * Knows whole values one after another (JSON lines, pretty-printed or not), top-level arrays, and the arrays of
 * `Records`, `Events`, `events` and `logEvents` in top-level objects. Keeps at most one element's text. An element
 * need not be valid JSON: the caller parses it.
 */
export function scanJson(limits: DecodeLimits): JsonScanner {
  const scan = startScan(limits)
  return {
    feed: (piece) => feedScan(scan, piece),
    end: () => {
      scan.ended = true
    },
    next: () => nextScanned(scan),
  }
}

function nextScanned(scan: ScanState): Scanned | undefined {
  while (!scan.broken && scan.at < scan.text.length) {
    const before = scan.at
    const found = step(scan)
    if (found !== undefined) return found
    // A line break at the very end of a piece waits for what the next line is.
    if (scan.at === before) return undefined
  }
  return scan.ended && !scan.broken ? lastWord(scan) : undefined
}

function step(scan: ScanState): Scanned | undefined {
  if (scan.doing === 'element') return scanElement(scan)
  return scan.doing === 'token' ? scanToken(scan) : scanBetween(scan)
}

function lastWord(scan: ScanState): Scanned | undefined {
  if (scan.doing === 'token') return endToken(scan)
  return scan.doing === 'element' || scan.place !== 'file' ? breakOff(scan, 'truncated') : undefined
}

function scanBetween(scan: ScanState): Scanned | undefined {
  const text = scan.text
  while (scan.at < text.length) {
    const code = text.charCodeAt(scan.at)
    if (code === NEWLINE && scan.afterOneLine) scan.lineMode = true
    else if (code === OPEN_ARRAY && scan.place === 'file') scan.place = 'array'
    else if (code !== COMMA && !isBlank(code)) return beginAt(scan, code)
    scan.at += 1
  }
  return undefined
}

function beginAt(scan: ScanState, code: number): Scanned | undefined {
  if (code === CLOSE_ARRAY || code === CLOSE_OBJECT) return closePlace(scan, code)
  if (code === OPEN_OBJECT && scan.place !== 'file') {
    const guessed = guessElement(scan)
    if (guessed !== undefined) return guessed
  }
  if (code === OPEN_OBJECT || code === OPEN_ARRAY || code === QUOTE) beginElement(scan, code)
  else scan.doing = 'token'
  scan.afterOneLine = false
  scan.at += 1
  return undefined
}

function beginElement(scan: ScanState, code: number): void {
  scan.doing = 'element'
  scan.inString = code === QUOTE
  scan.depth = code === QUOTE ? 0 : 1
  scan.from = scan.at
  scan.sawNewline = false
}

/** After a container's array its object goes on, without being kept: it may hold another container. */
function closePlace(scan: ScanState, code: number): Scanned | undefined {
  if (scan.place === 'file' || code !== CLOSE_ARRAY) return breakOff(scan, 'mismatched-bracket')
  scan.at += 1
  if (scan.place === 'container') {
    scan.doing = 'element'
    scan.depth = 1
    scan.from = scan.at
    scan.dropped = 'rest'
  }
  scan.place = 'file'
  return undefined
}

/** A bare word or number: up to the next separator in an array, up to the end of the line between values. */
function scanToken(scan: ScanState): Scanned | undefined {
  const text = scan.text
  for (; scan.at < text.length; scan.at += 1) {
    const code = text.charCodeAt(scan.at)
    if (scan.place === 'file' ? code === NEWLINE : endsToken(code)) return endToken(scan)
  }
  return undefined
}

function endToken(scan: ScanState): Scanned {
  scan.doing = 'between'
  return { kind: 'token' }
}
