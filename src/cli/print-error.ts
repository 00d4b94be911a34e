import type { Writable } from 'node:stream'
import { LeastwiseError } from '../workflows/errors.js'
import { terminalText } from './terminal-text.js'
import type { PrintedError } from './usage-error.js'

/** Two lines: `error[CODE]: sentence` and `hint: …`. The text may hold names from logs and is made safe. */
export function printError(error: PrintedError, stderr: Writable): void {
  stderr.write(`error[${error.code}]: ${terminalText(error.message)}\nhint: ${terminalText(error.hint)}\n`)
}

/** Any thrown value as an error to print. What was not expected is `INTERNAL`, with its own message. */
export function describeError(error: unknown): PrintedError {
  if (error instanceof LeastwiseError) return error
  const message = error instanceof Error ? `${error.name}: ${error.message}` : String(error)
  return {
    code: 'INTERNAL',
    message: `unexpected: ${message}`,
    hint: 'this is a fault in leastwise: please report it; LEASTWISE_DEBUG=1 adds where it happened',
  }
}
