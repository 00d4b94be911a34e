/**
 * `npm run bench:store -- [--size 2GB] [--rounds 5] [--folder DIR] [--out bench]`
 * Measures an activity store: the ingest of large and of many small files, the same again when nothing is new, and a
 * policy from the store. Every run is a process of its own, as a user starts it; its processor time is that of all its
 * threads. Writes store.json and store.md. The machine may be busy: a bare `node` beside the others says how much.
 */
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { availableParallelism, cpus, loadavg, tmpdir, totalmem } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { openActivityStore } from '../../dist/adapters/activity-store/activity-store.js'
import { allActivity, selectionOf } from '../../dist/workflows/activity-query.js'
import { principalMatcher } from '../../dist/workflows/choose-principal.js'
import { makeCorpus } from './corpora.mjs'
import { reportStore } from './store-report.mjs'

const { values: options } = parseArgs({
  options: {
    size: { type: 'string', default: '2GB' },
    rounds: { type: 'string', default: '5' },
    folder: { type: 'string', default: join(tmpdir(), 'leastwise-bench') },
    out: { type: 'string', default: 'bench' },
  },
})
const rounds = Number(options.rounds)
const bytes = bytesOf(options.size)
const principal = 'marigold-web-task'
const work = mkdtempSync(join(tmpdir(), 'leastwise-bench-store-'))
const usage = join(work, 'usage.json')
/** What a process tells when it ends. */
const tells = `data:text/javascript,${encodeURIComponent(`
  import { writeFileSync } from 'node:fs'
  process.on('exit', () => {
    const { user, system } = process.cpuUsage()
    const { maxRSS } = process.resourceUsage()
    writeFileSync(${JSON.stringify(usage)}, JSON.stringify({ cpu: (user + system) / 1000, memory: maxRSS * 1024 }))
  })`)}`

/** Runs a process to its end: milliseconds by the clock and of processor time, bytes of memory at most. */
function run(args) {
  const start = performance.now()
  const { status } = spawnSync(process.execPath, ['--import', tells, ...args], {
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  const wall = performance.now() - start
  if (status !== 0) throw new Error(`${args.join(' ')} ended with status ${status}`)
  return { wall, ...JSON.parse(readFileSync(usage, 'utf8')) }
}

const ingest = (logs, store) => run(['bin/leastwise.js', 'ingest', logs, '--store', store, '--quiet'])
const generate = (store) => run(['bin/leastwise.js', 'generate', store, '--principal', principal, '--quiet'])

/** The rows of one principal from a store that was opened for them, in a process that is warm. */
async function query(path) {
  const [clock, before] = [performance.now(), process.cpuUsage()]
  const { activity } = await openActivityStore(path).read(
    selectionOf(allActivity),
    principalMatcher(principal),
  )
  const rows = activity.rows().length
  const { user, system } = process.cpuUsage(before)
  return { wall: performance.now() - clock, cpu: (user + system) / 1000, rows }
}

/** First and second ingest, and what the store answers. */
async function measured(corpus) {
  const logs = await makeCorpus(corpus, options.folder)
  const files = readdirSync(logs).map((name) => statSync(join(logs, name)).size)
  const store = join(work, `${corpus.name}.db`)
  const first = ingest(logs, store)
  console.error(`${corpus.name}: first ingest ${seconds(first)}`)
  const runs = { bare: [], second: [], generate: [], query: [] }
  await query(store)
  for (let round = 0; round < rounds; round++) {
    runs.bare.push(run(['-e', '0']))
    runs.second.push(ingest(logs, store))
    runs.generate.push(generate(store))
    runs.query.push(await query(store))
    console.error(`  again ${seconds(runs.second.at(-1))}, generate ${seconds(runs.generate.at(-1))}`)
  }
  const stored = files.reduce((sum, size) => sum + size, 0)
  return {
    ...{ corpus: corpus.name, bytes: corpus.bytes, files: files.length, stored },
    ...{ storeBytes: statSync(store).size, first, ...runs },
  }
}

function seconds({ wall, cpu }) {
  return `${(wall / 1000).toFixed(2)} s by the clock, ${(cpu / 1000).toFixed(2)} s of processor time`
}

function bytesOf(text) {
  const [, amount, unit] = /^([\d.]+)(KB|MB|GB)$/.exec(text) ?? []
  if (amount === undefined) throw new Error(`a size looks like 2GB, not ${text}`)
  return Number(amount) * { KB: 1e3, MB: 1e6, GB: 1e9 }[unit]
}

try {
  mkdirSync(options.folder, { recursive: true })
  const machine = {
    node: process.version,
    cpu: cpus()[0]?.model ?? 'unknown',
    processors: availableParallelism(),
    memory: totalmem(),
    loadBefore: loadavg()[0],
  }
  const results = [
    await measured({ name: `low-${options.size}`, cardinality: 'low', bytes, fileBytes: 5_000_000 }),
    await measured({
      name: 'small-files',
      cardinality: 'low',
      bytes: 44_000_000,
      fileBytes: 11_000,
      files: 4000,
    }),
  ]
  mkdirSync(options.out, { recursive: true })
  const all = { machine: { ...machine, loadAfter: loadavg()[0] }, results }
  writeFileSync(join(options.out, 'store.json'), `${JSON.stringify(all, undefined, 2)}\n`)
  reportStore(options.out)
} finally {
  rmSync(work, { recursive: true, force: true })
}
