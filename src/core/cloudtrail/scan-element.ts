import * as characters from './json-characters.js'
import { dropElement, leaveElement, RECENT_LENGTH, type Scanned, type ScanState } from './scan-state.js'

/** Constants of this module: a bundler or test runner may turn imported ones into property reads, too slow for the loops. */
const NEWLINE = characters.NEWLINE
const QUOTE = characters.QUOTE
const BACKSLASH = characters.BACKSLASH
const OPEN_ARRAY = characters.OPEN_ARRAY
const CLOSE_ARRAY = characters.CLOSE_ARRAY
const OPEN_OBJECT = characters.OPEN_OBJECT
const CLOSE_OBJECT = characters.CLOSE_OBJECT

/** Arrays directly inside a top-level object whose elements are handed out one by one. */
const CONTAINERS = ['"Records"', '"Events"', '"events"', '"logEvents"'] as const

/**
 * Goes on inside an element up to its end, up to the start of a container's array in it, or up to the end of the text.
 * The hot loop of every decode: structure is looked at here, strings in {@link skipString}.
 */
export function scanElement(scan: ScanState): Scanned | undefined {
  const text = scan.text
  let i = scan.at
  while (i < text.length) {
    if (scan.inString) {
      i = skipString(scan, i)
      if (scan.inString) return stopAt(scan, i)
      if (scan.depth === 0) return completeElement(scan, i)
    }
    i = skipStructure(scan, i)
    if (scan.depth === 0) return completeElement(scan, i)
    if (scan.inString || i >= text.length) continue
    return text.charCodeAt(i) === NEWLINE ? stopAt(scan, i) : openContainer(scan, i + 1)
  }
  scan.at = text.length
  return undefined
}

/** Past the closing quote (`inString` turns false), to a line break that needs a decision, or past the end. */
function skipString(scan: ScanState, start: number): number {
  const text = scan.text
  const length = text.length
  let i = scan.escaped ? start + 1 : start
  scan.escaped = false
  while (i < length) {
    const code = text.charCodeAt(i)
    if (code === BACKSLASH) i += 2
    else if (code === QUOTE) {
      scan.inString = false
      return i + 1
    } else {
      if (code === NEWLINE && isLineCut(scan, i)) return i
      i += 1
    }
  }
  scan.escaped = i > length
  return length
}

/**
 * To the start of the next string (`inString` turns true, past the quote), past the bracket that closes the element
 * (`depth` turns 0), to a container's `[`, to a line break that needs a decision, or to the end.
 */
function skipStructure(scan: ScanState, start: number): number {
  const text = scan.text
  const length = text.length
  let i = start
  let depth = scan.depth
  for (; i < length; i += 1) {
    const code = text.charCodeAt(i)
    if (code === QUOTE) {
      scan.inString = true
      i += 1
      break
    }
    if (code === OPEN_OBJECT || code === OPEN_ARRAY) {
      if (depth === 1 && code === OPEN_ARRAY && isContainer(scan, i)) break
      depth += 1
      if (depth > scan.limits.recordDepth) giveUpDepth(scan, i)
    } else if (code === CLOSE_OBJECT || code === CLOSE_ARRAY) {
      depth -= 1
      if (depth === 0) {
        i += 1
        break
      }
    } else if (code === NEWLINE && isLineCut(scan, i)) break
  }
  scan.depth = depth
  return i
}

/** Notes the line break; true if it may cut the element off: the file has one value a line and this is not its end. */
function isLineCut(scan: ScanState, i: number): boolean {
  scan.sawNewline = true
  if (!scan.lineMode || scan.place !== 'file') return false
  return i + 1 === scan.text.length ? !scan.ended : scan.text.charCodeAt(i + 1) === OPEN_OBJECT
}

/** At the end of the text, or at a line break: the next line decides, so the last character of a piece must wait. */
function stopAt(scan: ScanState, i: number): Scanned | undefined {
  scan.at = i
  if (i + 1 >= scan.text.length) return undefined
  leaveElement(scan)
  return { kind: 'cut-line' }
}

function giveUpDepth(scan: ScanState, i: number): void {
  if (scan.dropped !== undefined) return
  dropElement(scan, 'deep')
  scan.droppedLength += i - scan.from
  scan.from = i
}

function completeElement(scan: ScanState, end: number): Scanned | undefined {
  const length = scan.carried.length + scan.droppedLength + (end - scan.from)
  const why = scan.dropped ?? (length > scan.limits.recordLength ? 'giant' : undefined)
  const text = why === undefined ? scan.carried + scan.text.slice(scan.from, end) : ''
  scan.at = end
  scan.lastEnd = end
  leaveElement(scan)
  scan.afterOneLine = scan.place === 'file' && why === undefined && !scan.sawNewline
  if (why === undefined) return { kind: 'text', text }
  if (why === 'rest') return undefined
  return why === 'deep' ? { kind: 'deep' } : { kind: 'giant', length }
}

/** From here on the elements of the container's array are the elements. */
function openContainer(scan: ScanState, at: number): undefined {
  scan.at = at
  leaveElement(scan)
  scan.place = 'container'
  scan.lastEnd = 0
}

/** Whether the array that opens at `i` is the value of a container's key in a top-level object. */
function isContainer(scan: ScanState, i: number): boolean {
  if (scan.place !== 'file') return false
  const near = scan.text.slice(Math.max(0, i - RECENT_LENGTH), i)
  return endsWithContainerKey((scan.recent + near).slice(-RECENT_LENGTH))
}

function endsWithContainerKey(before: string): boolean {
  const member = before.trimEnd()
  if (!member.endsWith(':')) return false
  const key = member.slice(0, -1).trimEnd()
  return CONTAINERS.some(
    (name) => key.endsWith(name) && key.charCodeAt(key.length - name.length - 1) !== BACKSLASH,
  )
}
