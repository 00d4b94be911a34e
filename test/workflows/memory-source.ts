import type { Json } from '../../src/core/iam/json.js'
import { type LogFile, type RecordSource, UnreadableFile } from '../../src/workflows/ports.js'

/** A file that exists in memory alone. */
export interface MemoryFile {
  readonly name: string
  readonly text: string
  /** Given after the text: the file cannot be read to its end. */
  readonly breaks: { readonly reason: string; readonly message: string } | undefined
}

/** A log file with these elements in its `Records`, whatever they are. */
export function logFile(name: string, records: readonly Json[]): MemoryFile {
  return { name, text: JSON.stringify({ Records: records }), breaks: undefined }
}

/** A source of these files, in this order, in pieces of a few characters. */
export function memorySource(files: readonly MemoryFile[], pieceLength = 4096): RecordSource {
  return {
    list: async () => ({
      files: files.map((file) => asLogFile(file, pieceLength)),
      passedOver: {},
    }),
  }
}

function asLogFile({ name, text, breaks }: MemoryFile, pieceLength: number): LogFile {
  return {
    name,
    bytes: text.length,
    async *text() {
      for (let at = 0; at < text.length; at += pieceLength) yield text.slice(at, at + pieceLength)
      if (breaks !== undefined) throw new UnreadableFile(breaks.reason, breaks.message)
    },
  }
}
