/**
 * `npm run bench -- [--only NAME,…] [--rounds 7] [--threads 2] [--folder DIR] [--trailscraper PROGRAM] [--out bench]`
 * Measures the fold against baselines, checks that all that can be compared is equal, and writes results.json, README.md and
 * plots. Parts: those of parts.mjs by their names, `equal`, `growth-low`, `growth-high`; what is not run is kept from the
 * results that are there. The machine may be busy: only ratios within a round mean anything.
 */
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { availableParallelism, cpus, release, totalmem } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { corporaFolder, corpusOf, makeCorpus } from './corpora.mjs'
import { equalParts, growthSizes, parts } from './parts.mjs'
import { report } from './report.mjs'
import { measure, runRounds } from './rounds.mjs'

const { values: options } = parseArgs({
  options: {
    only: { type: 'string' },
    rounds: { type: 'string', default: '7' },
    'growth-rounds': { type: 'string', default: '3' },
    threads: { type: 'string', default: '2' },
    folder: { type: 'string', default: corporaFolder },
    trailscraper: { type: 'string' },
    out: { type: 'string', default: 'bench' },
  },
})
const threads = Number(options.threads)
const steps = new Map([
  ...parts.map((part) => [part.name, () => pairs(part)]),
  ['equal', equal],
  ['growth-low', () => growth('low')],
  ['growth-high', () => growth('high')],
])
const asked = options.only === undefined ? [...steps.keys()] : options.only.split(',')
const unknown = asked.filter((name) => !steps.has(name))
if (unknown.length > 0) throw new Error(`no part ${unknown}: there are ${[...steps.keys()].join(', ')}`)

mkdirSync(options.folder, { recursive: true })
mkdirSync(options.out, { recursive: true })
const file = join(options.out, 'results.json')
const machine = {
  cpu: cpus()[0]?.model ?? 'unknown',
  processors: availableParallelism(),
  memory: totalmem(),
  system: release(),
}
const run = { threads, kernel: kernelHash(), versions: await versions() }
const results = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')).parts ?? {}) : {}
for (const name of asked) {
  console.error(`${name}:`)
  results[name] = { ...run, ...(await steps.get(name)()) }
  // After each part, so that what was measured is kept if a later one fails.
  writeFileSync(file, `${JSON.stringify({ machine, parts: results }, undefined, 1)}\n`)
}
report(options.out)

async function pairs({ corpus, methods }) {
  const { work, facts } = await logs(corpus)
  const { rounds, missing } = await runRounds(methods, Number(options.rounds), work)
  const differing = differencesIn(rounds)
  if (differing.length > 0) process.exitCode = 1
  return { ...facts, rounds, missing, differing }
}

/** What two methods of a round say differently, of what both say. */
function differencesIn(rounds) {
  const differing = new Set()
  for (const { load: _, ...round } of rounds) {
    for (const [method, result] of Object.entries(round)) {
      for (const what of ['records', 'counts', 'services']) {
        const [own, other] = [result[what], round.fold[what]].map((value) => value && JSON.stringify(value))
        if (own !== undefined && other !== undefined && own !== other && method !== 'principal')
          differing.add(`${what} of ${method}`)
      }
    }
  }
  for (const one of differing) console.error(`  DIFFERENT: ${one}`)
  return [...differing]
}

/** All rows of the whole corpora, by the fold and by the plain fold. */
async function equal() {
  const checks = []
  for (const corpus of equalParts) {
    const { work, facts } = await logs(corpus)
    const [fast, plain] = [
      await measure('fold', { ...work, hash: true }),
      await measure('plain', { ...work, hash: true }),
    ]
    const isEqual = fast.rows === plain.rows
    console.error(`  ${corpus}: ${isEqual ? 'equal' : 'DIFFERENT'}; left: ${JSON.stringify(fast.left)}`)
    if (!isEqual) process.exitCode = 1
    checks.push({ ...facts, isEqual, records: fast.records, left: fast.left, fast, plain })
  }
  return { checks }
}

async function growth(cardinality) {
  const sizes = []
  for (const size of growthSizes)
    sizes.push(await logs(`${cardinality}-${size === '0.25GB' ? '250MB' : size}`))
  const points = sizes.map(({ facts }) => ({ ...facts, runs: [] }))
  // A round has every size once, so that a busy hour is in all of them.
  for (let round = 0; round < Number(options['growth-rounds']); round++) {
    for (const [index, { work }] of sizes.entries()) {
      const { wall, cpu, rss } = await measure('fold', work)
      points[index].runs.push({ wall, cpu, rss })
      console.error(
        `  ${points[index].corpus}: ${(cpu / 1000).toFixed(1)} s of processor time, ${(rss / 1e6).toFixed(0)} MB`,
      )
    }
  }
  return { points }
}

async function logs(name) {
  const corpus = corpusOf(name)
  const folder = await makeCorpus(corpus, options.folder)
  const files = readdirSync(folder)
  const stored = files.reduce((sum, one) => sum + statSync(join(folder, one)).size, 0)
  const facts = { corpus: name, bytes: corpus.bytes, files: files.length, stored }
  return { work: { folder, threads, program: options.trailscraper }, facts }
}

/** Which kernel it was: parts can be of different runs. */
function kernelHash() {
  const module = new URL('../../dist/kernel/kernel.wasm', import.meta.url)
  return createHash('sha256').update(readFileSync(module)).digest('hex').slice(0, 12)
}

async function versions() {
  const duckdb = await import('@duckdb/node-api').then(
    (api) => api.version(),
    () => undefined,
  )
  return { node: process.versions.node, v8: process.versions.v8, zlib: process.versions.zlib, duckdb }
}
