import type { StoreContents } from '../../workflows/ports.js'
import { type Connection, rowsOf } from './database.js'
import { lineText, textInLine } from './line-text.js'

type StoredFiles = StoreContents['files']

/** How many files are one text: a row for each takes ten times as long, and all in one may be more than a text can hold. */
const filesInText = 10_000

/** The files that the store has read, by path. */
export async function readFiles(connection: Connection): Promise<StoredFiles> {
  const texts = await rowsOf<{ whole: string }>(
    connection,
    `SELECT string_agg(bytes || ' ' || modified || ' ' || ${lineText('path')}, chr(10)) AS whole
     FROM stored.file WHERE reason IS NULL GROUP BY rowid // ${filesInText}`,
  )
  const broken = await rowsOf<BrokenRow>(
    connection,
    `SELECT path, bytes::DOUBLE AS bytes, modified::DOUBLE AS modified, reason, detail FROM stored.file
     WHERE reason IS NOT NULL`,
  )
  const files = new Map<string, StoredFile>()
  for (const { whole } of texts) for (const line of whole.split('\n')) files.set(...fileIn(line))
  for (const { path, bytes, modified, reason, detail } of broken)
    files.set(path, { bytes, modified, broken: { reason, detail: detail ?? '' } })
  return files
}

type StoredFile = StoredFiles extends ReadonlyMap<string, infer File> ? File : never

interface BrokenRow {
  readonly path: string
  readonly bytes: number
  readonly modified: number
  readonly reason: string
  readonly detail: string | null
}

function fileIn(line: string): [path: string, file: StoredFile] {
  const afterBytes = line.indexOf(' ')
  const afterModified = line.indexOf(' ', afterBytes + 1)
  const bytes = Number(line.slice(0, afterBytes))
  const modified = Number(line.slice(afterBytes + 1, afterModified))
  return [textInLine(line.slice(afterModified + 1)), { bytes, modified, broken: undefined }]
}
