/** One line of the log of the server. */
export interface LogEntry {
  readonly time: string
  readonly level: 'info' | 'warn' | 'error'
  readonly event: string
  readonly [field: string]: string | number | boolean | undefined
}

/** Where log entries go. */
export type Log = (entry: LogEntry) => void

/**
 * An entry as one line of JSON. Everything but printable ASCII is escaped: paths and names are the client's text and
 * must neither break a line nor speak to a terminal.
 */
export function logLine(entry: LogEntry): string {
  const text = JSON.stringify(entry).replaceAll(
    /[^\x20-\x7e]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
  return `${text}\n`
}
