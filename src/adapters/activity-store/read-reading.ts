import { openCounts, type ReadingResult } from '../../workflows/ports.js'
import { type Connection, rowsOf } from './database.js'

/** Files that are alike in all that a reader must know of them: all that were read without loss are one row. */
interface FilesRow {
  readonly status: string
  readonly path: string | null
  readonly reason: string | null
  readonly detail: string | null
  readonly skipped: string
  readonly examples: string
  readonly files: number
}

/** What was read when the files were ingested; `records` came to something. */
export async function readReading(connection: Connection, records: number): Promise<ReadingResult> {
  const rows = await rowsOf<FilesRow>(
    connection,
    `SELECT status, CASE WHEN status = 'broken' OR skipped <> '{}' THEN path END AS path, reason, detail, skipped,
       examples, count(*)::DOUBLE AS files
     FROM stored.file GROUP BY ALL ORDER BY path`,
  )
  const skipped = openCounts()
  for (const one of rows)
    for (const [reason, count] of Object.entries(JSON.parse(one.skipped) as Record<string, number>))
      skipped.add(reason, count)
  const broken = rows.filter(({ status }) => status === 'broken')
  return {
    filesRead: rows.reduce((sum, { status, files }) => sum + (status === 'read' ? files : 0), 0),
    filesSkipped: broken.map(({ path, reason, detail }) => ({
      name: path ?? '',
      reason: reason ?? '',
      detail: detail ?? '',
    })),
    passedOver: {},
    recordsRead: records + skipped.total,
    skipped,
    examples: rows
      .flatMap((one) => (one.skipped === '{}' ? [] : (JSON.parse(one.examples) as string[])))
      .slice(0, 20),
  }
}
