/**
 * Kills an ingest at random moments, runs it again, and compares what the store then says with a store that was made in
 * peace, record by record: `npm run kill -- [kills] [logs] [seed]`. Without logs, or with `simulated`, they come from the
 * simulator and are enough to be folded on threads. Needs a build.
 */
import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openActivityStore } from '../../dist/adapters/activity-store/activity-store.js'
import { filesSource } from '../../dist/adapters/files/files-source.js'
import { foldWorkers } from '../../dist/adapters/fold-workers/fold-workers.js'
import { leavesOf } from '../../dist/core/activity/prefix-tree.js'
import { ingest as ingestPlainly } from '../../dist/workflows/ingest.js'
import { silent } from '../../dist/workflows/ports.js'
import { report } from './report.mjs'

const [kills = '100', given = 'simulated', seed = String(Date.now() % 2 ** 31)] = process.argv.slice(2)
const folder = mkdtempSync(join(tmpdir(), 'leastwise-kill-'))
const logs = given === 'simulated' ? simulatedLogs() : given
/** Of so many files that an ingest has some twenty commits. */
const commitFiles = String(Math.max(4, Math.ceil(filesIn(logs).length / 20)))
/** A store is finished in peace after so many kills, and compared. */
const killsInARow = 4

/** Two months, some 50 MB of JSON. */
function simulatedLogs() {
  const out = join(folder, 'logs')
  const options = ['run', '-s', 'simulate', '--', '--out', out, '--size', '50MB']
  const { status } = spawnSync('npm', options, { stdio: ['ignore', 'ignore', 'inherit'] })
  if (status !== 0) throw new Error('the simulator failed')
  return out
}

/** @param {string} path */
function filesIn(path) {
  if (statSync(path).isFile()) return [path]
  return readdirSync(path, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.gz'))
}

/** How many files the threads fold when the same is ingested in this process, with the folder of the command. */
async function foldedOnThreads() {
  let folded = 0
  const threads = foldWorkers()
  const counting = {
    /** @param {Parameters<typeof threads.start>} given */
    start(...given) {
      const folding = threads.start(...given)
      if (folding === undefined) return undefined
      return {
        async next() {
          const file = await folding.next()
          if (file.kind === 'folded') folded += 1
          return file
        },
        settle: () => folding.settle(),
        finish: () => folding.finish(),
        close: () => folding.close(),
      }
    },
  }
  const store = openActivityStore(join(folder, 'threads.db'))
  await ingestPlainly(filesSource([logs]), store, {}, silent, async () => counting)
  return folded
}

let state = Number(seed)
function random() {
  state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
  return state / 2 ** 32
}

/**
 * Runs an ingest, killed after some milliseconds if they are given. Whether it came to its end by itself.
 *
 * @param {string} store
 * @param {number} [milliseconds]
 * @returns {Promise<boolean>}
 */
function ingest(store, milliseconds) {
  const args = [
    'bin/leastwise.js',
    'ingest',
    logs,
    '--store',
    store,
    '--commit-files',
    commitFiles,
    '--quiet',
  ]
  return new Promise((done, failed) => {
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'inherit'] })
    const timer =
      milliseconds === undefined ? undefined : setTimeout(() => child.kill('SIGKILL'), milliseconds)
    child.on('exit', (status, signal) => {
      clearTimeout(timer)
      if (signal === null && status !== 0) failed(new Error(`ingest ended with status ${status}`))
      else done(signal === null)
    })
  })
}

/**
 * All that a store says, as a hash: activity, and the events by which it recognizes others.
 *
 * @param {string} path
 */
async function contentsOf(path) {
  const store = openActivityStore(path)
  const everything = { start: undefined, end: undefined, regions: [], accounts: [] }
  const { activity, reading } = await store.read(everything, () => true)
  const { files, places } = await store.contents()
  const events = await store.eventsAt([...places])
  const rows = activity.rows().map((row) => ({
    ...row,
    evidence: { ...row.evidence, days: [...row.evidence.days].sort() },
    unbounded: [...row.unbounded].sort().map(([member, tree]) => [
      member,
      leavesOf(tree).map((leaf) => ({
        ...leaf,
        evidence: { ...leaf.evidence, days: [...leaf.evidence.days].sort() },
      })),
    ]),
    pending: row.pending && { ...row.pending, identifiers: [...row.pending.identifiers].sort() },
  }))
  const all = [
    [...activity.principals].sort(),
    activity.sightings.all(),
    rows,
    activity.names.arns(),
    activity.names.profiles(),
    activity.made.all(),
    activity.runtimes.all().map((one) => [one.arn, one.runtime, one.evidence.count]),
    [...files].sort(),
    [...events].sort().map(([place, parts]) => [place, parts.flatMap((part) => pairs(part)).sort()]),
    { ...reading, skipped: reading.skipped.toRecord() },
  ]
  return createHash('sha256').update(JSON.stringify(all)).digest('hex')
}

/** @param {Uint32Array} part */
function pairs(part) {
  return Array.from({ length: part.length / 2 }, (_, at) => `${part[2 * at]} ${part[2 * at + 1]}`)
}

const problems = []
let [killed, stores, finished] = [0, 0, 0]
try {
  const calm = join(folder, 'calm.db')
  const started = performance.now()
  await ingest(calm)
  const duration = performance.now() - started
  const plain = join(folder, 'plain.db')
  await ingestPlainly(filesSource([logs]), openActivityStore(plain), {}, silent)
  const expected = await contentsOf(plain)
  if ((await contentsOf(calm)) !== expected) problems.push('the store of the command says something else')
  const folded = await foldedOnThreads()
  if (given === 'simulated' && folded === 0) problems.push('no file was folded on threads')
  console.log(
    `kill: seed ${seed}, ${filesIn(logs).length} files, ${folded} folded on threads, ${Math.round(duration)} ms in peace`,
  )
  while (killed < Number(kills)) {
    const store = join(folder, `${stores}.db`)
    stores += 1
    for (let turn = 0; turn < killsInARow && killed < Number(kills); turn += 1) {
      if (await ingest(store, random() * duration)) finished += 1
      else killed += 1
    }
    await ingest(store)
    if ((await contentsOf(store)) !== expected)
      problems.push(`the store of turn ${stores} says something else`)
    rmSync(store, { force: true })
  }
} finally {
  rmSync(folder, { recursive: true, force: true })
}
report(
  'kill',
  problems,
  `${killed} kills of ${stores} stores (${finished} came too late), each says the same in the end`,
)
