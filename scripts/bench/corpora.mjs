/**
 * The logs that the bench reads, made by the simulator and packed again: into large or small files, with as many
 * different requests as the simulator gives (high cardinality), or few of its records again and again under new
 * eventIDs and times (low cardinality).
 */
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'

const day = 86_400_000
const firstDay = Date.parse('2026-01-01T00:00:00Z')
/** JSON that low cardinality repeats. */
const repeated = 6_000_000

/**
 * @typedef {{ name: string, cardinality: 'low' | 'high', bytes: number, fileBytes: number }} Corpus
 * @param {Corpus} corpus
 * @param {string} folder where corpora are kept
 */
export function makeCorpus(corpus, folder) {
  const path = join(folder, corpus.name)
  if (existsSync(path)) return path
  const making = `${path}.making`
  mkdirSync(making, { recursive: true })
  const records = corpus.cardinality === 'low' ? lowRecords(corpus, folder) : highRecords(corpus, folder)
  pack(records, corpus, making)
  renameSync(making, path)
  return path
}

/** Writes records as CloudTrail does, into files of about the size wanted. */
function pack(records, { fileBytes, bytes }, folder) {
  let [lines, size, number, total] = [[], 0, 0, 0]
  const write = () => {
    const name = `111122223333_CloudTrail_eu-central-1_20260101T0000Z_${String(number++).padStart(16, '0')}.json.gz`
    writeFileSync(join(folder, name), gzipSync(`{"Records":[${lines.join(',')}]}`))
    ;[lines, size] = [[], 0]
  }
  for (const line of records) {
    lines.push(line)
    size += line.length + 1
    total += line.length + 1
    if (size >= fileBytes) write()
    if (total >= bytes) break
  }
  if (lines.length > 0) write()
}

function* highRecords({ bytes }, folder) {
  for (const record of simulated(bytes, folder)) yield JSON.stringify(record)
}

/** The same records once more each round, as other events at a later time. */
function* lowRecords(_corpus, folder) {
  const base = []
  let size = 0
  for (const record of simulated(repeated, folder)) {
    base.push(record)
    size += JSON.stringify(record).length
    if (size > repeated) break
  }
  for (let round = 0; ; round++) {
    for (const [index, record] of base.entries()) {
      const time = new Date(firstDay + (round % 60) * day + Math.floor((index / base.length) * day))
      const eventTime = `${time.toISOString().slice(0, 19)}Z`
      yield JSON.stringify({
        ...record,
        eventTime,
        eventID: uuid(`${round} ${index}`),
        requestID: uuid(`r${round} ${index}`),
      })
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
      {
        stdio: ['ignore', 'ignore', 'inherit'],
      },
    )
    if (status !== 0) throw new Error('the simulator failed')
  }
  const files = readdirSync(out, { recursive: true, encoding: 'utf8' }).filter(
    (name) => name.endsWith('.json.gz') && !name.includes('Digest'),
  )
  for (const file of files.sort())
    yield* JSON.parse(gunzipSync(readFileSync(join(out, file))).toString()).Records
}
