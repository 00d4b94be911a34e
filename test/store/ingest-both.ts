import { expect } from 'vitest'
import { openActivityStore } from '../../src/adapters/activity-store/activity-store.js'
import { rowsOf, withStore } from '../../src/adapters/activity-store/database.js'
import { filesSource } from '../../src/adapters/files/files-source.js'
import { type IngestOptions, type IngestResult, ingest } from '../../src/workflows/ingest.js'
import { type FileFolder, type FileFolding, type RecordSource, silent } from '../../src/workflows/ports.js'
import { workers } from '../fold-workers/built-workers.js'

/** Ingests once on threads and once plainly, into two stores that have to stay the same. */
export interface BothStores {
  /** By their paths. */
  readonly fast: string
  readonly plain: string
  /** Files that threads folded up to now, and files that they left. */
  readonly counted: { folded: number; left: number }
  /** Gives what the ingest said, which is the same of both. */
  put(inputs: readonly string[], options?: IngestOptions): Promise<IngestResult>
  /** Expects that both stores hold the same. */
  expectSame(): Promise<void>
}

/** Two stores that are not there yet. */
export function openBoth(path: string, folder: FileFolder = workers()): BothStores {
  const [fast, plain] = [`${path}-fast.db`, `${path}-plain.db`]
  const counted = { folded: 0, left: 0 }
  const run = (source: RecordSource, store: string, options: IngestOptions, threads?: FileFolder) =>
    ingest(source, openActivityStore(store), options, silent, threads && (async () => threads))
  return {
    ...{ fast, plain, counted },
    async put(inputs, options = {}) {
      const result = await run(filesSource(inputs), fast, options, counting(folder, counted))
      expect(result).toEqual(await run(filesSource(inputs), plain, options))
      return result
    },
    async expectSame() {
      expect(await contentsOf(fast)).toEqual(await contentsOf(plain))
    },
  }
}

function counting(folder: FileFolder, counted: BothStores['counted']): FileFolder {
  return {
    start(...given) {
      const folding = folder.start(...given)
      return folding && countingRun(folding, counted)
    },
  }
}

function countingRun(folding: FileFolding, counted: BothStores['counted']): FileFolding {
  return {
    async next() {
      const file = await folding.next()
      counted[file.kind] += 1
      return file
    },
    settle: () => folding.settle(),
    finish: () => folding.finish(),
    close: () => folding.close(),
  }
}

/** Every table of a store, sorted; the events by which others are recognized place by place. */
export async function contentsOf(path: string): Promise<Record<string, readonly string[]>> {
  const said: Record<string, readonly string[]> = {}
  await withStore(path, { mode: 'read' }, async (connection) => {
    const tables = await rowsOf<{ name: string }>(
      connection,
      "SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'stored'",
    )
    for (const { name } of tables.filter((table) => table.name !== 'event'))
      said[name] = (await rowsOf(connection, `SELECT * FROM stored.${name}`)).map(textOf).sort()
  })
  const store = openActivityStore(path)
  const events = await store.eventsAt([...(await store.contents()).places])
  said['event'] = [...events].map(([place, parts]) => `${place} ${parts.flatMap(pairs).sort()}`).sort()
  return said
}

function textOf(row: unknown): string {
  return JSON.stringify(row, (_, value) => (typeof value === 'bigint' ? String(value) : value))
}

function pairs(part: Uint32Array): string[] {
  return Array.from({ length: part.length / 2 }, (_, at) => `${part[2 * at]} ${part[2 * at + 1]}`)
}
