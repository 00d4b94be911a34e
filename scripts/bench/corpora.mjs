/**
 * The logs that the bench reads, made by the simulator and packed again: into large or small files, with as many
 * different requests as the simulator gives (high cardinality), or few of its records again and again under new
 * eventIDs and times (low cardinality). No file is a copy of another: events delivered before would be counted once.
 * `node scripts/bench/corpora.mjs [--folder DIR] low-250MB high-2GB small-files …` makes them and nothing else.
 */
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs, promisify } from 'node:util'
import { gunzipSync, gzip } from 'node:zlib'
import { bytesOf } from './sizes.mjs'

const day = 86_400_000
const firstDay = Date.parse('2026-01-01T00:00:00Z')
/** JSON that low cardinality repeats, and the days that it is spread over: larger logs are those of a busier account. */
const repeated = 6_000_000
const days = 60
const large = 5_000_000
const small = 11_000
const compress = promisify(gzip)
/** Compression runs on Node's threads; so many files are in memory at once. */
const atOnce = 4

export const corporaFolder = join(tmpdir(), 'leastwise-bench')

/**
 * @typedef {{ name: string, cardinality: 'low' | 'high', bytes: number, fileBytes: number, files?: number }} Corpus
 * @param {string} text `low-250MB`, `high-2GB`, or `small-files`: 4,000 files of 11 KB, of low cardinality
 * @returns {Corpus}
 */
export function corpusOf(text) {
  if (text === 'small-files')
    return { name: text, cardinality: 'low', bytes: 4000 * small, fileBytes: small, files: 4000 }
  const [, cardinality, size] = /^(low|high)-(.+)$/.exec(text) ?? []
  if (cardinality === undefined)
    throw new Error(`a corpus is low-250MB, high-250MB or small-files, not ${text}`)
  const bytes = bytesOf(size)
  return { name: text, cardinality, bytes, fileBytes: large }
}

/**
 * @param {Corpus} corpus
 * @param {string} folder where corpora are kept
 * @returns {Promise<string>} the folder of its files
 */
export async function makeCorpus(corpus, folder) {
  const path = join(folder, corpus.name)
  if (existsSync(path)) return path
  const making = `${path}.making-${process.pid}`
  mkdirSync(making, { recursive: true })
  const records = corpus.cardinality === 'low' ? lowRecords(corpus, folder) : highRecords(corpus, folder)
  await pack(records, corpus, making)
  // Whoever made the same at the same time made the same files.
  if (existsSync(path)) rmSync(making, { recursive: true })
  else renameSync(making, path)
  return path
}

/** Writes records as CloudTrail does, into files of about the size wanted. */
async function pack(records, corpus, folder) {
  const underway = []
  for (const [number, lines] of fileLines(records, corpus)) {
    const name = `111122223333_CloudTrail_eu-central-1_20260101T0000Z_${String(number).padStart(16, '0')}.json.gz`
    underway.push(writeCompressed(join(folder, name), `{"Records":[${lines.join(',')}]}`))
    if (underway.length >= atOnce) await underway.shift()
  }
  await Promise.all(underway)
}

async function writeCompressed(path, text) {
  await writeFile(path, await compress(text))
}

function* fileLines(records, { fileBytes, bytes, files = Number.POSITIVE_INFINITY }) {
  let [lines, size, number, total] = [[], 0, 0, 0]
  for (const line of records) {
    lines.push(line)
    size += line.length + 1
    total += line.length + 1
    if (size >= fileBytes) {
      yield [number++, lines]
      ;[lines, size] = [[], 0]
    }
    if (files === Number.POSITIVE_INFINITY ? total >= bytes : number === files) break
  }
  if (lines.length > 0) yield [number, lines]
}

function* highRecords({ bytes }, folder) {
  for (const record of simulated(bytes, folder)) yield JSON.stringify(record)
}

/** The same records once more each round, as other events at a later time; what was delivered twice still is. */
function* lowRecords({ bytes }, folder) {
  const base = []
  let size = 0
  for (const record of simulated(repeated, folder)) {
    base.push(record)
    size += JSON.stringify(record).length
    if (size > repeated) break
  }
  let written = 0
  for (let round = 0; ; round++) {
    const times = new Map()
    for (const record of base) {
      const time = new Date(firstDay + Math.min(1, written / bytes) * days * day)
      const eventTime = times.get(record.eventID) ?? `${time.toISOString().slice(0, 19)}Z`
      times.set(record.eventID, eventTime)
      const eventID = uuid(`${round} ${record.eventID}`)
      const requestID = record.requestID === undefined ? undefined : uuid(`${round} ${record.requestID}`)
      const line = JSON.stringify({ ...record, eventTime, eventID, requestID })
      written += line.length + 1
      yield line
    }
  }
}

function uuid(text) {
  const hex = createHash('md5').update(text).digest('hex')
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')
}

function* simulated(bytes, folder) {
  const out = join(folder, `simulated-${bytes}`)
  if (!existsSync(join(out, 'truth.json'))) {
    const { status } = spawnSync(
      'npm',
      ['run', '-s', 'simulate', '--', '--out', out, '--size', `${bytes / 1e6}MB`],
      { stdio: ['ignore', 'ignore', 'inherit'] },
    )
    if (status !== 0) throw new Error('the simulator failed')
  }
  const files = readdirSync(out, { recursive: true, encoding: 'utf8' }).filter(
    (name) => name.endsWith('.json.gz') && !name.includes('Digest'),
  )
  for (const file of files.sort())
    yield* JSON.parse(gunzipSync(readFileSync(join(out, file))).toString()).Records
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { folder: { type: 'string', default: corporaFolder } },
  })
  mkdirSync(values.folder, { recursive: true })
  for (const name of positionals) console.log(await makeCorpus(corpusOf(name), values.folder))
}
