/** What is measured: each method reads all files on so many threads and says what it came to. */
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { activityHash, dailyCounts, hashOfCounts, servicesOf } from './equal.mjs'

/**
 * @typedef {{ folder: string, threads: number, program?: string, hash?: boolean }} Work
 * @typedef {() => { wall: number, cpu: number, rss: number }} Clock stops it
 * @typedef {(work: Work, start: () => Clock) => Promise<Record<string, unknown>>} Method loads its modules, then starts the clock
 */

/** The principal that one is asked for: of some 4 % of the records. */
export const principal = 'arn:aws:iam::111122223333:role/app/marigold-web-task'

/** @type {Record<string, Method>} */
export const methods = {
  fold: (work, start) => fold(work, start),
  principal: (work, start) => fold(work, start, principal),
  plain: (work, start) => fold({ ...work, threads: 0 }, start),
  gunzip: (work, start) => baseline('gunzip', work, start),
  parse: (work, start) => baseline('parse', work, start),
  'plain-threads': (work, start) => baseline('plain', work, start),
  duckdb: async (work, start) => (await import('./duckdb.mjs')).duckdb(work, start),
  trailscraper: async (work, start) => (await import('./trailscraper.mjs')).commands(work, start),
  'trailscraper-once': async (work, start) => (await import('./trailscraper.mjs')).oneProcess(work, start),
}

/** The fold as the command line runs it; without threads it is the plain one. */
async function fold({ folder, threads, hash }, start, who) {
  const { filesSource } = await import('../../dist/adapters/files/files-source.js')
  const { foldWorkers } = await import('../../dist/adapters/fold-workers/fold-workers.js')
  const { allActivity, questionOf } = await import('../../dist/workflows/activity-query.js')
  const { principalMatcher } = await import('../../dist/workflows/choose-principal.js')
  const { foldRecords } = await import('../../dist/workflows/fold-records.js')
  const { silent } = await import('../../dist/workflows/ports.js')
  const question = questionOf(allActivity, who === undefined ? () => true : principalMatcher(who))
  const stop = start()
  const folder_ = threads === 0 ? undefined : foldWorkers({ workers: threads, fewestBytes: 0 })
  const { activity, reading } = await foldRecords(
    filesSource([folder]),
    allActivity,
    question,
    silent,
    folder_,
  )
  const facts = { ...stop(), records: reading.recordsRead, left: reading.left?.toRecord() ?? {} }
  const counts = hashOfCounts(dailyCounts(activity))
  return { ...facts, counts, services: servicesOf(activity), rows: hash ? activityHash(activity) : undefined }
}

/** Threads that take files from a shared counter, as many as the fold has. */
async function baseline(work, { folder, threads }, start) {
  const files = readdirSync(folder)
    .sort()
    .map((name) => join(folder, name))
  const stop = start()
  const counter = new SharedArrayBuffer(4)
  const workers = Array.from(
    { length: threads },
    () =>
      new Worker(new URL('./baseline-thread.mjs', import.meta.url), { workerData: { work, files, counter } }),
  )
  const results = await Promise.all(workers.map(said))
  return { ...stop(), bytes: results.reduce((sum, one) => sum + one.bytes, 0) }
}

function said(worker) {
  return new Promise((resolve, reject) => {
    worker.once('message', resolve)
    worker.once('error', reject)
  })
}
