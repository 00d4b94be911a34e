/** What is measured: each method reads all files and says what it came to. */
import { createHash } from 'node:crypto'
import { Worker } from 'node:worker_threads'
import { filesSource } from '../../dist/adapters/files/files-source.js'
import { foldWorkers } from '../../dist/adapters/fold-workers/fold-workers.js'
import { leavesOf } from '../../dist/core/activity/prefix-tree.js'
import { allActivity, questionOf } from '../../dist/workflows/activity-query.js'
import { principalMatcher } from '../../dist/workflows/choose-principal.js'
import { foldRecords } from '../../dist/workflows/fold-records.js'
import { silent } from '../../dist/workflows/ports.js'

/** Reads files on threads that were started before the clock. */
export async function baseline(method, files, threads) {
  const counter = new SharedArrayBuffer(4)
  const workers = Array.from(
    { length: threads },
    () => new Worker(new URL('./worker.mjs', import.meta.url), { workerData: { method, files, counter } }),
  )
  await Promise.all(workers.map(said))
  const clock = start()
  const done = workers.map(said)
  for (const worker of workers) worker.postMessage('go')
  const results = await Promise.all(done)
  const times = clock()
  await Promise.all(workers.map((worker) => worker.terminate()))
  const bytes = results.reduce((sum, one) => sum + one.bytes, 0)
  return { ...times, bytes }
}

function said(worker) {
  return new Promise((resolve, reject) => {
    worker.once('message', resolve)
    worker.once('error', reject)
  })
}

/** The fold as the command line runs it: threads, their start and the merge are inside the clock. */
export async function fold(folder, threads, principal) {
  const rowsOf = principal === undefined ? () => true : principalMatcher(principal)
  const question = questionOf(allActivity, rowsOf)
  const clock = start()
  const folder_ = threads === 0 ? undefined : foldWorkers({ workers: threads, fewestBytes: 0 })
  const { activity, reading } = await foldRecords(
    filesSource([folder]),
    allActivity,
    question,
    silent,
    folder_,
  )
  const times = clock()
  return { ...times, records: reading.recordsRead, left: reading.left.toRecord(), activity }
}

/** Everything an activity says, as one hash. */
export function activityHash(activity) {
  const plain = (_key, value) =>
    value instanceof Map
      ? [...value].sort(([a], [b]) => (a < b ? -1 : 1))
      : value instanceof Set
        ? [...value].sort()
        : value
  const rows = activity.rows().map((row) => ({
    ...row,
    unbounded: [...row.unbounded].sort().map(([key, tree]) => [key, tree.fixed, leavesOf(tree)]),
  }))
  const { principals, sightings, names, made, outside, runtimes, clients } = activity
  const said = [
    principals,
    sightings.all(),
    rows,
    [...names.arns()].sort(),
    [...names.profiles()].sort(),
    made.all(),
    outside,
    runtimes.all(),
    clients.all(),
  ]
  return createHash('sha256').update(JSON.stringify(said, plain)).digest('hex')
}

/** What DuckDB can count as well: events by service, Region and day. */
export function dailyCounts(activity) {
  const counts = new Map()
  for (const { eventSource, region, day, events } of activity.sightings.all()) {
    const key = `${eventSource} ${region} ${day}`
    counts.set(key, (counts.get(key) ?? 0) + events)
  }
  return hashOfCounts(counts)
}

/** @param {Map<string, number>} counts */
export function hashOfCounts(counts) {
  return createHash('sha256')
    .update(JSON.stringify([...counts].sort()))
    .digest('hex')
}

/** Wall clock and processor time of this process with all its threads, in milliseconds. */
export function start() {
  const [wall, cpu] = [performance.now(), process.cpuUsage()]
  return () => {
    const { user, system } = process.cpuUsage(cpu)
    return { wall: performance.now() - wall, cpu: (user + system) / 1000 }
  }
}
