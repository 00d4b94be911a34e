import { parseElement } from './bounded-json.js'
import { scanCsv } from './csv-scan.js'
import { type RowReader, rowReaderFor } from './csv-table.js'
import { excerpt } from './excerpt.js'
import { scanJson } from './json-scan.js'
import { type DecodeLimits, defaultLimits } from './limits.js'
import { lookupEventIn } from './lookup-repair.js'
import type { CloudTrailRecord } from './record.js'
import type { Scanned } from './scan-state.js'
import { type BrokenReason, brokenReasons, type SkipReason } from './skip-reasons.js'
import { type Unwrapped, unwrap } from './unwrap.js'

/**
 * What was found in a file, in order. `index` counts from 0; for the common files it is the place in `Records`.
 * `broken` comes at most once and last: the file cannot be read further, and what came before stays valid.
 */
export type Decoded =
  | { readonly kind: 'record'; readonly record: CloudTrailRecord; readonly index: number }
  | { readonly kind: 'skipped'; readonly reason: SkipReason; readonly index: number; readonly detail: string }
  | {
      readonly kind: 'broken'
      readonly reason: BrokenReason
      readonly index: number
      readonly detail: string
    }

/** Decodes one file from pieces of its text. */
export interface Decoder {
  /**
   * Takes the next piece, of any size and cut anywhere, and gives what it completes. Work is done while iterating;
   * what one iteration leaves behind comes first in the next, so nothing is lost by leaving a loop early.
   */
  push(text: string): Iterable<Decoded>
  /** Says that there is no more text, and gives the rest. */
  end(): Iterable<Decoded>
}

/** A format's own decoder: feed, take until `undefined`, end, take again. */
interface Format {
  feed(piece: string): void
  end(): void
  next(): Found | undefined
}

type Found = readonly (Unwrapped | { readonly kind: 'broken'; readonly reason: BrokenReason })[]

/**
 * Reads CloudTrail records from every shape they are found in: log files (`{"Records": […]}`), arrays, single events
 * and events one after another, LookupEvents output, EventBridge and CloudWatch Logs envelopes, Athena results and the
 * console's event history as CSV. The shape is told from the text, never from a file name. Memory is bounded by the
 * largest record and the piece at hand.
 */
export function openDecoder(limits: DecodeLimits = defaultLimits): Decoder {
  let format: Format | undefined
  let index = 0
  let ready: Decoded[] = []

  function detected(text: string): void {
    const start = format === undefined ? skipBlank(text) : 0
    if (start === text.length) return
    format ??= isJson(text.charCodeAt(start)) ? jsonFormat(limits) : csvFormat(limits)
    format.feed(start === 0 ? text : text.slice(start))
  }

  function* drain(): Iterable<Decoded> {
    for (;;) {
      while (ready.length > 0) yield ready.shift()!
      const found = format?.next()
      if (found === undefined) return
      ready = found.map(numbered)
    }
  }

  function numbered(found: Found[number]): Decoded {
    const at = index
    index += 1
    if (found.kind === 'record') return { kind: 'record', record: found.record, index: at }
    if (found.kind === 'skipped') return { ...found, index: at }
    return { ...found, index: at, detail: brokenReasons[found.reason] }
  }

  return {
    push(text) {
      detected(text)
      return drain()
    },
    end() {
      format?.end()
      return drain()
    },
  }
}

/** The first character that is neither white space nor a byte order mark. */
function skipBlank(text: string): number {
  let i = 0
  while (i < text.length && (text.charCodeAt(i) <= 32 || text.charCodeAt(i) === 0xfeff)) i += 1
  return i
}

function isJson(code: number): boolean {
  return code === 123 || code === 91
}

function jsonFormat(limits: DecodeLimits): Format {
  const scanner = scanJson(limits)
  return {
    feed: scanner.feed,
    end: scanner.end,
    next() {
      const scanned = scanner.next()
      return scanned === undefined ? undefined : foundIn(scanned, limits)
    },
  }
}

function foundIn(scanned: Scanned, limits: DecodeLimits): Found {
  switch (scanned.kind) {
    case 'value':
      return unwrap(scanned.value, limits)
    case 'text':
      return foundInText(scanned.text, limits)
    case 'giant':
      return [skipped('giant-record', `${scanned.length} characters`)]
    case 'deep':
      return [skipped('too-deep', `more than ${limits.recordDepth} levels`)]
    case 'token':
      return [skipped('not-a-record', 'found a bare word or number')]
    case 'cut-line':
      return [skipped('malformed-record', 'the line ends in the middle of a value')]
    case 'broken':
      return [scanned]
  }
}

function foundInText(text: string, limits: DecodeLimits): Found {
  const parsed = parseElement(text)
  if (parsed.kind === 'value') return unwrap(parsed.value, limits)
  const event = lookupEventIn(text)
  return event === undefined ? [skipped(parsed.reason, excerpt(text))] : unwrap(event, limits)
}

function skipped(reason: SkipReason, detail: string): Unwrapped {
  return { kind: 'skipped', reason, detail }
}

/** The first row must be a header that we know; a file under any other header is refused as one. */
function csvFormat(limits: DecodeLimits): Format {
  const scanner = scanCsv(limits)
  let reader: RowReader | undefined
  let refused = false

  function readHeader(fields: readonly string[]): Found {
    reader = rowReaderFor(fields, limits)
    if (reader !== undefined) return []
    return refuse(fields.length > 1 ? 'unknown-csv' : 'unknown-text', excerpt(fields.join(',')))
  }

  function refuse(reason: SkipReason, detail: string): Found {
    refused = true
    return [skipped(reason, detail)]
  }

  function next(): Found | undefined {
    const row = refused ? undefined : scanner.next()
    if (row === undefined) return undefined
    if (row.kind === 'truncated') {
      return reader === undefined ? refuse('unknown-text', '') : [{ kind: 'broken', reason: 'truncated' }]
    }
    if (row.kind === 'giant')
      return reader === undefined ? refuse('unknown-text', '') : [skipped('giant-record', '')]
    if (reader === undefined) return readHeader(row.fields)
    const object = reader(row.fields)
    return object === undefined
      ? [skipped('malformed-record', 'not one field a column')]
      : unwrap(object, limits)
  }

  return { feed: (piece) => (refused ? undefined : scanner.feed(piece)), end: scanner.end, next }
}
