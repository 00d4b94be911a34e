import type { ActivityStore, StoreContents } from '../../workflows/ports.js'
import { type Connection, fileKind, rowsOf, withStore } from './database.js'
import { readFiles } from './read-files.js'
import { every, oneOf } from './scope.js'

/**
 * An activity store in a file. The file is opened for every call anew, and DuckDB is loaded by the first. What writes and
 * reads activities is loaded when there are any: most often, an ingest finds nothing new.
 */
export function openActivityStore(path: string): ActivityStore {
  let commits: number | undefined
  return {
    path,
    async contents() {
      if ((await fileKind(path)) === 'missing') {
        commits = 0
        return { files: new Map(), places: new Set(), keptFrom: undefined }
      }
      return withTables(path, async (connection) => {
        const meta = await readMeta(connection)
        commits = meta.commits
        return readContents(connection, meta.keptFrom)
      })
    },
    async eventsAt(places) {
      if (places.length === 0 || (await fileKind(path)) === 'missing') return new Map()
      return withStore(path, { mode: 'read' }, (connection) => readEvents(connection, places))
    },
    async commit(batch) {
      const { commitBatch } = await import('./commit.js')
      const { compactWhenDue } = await import('./compact.js')
      await withStore(path, { mode: 'write' }, async (connection) => {
        commits = await commitBatch(connection, batch, commits ?? 0)
        await compactWhenDue(connection, 1)
      })
    },
    async finish() {
      const { compactWhenDue } = await import('./compact.js')
      await withStore(path, { mode: 'write' }, (connection) => compactWhenDue(connection, 0.1))
    },
    async read(selection, rowsOf_) {
      const { readActivity } = await import('./read-activity.js')
      const { readReading } = await import('./read-reading.js')
      return withStore(path, { mode: 'read' }, async (connection) => {
        const activity = await readActivity(connection, selection, rowsOf_)
        const records = activity.sightings.all().reduce((sum, { deliveries }) => sum + deliveries, 0)
        const reading = await readReading(connection, records + activity.outside)
        return { activity, reading }
      })
    },
  }
}

/** A store that was begun and never committed to has no tables yet: making them is no harm. */
async function withTables<T>(path: string, run: (connection: Connection) => Promise<T>): Promise<T> {
  try {
    return await withStore(path, { mode: 'read' }, run)
  } catch (error) {
    const { code } = error as { code?: string }
    if (code !== 'STORE_NOT_FOUND' && code !== 'STORE_VERSION') throw error
    return withStore(path, { mode: 'write' }, run)
  }
}

async function readMeta(connection: Connection) {
  const [meta] = await rowsOf<{ commits: number; kept_from: string | null }>(
    connection,
    'SELECT commits::DOUBLE AS commits, kept_from FROM stored.meta',
  )
  return { commits: meta?.commits ?? 0, keptFrom: meta?.kept_from ?? undefined }
}

async function readContents(connection: Connection, keptFrom: string | undefined): Promise<StoreContents> {
  const places = await rowsOf<{ place: string }>(
    connection,
    "SELECT DISTINCT day || ' ' || place AS place FROM stored.event",
  )
  return {
    files: await readFiles(connection),
    places: new Set(places.map(({ place }) => place)),
    keptFrom,
  }
}

const placesAtOnce = 500

async function readEvents(
  connection: Connection,
  places: readonly string[],
): Promise<ReadonlyMap<string, readonly Uint32Array[]>> {
  const found = new Map<string, Uint32Array[]>()
  for (let at = 0; at < places.length; at += placesAtOnce) {
    const some = places.slice(at, at + placesAtOnce)
    const days = oneOf('day', [...new Set(some.map((place) => place.slice(0, 10)))])
    const here = every([days, oneOf("day || ' ' || place", some)])
    const rows = await rowsOf<{ place: string; prints: Buffer }>(
      connection,
      `SELECT day || ' ' || place AS place, prints FROM stored.event WHERE ${here.sql}`,
      here.values,
    )
    for (const { place, prints } of rows) {
      const copy = new Uint8Array(prints)
      const list = found.get(place) ?? []
      list.push(new Uint32Array(copy.buffer, 0, copy.byteLength / 4))
      found.set(place, list)
    }
  }
  return found
}
