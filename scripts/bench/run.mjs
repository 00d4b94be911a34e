/**
 * `npm run bench -- [--size 250MB] [--pairs 7] [--threads 2] [--folder DIR] [--linear 0.25GB,0.5GB] [--small-slice 40MB]`
 * Measures the fold against baselines in interleaved pairs, checks that all that can be compared is equal, and writes
 * bench/results.json and bench/README.md. The machine may be busy: only ratios within a pair mean anything.
 */
import { mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { availableParallelism, cpus, release, tmpdir, totalmem } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { makeCorpus } from './corpora.mjs'
import { duckdb } from './duckdb.mjs'
import { activityHash, baseline, dailyCounts, fold } from './methods.mjs'
import { report } from './report.mjs'
import { trailscraper } from './trailscraper.mjs'

const { values: options } = parseArgs({
  options: {
    size: { type: 'string', default: '250MB' },
    slice: { type: 'string', default: '30MB' },
    pairs: { type: 'string', default: '7' },
    threads: { type: 'string', default: '2' },
    folder: { type: 'string', default: join(tmpdir(), 'leastwise-bench') },
    linear: { type: 'string', default: '' },
    trailscraper: { type: 'string' },
    out: { type: 'string', default: 'bench' },
  },
})
const threads = Number(options.threads)
const pairs = Number(options.pairs)
const size = bytesOf(options.size)
const slice = bytesOf(options.slice)
mkdirSync(options.folder, { recursive: true })

/** Large files are of 5 MB, small ones of 11 KB. Slow methods are measured on a slice, and the fold beside them too. */
const corpora = [
  { name: 'low', cardinality: 'low', bytes: size, fileBytes: 5_000_000 },
  { name: 'high', cardinality: 'high', bytes: size, fileBytes: 5_000_000 },
  { name: 'small-files', cardinality: 'low', bytes: 44_000_000, fileBytes: 11_000 },
  { name: 'low-slice', cardinality: 'low', bytes: slice, fileBytes: 5_000_000 },
  { name: 'high-slice', cardinality: 'high', bytes: slice, fileBytes: 5_000_000 },
].map((one) => ({ ...one, name: `${one.name}-${one.bytes}` }))

const results = []
const checks = []
for (const corpus of corpora) {
  const path = makeCorpus(corpus, options.folder)
  const files = readdirSync(path)
    .sort()
    .map((name) => join(path, name))
  const stored = files.reduce((sum, file) => sum + statSync(file).size, 0)
  const facts = { corpus: corpus.name, files: files.length, stored }
  console.error(`${corpus.name}: ${files.length} files, ${stored} bytes`)
  const run = {
    fold: () => fold(path, threads),
    principal: () => fold(path, threads, 'arn:aws:iam::111122223333:role/app/marigold-web-task'),
    gunzip: () => baseline('gunzip', files, threads),
    parse: () => baseline('parse', files, threads),
    plain: () => baseline('plain', files, threads),
    duckdb: () => duckdb(path, threads),
    trailscraper: () => trailscraper(options.trailscraper, path),
  }
  const isSlice = corpus.name.includes('slice')
  const against = isSlice
    ? ['plain', 'duckdb', 'trailscraper']
    : corpus.name.startsWith('small')
      ? ['gunzip']
      : ['gunzip', 'parse']
  await run.fold()
  for (const other of against) results.push({ ...facts, ...(await measured(run, 'fold', other)) })
  if (!isSlice) results.push({ ...facts, ...(await measured(run, 'principal', 'gunzip')) })
  if (isSlice) checks.push({ ...facts, ...(await checked(path)) })
}

const linear = []
for (const bytes of options.linear.split(',').filter(Boolean).map(bytesOf)) {
  const corpus = { name: `low-${bytes}`, cardinality: 'low', bytes, fileBytes: 5_000_000 }
  const path = makeCorpus(corpus, options.folder)
  const runs = []
  for (let run = 0; run < 3; run++) {
    const { wall, cpu } = await fold(path, threads)
    runs.push({ wall, cpu })
  }
  linear.push({ bytes, runs, rss: process.resourceUsage().maxRSS * 1024 })
  console.error(`linear ${bytes}: ${runs.map(({ cpu }) => cpu.toFixed(0)).join(' ')} ms of processor time`)
}

const machine = {
  node: process.version,
  cpu: cpus()[0]?.model ?? 'unknown',
  processors: availableParallelism(),
  memory: totalmem(),
  kernel: release(),
  threads,
  versions: { ...process.versions },
  maxRSS: process.resourceUsage().maxRSS * 1024,
}
mkdirSync(options.out, { recursive: true })
writeFileSync(
  join(options.out, 'results.json'),
  `${JSON.stringify({ machine, results, checks, linear }, undefined, 1)}\n`,
)
report(options.out)

/** Pairs, in turn the one and the other first. */
async function measured(run, one, other) {
  const rounds = []
  for (let pair = 0; pair < pairs; pair++) {
    const order = pair % 2 === 0 ? [one, other] : [other, one]
    const round = {}
    for (const method of order) {
      const result = await run[method]()
      if (result === undefined) return { one, other, rounds: [], why: `${other} is not installed` }
      round[method] = { wall: result.wall, cpu: result.cpu, bytes: result.bytes }
    }
    rounds.push(round)
    const { wall, cpu } = {
      wall: round[other].wall / round[one].wall,
      cpu: round[other].cpu / round[one].cpu,
    }
    console.error(
      `  ${one} against ${other}: ${wall.toFixed(2)} by the clock, ${cpu.toFixed(2)} by processor time`,
    )
  }
  return { one, other, rounds }
}

/** The same rows by the plain fold, and the same counts by DuckDB. */
async function checked(path) {
  const [fast, plain, duck] = [await fold(path, threads), await fold(path, 0), await duckdb(path, threads)]
  const rows = activityHash(fast.activity) === activityHash(plain.activity)
  const counts = duck === undefined ? undefined : duck.hash === dailyCounts(fast.activity)
  console.error(
    `  equal to the plain fold: ${rows}; to DuckDB's counts: ${counts}; left: ${JSON.stringify(fast.left)}`,
  )
  if (!rows) process.exitCode = 1
  return { rows, counts, records: fast.records, left: fast.left }
}

function bytesOf(text) {
  const [, amount, unit] = /^([\d.]+)(KB|MB|GB)$/.exec(text) ?? []
  if (amount === undefined) throw new Error(`a size looks like 250MB, not ${text}`)
  return Number(amount) * { KB: 1e3, MB: 1e6, GB: 1e9 }[unit]
}
