import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { compact } from './compact.js'
import { type Connection, rowsOf, withStore } from './database.js'
import { viewNames } from './schema.js'

/** What a store holds. */
export interface StoreInfo {
  readonly version: number
  /** Size of the file on disk. */
  readonly bytes: number
  readonly files: number
  readonly brokenFiles: number
  /** Events, each once; deliveries count the repeated ones too. */
  readonly events: number
  readonly deliveries: number
  readonly principals: number
  readonly activities: number
  readonly firstDay: string | null
  readonly lastDay: string | null
  /** The first day that was not pruned; `null` if nothing was. */
  readonly keptFrom: string | null
}

/** What a store holds. Throws as {@link withStore}. */
export async function storeInfo(path: string): Promise<StoreInfo> {
  const info = await withStore(path, { mode: 'read' }, async (connection) => {
    const [row] = await rowsOf<Omit<StoreInfo, 'bytes'>>(connection, infoQuery)
    return row!
  })
  return { bytes: (await stat(path)).size, ...info }
}

const infoQuery = `SELECT
  (SELECT version FROM stored.meta)::DOUBLE AS version,
  (SELECT count(*) FROM stored.file)::DOUBLE AS files,
  (SELECT count(*) FROM stored.file WHERE status = 'broken')::DOUBLE AS "brokenFiles",
  (SELECT coalesce(sum(events), 0) FROM stored.sighting)::DOUBLE AS events,
  (SELECT coalesce(sum(deliveries), 0) FROM stored.sighting)::DOUBLE AS deliveries,
  (SELECT count(DISTINCT arn) FROM stored.sighting)::DOUBLE AS principals,
  (SELECT count(DISTINCT id) FROM stored.calls)::DOUBLE AS activities,
  (SELECT min(day) FROM stored.sighting) AS "firstDay",
  (SELECT max(day) FROM stored.sighting) AS "lastDay",
  (SELECT kept_from FROM stored.meta) AS "keptFrom"`

/** Tables with a day, and of those that depend on them. */
const daily = ['sighting', 'calls', 'value', 'pending', 'made', 'runtime', 'event']

/**
 * Forgets the days before one (`YYYY-MM-DD`; none if undefined) for good: what was pruned is not taken in again. Then adds
 * up what is left, and gives the freed room back to the file.
 */
export async function pruneStore(path: string, before: string | undefined): Promise<void> {
  await withStore(path, { mode: 'write' }, async (connection) => {
    if (before !== undefined) await forgetBefore(connection, before)
    await compact(connection)
  })
}

async function forgetBefore(connection: Connection, before: string): Promise<void> {
  await connection.run('BEGIN')
  for (const table of daily) await connection.run(`DELETE FROM stored.${table} WHERE day < ?`, [before])
  await connection.run('DELETE FROM stored.activity WHERE id NOT IN (SELECT id FROM stored.calls)')
  await connection.run('DELETE FROM stored.principal WHERE arn NOT IN (SELECT arn FROM stored.sighting)')
  await connection.run(
    'UPDATE stored.meta SET commits = commits + 1, kept_from = greatest(coalesce(kept_from, ?), ?)',
    [before, before],
  )
  await connection.run('COMMIT')
}

/** What the views can be written as. */
export const exportFormats = ['parquet', 'csv'] as const

/** Writes every view into a folder that exists. Gives the paths, in the order of the views. */
export async function exportStore(
  path: string,
  folder: string,
  format: (typeof exportFormats)[number],
): Promise<readonly string[]> {
  return withStore(path, { mode: 'read' }, async (connection) => {
    const written: string[] = []
    for (const view of viewNames) {
      const target = join(folder, `${view}.${format}`)
      const quoted = `'${target.replaceAll("'", "''")}'`
      await connection.run(`COPY (FROM ${view} ORDER BY ALL) TO ${quoted} (FORMAT ${format})`)
      written.push(target)
    }
    return written
  })
}
