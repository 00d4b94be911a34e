import { copyFileSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { openActivityStore } from '../../src/adapters/activity-store/activity-store.js'
import { withStore } from '../../src/adapters/activity-store/database.js'
import { exportStore, pruneStore, storeInfo } from '../../src/adapters/activity-store/maintain.js'
import { queryStore } from '../../src/adapters/activity-store/query.js'
import { filesSource } from '../../src/adapters/files/files-source.js'
import type { JsonObject } from '../../src/core/iam/json.js'
import { activity } from '../../src/workflows/activity.js'
import {
  type ActivityQuery,
  allActivity,
  questionOf,
  selectionOf,
} from '../../src/workflows/activity-query.js'
import { foldRecords } from '../../src/workflows/fold-records.js'
import { generate } from '../../src/workflows/generate.js'
import { type IngestOptions, ingest } from '../../src/workflows/ingest.js'
import { silent } from '../../src/workflows/ports.js'
import { principals } from '../../src/workflows/principals.js'
import { logged } from '../activity/busy-records.js'
import { EXAMPLES } from '../simulator/trail.js'
import { elements, spread } from '../workflows/trails.js'
import { sayingsOf } from './sayings.js'

const folder = mkdtempSync(join(tmpdir(), 'leastwise-store-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const trail = join(EXAMPLES, 'trail')
let made = 0
let store: string
let logs: string

beforeEach(() => {
  made += 1
  store = join(folder, `${made}.db`)
  logs = mkdtempSync(join(folder, 'logs-'))
})

const put = (inputs: readonly string[] | string, options: IngestOptions = {}) =>
  ingest(filesSource([inputs].flat()), openActivityStore(store), options, silent)

let changes = 0

/** Writes a log file whose time of change is another one each time. */
function write(name: string, records: readonly unknown[]): string {
  const path = join(logs, name)
  writeFileSync(path, JSON.stringify({ Records: records }))
  changes += 1
  utimesSync(path, 1_770_000_000 + changes, 1_770_000_000 + changes)
  return path
}

const fromLogs = async (inputs: readonly string[], query: ActivityQuery = allActivity) =>
  (
    await foldRecords(
      filesSource(inputs),
      query,
      questionOf(query, () => true),
      silent,
    )
  ).activity

const fromStore = async (query: ActivityQuery = allActivity) =>
  (await openActivityStore(store).read(selectionOf(query), () => true)).activity

const read = (eventID: string | null, more: JsonObject = {}) =>
  logged('s3', 'GetBucketAcl', { eventID, requestParameters: { bucketName: 'b' }, ...more })

const countOf = async () => (await fromStore()).rows().reduce((sum, { evidence }) => sum + evidence.count, 0)

describe('a store', () => {
  it('says what the logs say, in one commit or many', async () => {
    const plain = sayingsOf(await fromLogs([trail]))
    await put([trail])
    expect(sayingsOf(await fromStore())).toEqual(plain)
    store = `${store}-2`
    await put([trail], { commitFiles: 7 })
    expect(sayingsOf(await fromStore())).toEqual(plain)
    await pruneStore(store, undefined)
    expect(sayingsOf(await fromStore())).toEqual(plain)
  }, 120_000)

  it('says what the logs say, whatever they hold and whichever files come first', async () => {
    const files = elements.chain(spread)
    await fc.assert(
      fc.asyncProperty(
        files,
        fc.integer({ min: 1, max: 3 }),
        fc.boolean(),
        async (parts, commitFiles, back) => {
          made += 1
          store = join(folder, `${made}.db`)
          logs = mkdtempSync(join(folder, 'logs-'))
          const paths = parts.map((part, at) => write(`${at}.json`, part))
          for (const path of back ? [...paths].reverse() : [logs]) await put([path], { commitFiles })
          if (back) await pruneStore(store, undefined)
          expect(sayingsOf(await fromStore())).toEqual(sayingsOf(await fromLogs([logs])))
        },
      ),
      { numRuns: 12 },
    )
  }, 300_000)

  it('answers for whole days, Regions and accounts as the logs do', async () => {
    await put([trail])
    for (const query of [
      { start: '2026-03-03T00:00:00Z' },
      { end: '2026-03-03T00:00:00Z' },
      { start: '2026-03-03T00:00:00Z', end: '2026-03-04T00:00:00Z', regions: ['us-east-1'] },
      { accounts: ['111122223333'] },
    ]) {
      const whole = { ...allActivity, ...query }
      const [asked, plain] = [sayingsOf(await fromStore(whole)), sayingsOf(await fromLogs([trail], whole))]
      // Files of other days are not listed at all, and names are learned from what is read.
      expect({ ...asked, names: 0, outside: 0 }).toEqual({ ...plain, names: 0, outside: 0 })
    }
  }, 120_000)

  it('gives the same policies, reports, principals and activity as the logs', async () => {
    await put([trail])
    const [asked, plain] = [openActivityStore(store), filesSource([trail])]
    for (const principal of ['marigold-web-task', 'backup-operator', '*marigold*']) {
      const options = { principal, query: allActivity, includeDenied: false }
      const [one, other] = [await generate(asked, options, silent), await generate(plain, options, silent)]
      expect(one.documents).toEqual(other.documents)
      // A store keeps no times of day: it cannot tell what is called only while a runtime starts.
      const coverage = { ...other.report.coverage, startUp: null }
      expect({ ...one.report, files: 0 }).toEqual({ ...other.report, files: 0, coverage })
    }
    const who = { principal: undefined, query: allActivity }
    expect((await activity(asked, who, silent)).lines).toEqual((await activity(plain, who, silent)).lines)
    expect((await principals(asked, allActivity, silent)).principals).toEqual(
      (await principals(plain, allActivity, silent)).principals,
    )
  }, 120_000)

  it('refuses what it does not keep, and says that it keeps whole days', async () => {
    await put([write('a.json', [read('1')])])
    const asked = (query: Partial<ActivityQuery>) =>
      generate(
        openActivityStore(store),
        { principal: 'web', query: { ...allActivity, ...query }, includeDenied: false },
        silent,
      )
    await expect(asked({ session: '*' })).rejects.toMatchObject({ code: 'STORE_CANNOT_TELL' })
    await expect(asked({ userAgent: '*' })).rejects.toMatchObject({ code: 'STORE_CANNOT_TELL' })
    const { report } = await asked({ start: '2026-03-02T07:00:00Z' })
    expect(report.warnings.join()).toContain('keeps whole days')
  })
})

describe('a file', () => {
  it('is read once, and again when it has changed: then only new events count', async () => {
    const path = write('a.json', [read('1'), read('2'), read(null), read(null)])
    expect((await put([logs])).events).toBe(4)
    expect((await put([logs])).input.files).toMatchObject({ read: 0, passedOver: { ingested: 1 } })
    write('a.json', [read('2'), read('3'), read(null), read(null), read(null)])
    expect((await put([path])).events).toBe(2)
    expect(await countOf()).toBe(6)
  })

  it('is known again whatever its name', async () => {
    const records = [logged('s3', 'GetObject', { eventID: 'a' })]
    for (const name of ['two\nlines.json', '100%25.json', '%0A.json', ' 1 2 .json']) write(name, records)
    const first = await put(logs)
    expect([first.input.files.read, first.input.records.matched]).toEqual([4, 1])
    const second = await put(logs)
    expect([second.input.files.read, second.input.files.passedOver]).toEqual([0, { ingested: 4 }])
  })

  it('counts once under two names, wherever it lies', async () => {
    const path = write('a.json', [read('1'), read('2')])
    await put([path])
    copyFileSync(path, join(logs, 'copy.json'))
    expect((await put([logs])).events).toBe(0)
    expect(await countOf()).toBe(2)
  })

  it('that is broken counts for nothing, is named, and is read again when it is whole', async () => {
    const path = join(logs, 'a.json')
    writeFileSync(path, JSON.stringify({ Records: [read('1')] }).slice(0, -5))
    write('b.json', [read('2'), 'no record'])
    const first = await put([logs])
    expect(first.input.files.skipped).toHaveLength(1)
    expect(await countOf()).toBe(1)
    const { reading } = await openActivityStore(store).read(selectionOf(allActivity), () => true)
    expect(reading.filesSkipped.map(({ name }) => name)).toEqual([path])
    expect(reading.skipped.toRecord()).toEqual({ 'not-a-record': 1 })
    write('a.json', [read('1')])
    expect((await put([logs])).events).toBe(1)
    expect((await storeInfo(store)).brokenFiles).toBe(0)
  })

  it('that comes late is welcome: an event of an old day is counted, one that is there is not', async () => {
    await put([write('new.json', [read('n', { eventTime: '2026-06-01T00:00:00Z' }), read('o')])])
    expect(
      (await put([write('old.json', [read('o'), read('p', { eventTime: '2025-01-01T00:00:00Z' })])])).events,
    ).toBe(1)
    expect((await storeInfo(store)).firstDay).toBe('2025-01-01')
  })
})

describe('looking after a store', () => {
  it('pruned days are gone and are not taken in again', async () => {
    const old = read('1', { eventTime: '2026-01-01T00:00:00Z' })
    await put([write('a.json', [old, read('2')])])
    await pruneStore(store, '2026-02-01')
    expect(await storeInfo(store)).toMatchObject({
      events: 1,
      firstDay: '2026-03-02',
      keptFrom: '2026-02-01',
    })
    const again = await put([write('b.json', [old, read('3')])])
    expect(again.input.records.skipped).toEqual({ 'before-retention': 1 })
    expect(await countOf()).toBe(2)
  })

  it('a commit made from an old view of the store is refused', async () => {
    await put([write('a.json', [read('1')])])
    const old = openActivityStore(store)
    await old.contents()
    await put([write('b.json', [read('2')])])
    const source = filesSource([write('c.json', [read('2')])])
    const late = {
      ...old,
      contents: async () => ({ files: new Map(), places: new Set<string>(), keptFrom: undefined }),
    }
    await expect(ingest(source, late, {}, silent)).rejects.toMatchObject({ code: 'STORE_LOCKED' })
    expect(await countOf()).toBe(2)
  })

  it('keeps what requests carried; of what an older store has, nothing is known', async () => {
    const list = (eventID: string, prefix: string) =>
      logged('s3', 'ListObjects', { eventID, requestParameters: { bucketName: 'reports', prefix } })
    await put([write('a.json', [list('1', 'home/a/'), list('2', 'home/b/')])])
    const conditionsOf = async () => {
      const settings = { principal: 'web', query: allActivity, includeDenied: false }
      const conditions = new Set(['s3:prefix'])
      return (await generate(openActivityStore(store), { ...settings, conditions }, silent)).report
        .requestConditions
    }
    expect(await conditionsOf()).toMatchObject([{ values: ['home/a/', 'home/b/'], left: null }])
    await withStore(store, { mode: 'write' }, (connection) =>
      connection.run('DELETE FROM stored.value; UPDATE stored.meta SET version = 1'),
    )
    expect(await storeInfo(store)).toMatchObject({ version: 1 })
    expect(await conditionsOf()).toMatchObject([{ values: [] }])
    await put([write('b.json', [list('3', 'home/c/')])])
    expect(await storeInfo(store)).toMatchObject({ version: 3 })
    expect(await conditionsOf()).toMatchObject([
      { values: [], left: 'some calls are not known to have carried it' },
    ])
  })

  it('a file of something else, a newer store and a missing one have errors of their own', async () => {
    await expect(storeInfo(store)).rejects.toMatchObject({ code: 'STORE_NOT_FOUND' })
    await expect(put([write('a.json', [read('1')])])).resolves.toMatchObject({ events: 1 })
    await withStore(store, { mode: 'write' }, (connection) =>
      connection.run('UPDATE stored.meta SET version = 99'),
    )
    await expect(storeInfo(store)).rejects.toMatchObject({ code: 'STORE_VERSION' })
    store = write('b.db', [])
    await expect(put([trail])).rejects.toMatchObject({ code: 'STORE_INVALID' })
  })

  it('of the first version learns why calls were denied, from then on', async () => {
    const refused = (id: string, why: string) =>
      read(id, {
        errorCode: 'AccessDenied',
        errorMessage: `User: x is not authorized to perform: s3:GetBucketAcl on resource: arn:aws:s3:::b ${why}`,
      })
    const identity = 'because no identity-based policy allows the s3:GetBucketAcl action'
    await put([write('a.json', [refused('1', identity)])])
    const asItWas = `
      ALTER TABLE stored.activity DROP COLUMN denied_cause;
      UPDATE stored.meta SET version = 1;
      UPDATE stored.activity SET id = '00000000-0000-0000-0000-000000000001';
      UPDATE stored.calls SET id = '00000000-0000-0000-0000-000000000001';
    `
    await withStore(store, { mode: 'write' }, (connection) => connection.run(asItWas))
    await put([
      write('b.json', [
        refused('2', identity),
        refused('3', 'with an explicit deny in a service control policy'),
      ]),
    ])
    const { activity: kept } = await foldRecords(openActivityStore(store), allActivity, {}, silent)
    const causes = kept.rows().map(({ denied, evidence }) => `${denied?.cause} ${evidence.count}`)
    expect(causes.sort()).toEqual(['deny scp 1', 'no identity 1', 'undefined 1'])
  })

  it('is exported view by view', async () => {
    await put([write('a.json', [read('1')])])
    const paths = await exportStore(store, logs, 'parquet')
    expect(paths.map((path) => path.slice(logs.length + 1))).toEqual([
      'activity.parquet',
      'principals.parquet',
      'records.parquet',
      'names_used.parquet',
      'files.parquet',
    ])
  })
})

describe('SQL on a store', () => {
  beforeEach(() => put([write('a.json', [read('1'), read('2', { errorCode: 'AccessDenied' })])]))

  it('reads the views', async () => {
    const sql = 'SELECT event_name, outcome, day, calls FROM activity ORDER BY outcome'
    expect(await queryStore(store, sql)).toEqual({
      columns: ['event_name', 'outcome', 'day', 'calls'],
      rows: [
        ['GetBucketAcl', 'denied', '2026-03-02', 1],
        ['GetBucketAcl', 'succeeded', '2026-03-02', 1],
      ],
    })
  })

  it.each([
    "COPY activity TO 'out.csv'",
    "SELECT * FROM read_csv('/etc/passwd')",
    "SELECT * FROM read_text('/etc/passwd')",
    "SELECT * FROM '/etc/passwd'",
    "SELECT * FROM glob('/*')",
    "ATTACH 'other.db'",
    'SET enable_external_access = true',
    'SET threads = 1',
    'RESET lock_configuration',
    'INSTALL httpfs',
    "LOAD 'x'",
    'CREATE TABLE t AS SELECT 1',
    'CREATE TEMP TABLE t AS SELECT 1',
    'DELETE FROM stored.calls',
    'DROP VIEW activity',
    'SELECT 1; SELECT 2',
    "EXPORT DATABASE 'x'",
    'CHECKPOINT',
    'nonsense',
    '',
  ])('refuses %s', async (sql) => {
    await expect(queryStore(store, sql)).rejects.toMatchObject({ code: 'SQL_REFUSED' })
  })
})
