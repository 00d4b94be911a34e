import type { DecodeLimits } from './limits.js'

/** One row, or why there is none. */
export type CsvRow =
  | { readonly kind: 'row'; readonly fields: readonly string[] }
  | { readonly kind: 'giant' }
  | { readonly kind: 'truncated' }

/** Feed pieces, take rows, then `end`. */
export interface CsvScanner {
  feed(piece: string): void
  end(): void
  next(): CsvRow | undefined
}

interface CsvState {
  readonly limits: DecodeLimits
  text: string
  at: number
  field: string
  fields: string[]
  /** Length of the row so far, kept or not. */
  length: number
  quoted: boolean
  /** The last character was a quote that either closes the field or is the first of a doubled one. */
  quotePending: boolean
  ended: boolean
}

const QUOTE = 34
const COMMA = 44
const NEWLINE = 10

/**
 * RFC 4180 rows: fields in quotes may hold commas, line breaks and doubled quotes; lines end with LF or CRLF; the last
 * line may lack its end. Empty lines are passed over. Keeps at most one row's text.
 */
export function scanCsv(limits: DecodeLimits): CsvScanner {
  const row = { field: '', fields: [], length: 0, quoted: false, quotePending: false }
  const csv: CsvState = { limits, text: '', at: 0, ...row, ended: false }
  return {
    feed(piece) {
      csv.text = csv.at < csv.text.length ? csv.text.slice(csv.at) + piece : piece
      csv.at = 0
    },
    end() {
      csv.ended = true
    },
    next: () => nextRow(csv),
  }
}

function nextRow(csv: CsvState): CsvRow | undefined {
  while (csv.at < csv.text.length) {
    if (csv.quoted && !csv.quotePending) takeQuoted(csv)
    else {
      const row = takePlain(csv)
      if (row !== undefined) return row
    }
  }
  return csv.ended ? lastRow(csv) : undefined
}

function lastRow(csv: CsvState): CsvRow | undefined {
  if (csv.quoted && !csv.quotePending) {
    clearRow(csv)
    return { kind: 'truncated' }
  }
  return csv.length === 0 ? undefined : endRow(csv)
}

/** Takes everything up to the next quote at once. */
function takeQuoted(csv: CsvState): void {
  const quote = csv.text.indexOf('"', csv.at)
  keep(csv, quote === -1 ? csv.text.length : quote)
  if (quote === -1) return
  csv.quotePending = true
  csv.at += 1
}

function takePlain(csv: CsvState): CsvRow | undefined {
  const code = csv.text.charCodeAt(csv.at)
  if (csv.quotePending) {
    csv.quotePending = false
    if (code === QUOTE) {
      keep(csv, csv.at + 1)
      return undefined
    }
    csv.quoted = false
  }
  if (code === QUOTE && csv.field === '') openQuotes(csv)
  else if (code === COMMA) endField(csv)
  else if (code === NEWLINE) return endLine(csv)
  else keep(csv, endOfPlain(csv.text, csv.at))
  return undefined
}

function openQuotes(csv: CsvState): void {
  csv.quoted = true
  csv.at += 1
  csv.length += 1
}

function keep(csv: CsvState, end: number): void {
  csv.length += end - csv.at
  if (csv.length <= csv.limits.recordLength) csv.field += csv.text.slice(csv.at, end)
  csv.at = end
}

function endField(csv: CsvState): void {
  csv.at += 1
  csv.length += 1
  if (csv.length <= csv.limits.recordLength) csv.fields.push(csv.field)
  csv.field = ''
}

function endLine(csv: CsvState): CsvRow | undefined {
  csv.at += 1
  if (csv.field.endsWith('\r')) csv.field = csv.field.slice(0, -1)
  if (csv.fields.length > 0 || csv.field !== '' || csv.length > 1) return endRow(csv)
  clearRow(csv)
  return undefined
}

function endRow(csv: CsvState): CsvRow {
  csv.fields.push(csv.field)
  const fits = csv.length <= csv.limits.recordLength
  const row: CsvRow = fits ? { kind: 'row', fields: csv.fields } : { kind: 'giant' }
  clearRow(csv)
  return row
}

function clearRow(csv: CsvState): void {
  csv.field = ''
  csv.fields = []
  csv.length = 0
  csv.quoted = false
  csv.quotePending = false
}

/** The end of plain text that starts at `from`, which is at least one character. */
function endOfPlain(text: string, from: number): number {
  let i = from + 1
  while (i < text.length) {
    const code = text.charCodeAt(i)
    if (code === COMMA || code === NEWLINE || code === QUOTE) break
    i += 1
  }
  return i
}
