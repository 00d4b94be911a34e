import { spawnSync } from 'node:child_process'
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { hostname, tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { openActivityStore } from '../../src/adapters/activity-store/activity-store.js'
import { pruneStore } from '../../src/adapters/activity-store/maintain.js'
import { filesSource } from '../../src/adapters/files/files-source.js'
import { foldWorkers } from '../../src/adapters/fold-workers/fold-workers.js'
import { ingest } from '../../src/workflows/ingest.js'
import { type FileFolder, FolderFailed, silent } from '../../src/workflows/ports.js'
import { logged } from '../activity/busy-records.js'
import { built, workers } from '../fold-workers/built-workers.js'
import { EXAMPLES } from '../simulator/trail.js'
import { elements, spread } from '../workflows/trails.js'
import { type BothStores, openBoth } from './ingest-both.js'

const folder = mkdtempSync(join(tmpdir(), 'leastwise-threads-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const repository = resolve(import.meta.dirname, '../..')
const trail = join(EXAMPLES, 'trail')
const trailFiles = readdirSync(trail, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.json.gz'))
  .sort()
  .map((name) => join(trail, name))
let made = 0
let logs: string
let both: BothStores

beforeEach(() => {
  made += 1
  logs = join(folder, `logs-${made}`)
  mkdirSync(logs)
  both = openBoth(join(folder, String(made)))
})

/** Writes a log file whose time of change is another one each time. */
function write(name: string, elementsOfIt: readonly unknown[]): string {
  const path = join(logs, name)
  const text = JSON.stringify({ Records: elementsOfIt })
  writeFileSync(path, name.endsWith('.gz') ? gzipSync(text) : text)
  made += 1
  utimesSync(path, 1_770_000_000 + made, 1_770_000_000 + made)
  return path
}

const read = (eventID: string | null, more = {}) =>
  logged('s3', 'GetBucketAcl', { eventID, requestParameters: { bucketName: 'b' }, ...more })

describe('an ingest on threads leaves the store that a plain one leaves', () => {
  it.each([undefined, 1, 6])(
    'of the example, a commit every %s files',
    async (commitFiles) => {
      const { events } = await both.put([trail], { commitFiles })
      expect(events).toBe(1848)
      expect(both.counted.folded).toBeGreaterThan(50)
      await both.expectSame()
      expect((await both.put([trail])).input.files.read).toBe(0)
      await both.expectSame()
    },
    120_000,
  )

  it('of files that come twice, late, and in overlapping parts', async () => {
    const copies = trailFiles.slice(20, 60)
    for (const [index, file] of copies.entries()) copyFileSync(file, join(logs, `${index}.json.gz`))
    await both.put(trailFiles.slice(30, 50), { commitFiles: 3 })
    await both.put([logs], { commitFiles: 7 })
    const last = await both.put([trail, logs], { commitFiles: 16 })
    expect(last.input.records.skipped['duplicate']).toBeGreaterThan(100)
    await both.expectSame()
  }, 120_000)

  it('of a store from which days were pruned', async () => {
    await both.put(trailFiles.slice(0, 40))
    for (const store of [both.fast, both.plain]) await pruneStore(store, '2026-03-03')
    for (const [index, file] of trailFiles.entries()) copyFileSync(file, join(logs, `${index}.json.gz`))
    const again = await both.put([logs], { commitFiles: 30 })
    expect(again.input.records.skipped['before-retention']).toBeGreaterThan(100)
    await both.expectSame()
  }, 120_000)

  it('of records that a kernel leaves, without eventIDs, and of files that cannot be read', async () => {
    const odd = [read(null), read(null), read('1', { eventTime: '2026-03-02T07:00:00.5Z' }), read('a"b')]
    write('a.json', [read('1'), ...odd, read('2'), read(null)])
    write('b.json.gz', [read('1'), ...odd, read('3')])
    write('c.json', [read('4'), 'no record'])
    writeFileSync(join(logs, 'd.json'), JSON.stringify({ Records: [read('5')] }).slice(0, -5))
    write('e.json', [read('5'), read('6', { eventTime: '2025-01-01T00:00:00Z' })])
    for (const commitFiles of [2, 1]) {
      await both.put([logs], { commitFiles })
      await both.expectSame()
      write('b.json.gz', [read(null), read('1'), ...odd, read('7')])
    }
    await pruneBoth('2026-01-01')
    write('f.json', [read(null, { eventTime: '2025-01-02T00:00:00Z' }), read('6'), read('8')])
    const last = await both.put([logs])
    expect(last.input.records.skipped['before-retention']).toBe(1)
    expect(both.counted.folded).toBeGreaterThan(3)
    expect(both.counted.left).toBeGreaterThan(1)
    await both.expectSame()
  }, 120_000)

  const pruneBoth = async (day: string) => {
    for (const store of [both.fast, both.plain]) await pruneStore(store, day)
  }

  it('whatever the logs hold and whichever files come first', async () => {
    await fc.assert(
      fc.asyncProperty(
        elements.chain(spread),
        fc.integer({ min: 1, max: 3 }),
        fc.boolean(),
        async (parts, commitFiles, back) => {
          made += 1
          logs = join(folder, `logs-${made}`)
          mkdirSync(logs)
          const one = openBoth(join(folder, String(made)))
          const paths = parts.map((part, at) => write(`${at}.json`, part))
          for (const path of back ? [...paths].reverse() : [logs]) await one.put([path], { commitFiles })
          await one.expectSame()
        },
      ),
      { numRuns: 6 },
    )
  }, 300_000)

  it('though its threads are full again and again', async () => {
    both = openBoth(join(folder, 'full'), threads({ room: 60_000 }))
    await both.put([trail], { commitFiles: 9 })
    await both.expectSame()
  }, 120_000)
})

const files = { module: built('kernel/kernel.wasm'), worker: built('adapters/fold-workers/worker.js') }
const threads = (more: object) => foldWorkers({ workers: 2, fewestBytes: 0, ...files, ...more })

describe('an ingest whose threads break', () => {
  /** Breaks before a file is asked for, or before a commit. */
  const breaking = (after: number, where: 'next' | 'settle'): FileFolder => ({
    start(...given) {
      const folding = workers().start(...given)!
      let left = after
      const counted = <T>(at: string, run: () => Promise<T>) => {
        if (at === where && left-- <= 0) return Promise.reject(new FolderFailed('broken'))
        return run()
      }
      return {
        next: () => counted('next', () => folding.next()),
        settle: () => counted('settle', () => folding.settle()),
        finish: () => folding.finish(),
        close: () => folding.close(),
      }
    },
  })

  it.each<[number, 'next' | 'settle']>([
    [25, 'next'],
    [3, 'settle'],
  ])('after %i times of %s goes on from the last commit and says so', async (after, where) => {
    await both.put(trailFiles.slice(0, 20))
    const put = (store: string, folder_?: FileFolder) =>
      ingest(filesSource([trail]), openActivityStore(store), { commitFiles: 6 }, silent, async () => folder_!)
    const fast = await put(both.fast, breaking(after, where))
    const plain = await ingest(
      filesSource([trail]),
      openActivityStore(both.plain),
      { commitFiles: 6 },
      silent,
    )
    expect(fast.input.warnings.join()).toContain('the threads that read files broke (broken)')
    expect({ ...fast.input, warnings: [] }).toEqual({ ...plain.input, warnings: [] })
    expect(fast.events).toBe(plain.events)
    await both.expectSame()
  })

  it('because they cannot start reads everything plainly', async () => {
    const worker = new URL('data:text/javascript,throw new Error("broken")')
    const folder_ = async () => threads({ worker })
    const { input } = await ingest(filesSource([trail]), openActivityStore(both.fast), {}, silent, folder_)
    expect(input.warnings.join()).toContain('broke (broken)')
    await ingest(filesSource([trail]), openActivityStore(both.plain), {}, silent)
    await both.expectSame()
  })
})

describe('two ingests at once', () => {
  it('are kept apart by a lock that names the other process', () => {
    writeFileSync(`${both.fast}.lock`, `${process.ppid} ${hostname()}\n`)
    const command = ['bin/leastwise.js', 'ingest', trail, '--store', both.fast]
    const { status, stderr } = spawnSync(process.execPath, command, { encoding: 'utf8', cwd: repository })
    expect(status).toBe(2)
    expect(stderr).toContain('error[STORE_LOCKED]')
    expect(stderr).toContain(`is being written by process ${process.ppid} on ${hostname()}`)
    expect(existsSync(both.fast)).toBe(false)
  })
})
