import type { DuckDBAppender } from '@duckdb/node-api'
import type { Connection } from './database.js'

/** A cell of a row: numbers are BIGINT columns. */
export type Cell = string | number | boolean | Uint8Array | null | undefined

/** Appends rows to a table of the store. Cells come in the order of the columns. */
export async function appendRows(
  connection: Connection,
  table: string,
  rows: Iterable<readonly Cell[]>,
  place: 'stored' | 'temp' = 'stored',
): Promise<void> {
  const appender = await connection.createAppender(
    table,
    ...(place === 'temp' ? ['main', 'temp'] : ['stored']),
  )
  for (const row of rows) {
    for (const cell of row) appendCell(appender, cell)
    appender.endRow()
  }
  appender.closeSync()
}

function appendCell(appender: DuckDBAppender, cell: Cell): void {
  if (cell === null || cell === undefined) appender.appendNull()
  else if (typeof cell === 'string') appender.appendVarchar(cell)
  else if (typeof cell === 'number') appender.appendBigInt(BigInt(cell))
  else if (typeof cell === 'boolean') appender.appendBoolean(cell)
  else appender.appendBlob(cell)
}
