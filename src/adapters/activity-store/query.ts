import { LeastwiseError } from '../../workflows/ports.js'
import { firstLine, withStore } from './database.js'
import { loadDuckDB } from './duckdb.js'
import { viewNames } from './schema.js'

/** A value of an answer: numbers beyond 2^53 and everything that JSON has no word for are text. */
export type QueryValue = null | boolean | number | string

/** The answer to a query. */
export interface QueryAnswer {
  readonly columns: readonly string[]
  readonly rows: readonly (readonly QueryValue[])[]
}

/**
 * Runs one SELECT on a store that is opened for reading and sealed: no file, network, extension or setting can be
 * reached from the SQL. https://duckdb.org/docs/stable/operations_manual/securing_duckdb/overview
 * Throws SQL_REFUSED with what DuckDB says, and as `withStore`.
 */
export async function queryStore(path: string, sql: string): Promise<QueryAnswer> {
  return withStore(path, { mode: 'read', sealed: true }, async (connection) => {
    await connection.run('SET lock_configuration = true')
    try {
      const statements = await connection.extractStatements(sql)
      if (statements.count !== 1) throw new Error(`it has ${statements.count} statements, and one is run`)
      const { StatementType } = loadDuckDB()
      const prepared = await statements.prepare(0)
      if (prepared.statementType !== StatementType.SELECT && prepared.statementType !== StatementType.EXPLAIN)
        throw new Error('only SELECT is run: a store is for reading here')
      const answer = await prepared.runAndReadAll()
      return { columns: answer.columnNames(), rows: answer.getRowsJS().map((row) => row.map(plain)) }
    } catch (error) {
      throw refused((error as Error).message)
    }
  })
}

function plain(value: unknown): QueryValue {
  if (value === null || value === undefined) return null
  if (typeof value === 'number' || typeof value === 'boolean' || typeof value === 'string') return value
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : String(value)
  if (value instanceof Date) return value.toISOString().replace('.000Z', 'Z').replace('T00:00:00Z', '')
  if (value instanceof Uint8Array) return Buffer.from(value).toString('hex')
  return JSON.stringify(value, (_, inner) => (typeof inner === 'bigint' ? String(inner) : inner))
}

function refused(message: string): LeastwiseError {
  const views = viewNames.map((name) => `\`${name}\``).join(', ')
  const hint = `the views are ${views}; docs/store.md says what is in them`
  return new LeastwiseError('SQL_REFUSED', `the SQL cannot be run: ${firstLine(message)}`, hint)
}
