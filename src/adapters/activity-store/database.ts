import { open } from 'node:fs/promises'
import type { DuckDBConnection } from '@duckdb/node-api'
import { LeastwiseError } from '../../workflows/ports.js'
import { loadDuckDB } from './duckdb.js'
import { migrations, oldestReadable, storeVersion } from './schema.js'

/** A connection to a store that is open. */
export type Connection = DuckDBConnection

/** How a store may be opened. */
export interface OpenSettings {
  readonly mode: 'read' | 'write'
  /** How long to wait for another process, in milliseconds. Default: 30,000. */
  readonly patience?: number
  /** Nothing outside the file can be read or written. Default: false. */
  readonly sealed?: boolean
}

const defaultPatience = 30_000
/** A small store is read by one thread: waking others costs more processor time than they take over. */
const rowsForThreads = 500_000

/**
 * Opens the store, runs, and closes it again. A process that writes has the file for itself, so nobody keeps a store open
 * for longer than one commit or one question: that is what lets others read while logs are ingested.
 * Throws STORE_NOT_FOUND (reading), STORE_INVALID, STORE_VERSION, STORE_LOCKED.
 */
export async function withStore<T>(
  path: string,
  settings: OpenSettings,
  run: (connection: Connection) => Promise<T>,
): Promise<T> {
  const kind = await fileKind(path)
  if (kind === 'other') throw invalid(path, 'it is not a DuckDB file')
  if (kind === 'missing' && settings.mode === 'read') throw notFound(path)
  const instance = await openInstance(path, settings)
  try {
    const connection = await instance.connect()
    try {
      const meta = await readMeta(connection)
      await checkVersion(connection, meta?.version, path, settings)
      if (settings.mode === 'read' && (meta?.compacted ?? 0) > rowsForThreads)
        await connection.run('RESET threads')
      return await run(connection)
    } finally {
      connection.closeSync()
    }
  } finally {
    instance.closeSync()
  }
}

/** What lies at a path: DuckDB files have `DUCK` at their ninth byte. https://duckdb.org/docs/stable/internals/storage */
export async function fileKind(path: string): Promise<'store' | 'other' | 'missing'> {
  const file = await open(path).catch(() => undefined)
  if (file === undefined) return 'missing'
  try {
    const { bytesRead, buffer } = await file.read(Buffer.alloc(12), 0, 12, 0)
    if (bytesRead === 0) return 'missing'
    return buffer.toString('latin1', 8, 12) === 'DUCK' ? 'store' : 'other'
  } catch {
    return 'other'
  } finally {
    await file.close()
  }
}

const pauseMilliseconds = 50

async function openInstance(path: string, { mode, sealed, patience = defaultPatience }: OpenSettings) {
  const { DuckDBInstance } = loadDuckDB()
  const options = {
    ...(mode === 'read' ? { access_mode: 'READ_ONLY', threads: '1' } : { access_mode: 'READ_WRITE' }),
    ...(sealed === true
      ? {
          enable_external_access: 'false',
          allow_community_extensions: 'false',
          autoload_known_extensions: 'false',
        }
      : {}),
  }
  for (let waited = 0; ; waited += pauseMilliseconds) {
    try {
      return await DuckDBInstance.create(path, options)
    } catch (error) {
      const message = (error as Error).message
      if (!message.includes('Could not set lock')) throw invalid(path, firstLine(message))
      if (waited >= patience) throw locked(path, /PID (\d+)/.exec(message)?.[1])
      await new Promise((resolve) => setTimeout(resolve, pauseMilliseconds))
    }
  }
}

async function checkVersion(
  connection: Connection,
  version: number | undefined,
  path: string,
  { mode }: OpenSettings,
): Promise<void> {
  if (version === undefined || version > storeVersion) {
    throw version === undefined
      ? invalid(path, 'it is a DuckDB file of something else')
      : newer(path, version)
  }
  if (version === storeVersion) return
  if (mode === 'read' && version === 0) throw notFound(path)
  if (mode === 'read' && version >= oldestReadable) return
  for (const migration of migrations.slice(version)) {
    await connection.run('BEGIN')
    await connection.run(migration)
    await connection.run('COMMIT')
  }
}

/** What a store says of itself. */
interface Meta {
  /** 0 for an empty database. */
  readonly version: number
  /** Rows of the tables that grow, at the last compaction. */
  readonly compacted: number
}

/** `undefined` of a database that is not ours. What fails for want of the table is asked why. */
async function readMeta(connection: Connection): Promise<Meta | undefined> {
  try {
    const [meta] = await rowsOf<Meta>(
      connection,
      'SELECT version, compacted::DOUBLE AS compacted FROM stored.meta',
    )
    return meta
  } catch (error) {
    const [tables] = await rowsOf<{ ours: number; all: number }>(
      connection,
      `SELECT count(*) FILTER (table_schema = 'stored' AND table_name = 'meta')::DOUBLE AS ours, count(*)::DOUBLE AS all
       FROM information_schema.tables`,
    )
    if (tables === undefined || tables.all === 0) return { version: 0, compacted: 0 }
    if (tables.ours === 0) return undefined
    throw error
  }
}

/** The rows of a query as objects. Big integers must be cast to DOUBLE in the query. */
export async function rowsOf<T>(
  connection: Connection,
  sql: string,
  values?: readonly string[],
): Promise<T[]> {
  const reader = await connection.runAndReadAll(sql, values === undefined ? undefined : [...values])
  return reader.getRowObjectsJS() as T[]
}

/** The first line of what DuckDB says, without its advice. */
export function firstLine(message: string): string {
  return message.split('\n', 1)[0]!.slice(0, 300)
}

function notFound(path: string): LeastwiseError {
  const hint = `make one with \`leastwise ingest <inputs> --store ${path}\``
  return new LeastwiseError('STORE_NOT_FOUND', `there is no activity store at \`${path}\``, hint)
}

function invalid(path: string, why: string): LeastwiseError {
  const hint = 'name another file; a store can be made again from the logs at any time'
  return new LeastwiseError('STORE_INVALID', `\`${path}\` cannot be used as an activity store: ${why}`, hint)
}

function newer(path: string, version: number): LeastwiseError {
  const message = `\`${path}\` is a store of version ${version}, and this leastwise knows version ${storeVersion}`
  return new LeastwiseError('STORE_VERSION', message, 'use the newer leastwise, or make the store again')
}

function locked(path: string, pid: string | undefined): LeastwiseError {
  const who = pid === undefined ? 'another process' : `process ${pid}`
  const hint = 'wait until it has finished; other verbs wait half a minute by themselves'
  return new LeastwiseError('STORE_LOCKED', `\`${path}\` is in use by ${who}`, hint)
}
