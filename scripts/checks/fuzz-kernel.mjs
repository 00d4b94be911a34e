/**
 * Holds the kernel against the plain fold on changed files: `npm run fuzz:kernel -- [--files 100000] [--minutes 20] [--jobs 2]
 * [--seed N]`. Files are tried in chunks, each in a process of its own, until so many were tried or so many minutes have gone; a
 * seed always tries the same files. Chunks without a difference are added to bench/kernel-mutations.json, beside the hash of
 * the kernel that they tried, so that it is known how many the present one has passed.
 */
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'

const { values: options } = parseArgs({
  options: {
    files: { type: 'string' },
    minutes: { type: 'string' },
    jobs: { type: 'string', default: '1' },
    seed: { type: 'string', default: String(Date.now() % 2 ** 20) },
  },
})
const kept = 'bench/kernel-mutations.json'
const filesAChunk = 25_000
/** A chunk takes a minute; one that takes so long hangs. */
const longest = 30 * 60_000

const wanted = Number(options.files ?? (options.minutes === undefined ? 100_000 : Number.POSITIVE_INFINITY))
const end =
  options.minutes === undefined ? Number.POSITIVE_INFINITY : Date.now() + 60_000 * Number(options.minutes)
const kernel = kernelHash()
let [begun, nextSeed, hasFailed] = [0, Number(options.seed), false]

const running = new Set()
process.once('SIGINT', () => {
  for (const group of running) stop(group)
  process.exit(130)
})

await Promise.all(Array.from({ length: Number(options.jobs) }, work))
console.log(`fuzz:kernel: ${said(readKept())}`)
if (hasFailed) process.exitCode = 1

async function work() {
  while (begun < wanted && Date.now() < end && !hasFailed) {
    const chunk = { kernel, seed: nextSeed++, files: Math.min(filesAChunk, wanted - begun) }
    begun += chunk.files
    const { status, output } = await run(chunk)
    if (status === 0) keep({ ...chunk, left: leftIn(output) })
    else {
      hasFailed = true
      console.error(output)
      console.error(
        `fuzz:kernel: failed (${status}). To try the same files again: npm run fuzz:kernel -- --files ${chunk.files} --seed ${chunk.seed}`,
      )
    }
  }
}

function run({ seed, files }) {
  const test = 'test/fold-workers/kernel-mutations.test.ts'
  const args = [join('node_modules', 'vitest', 'vitest.mjs'), 'run', '--project', 'unit', test]
  const env = {
    ...process.env,
    LEASTWISE_KERNEL_MUTATIONS: String(files),
    LEASTWISE_KERNEL_SEED: String(seed),
  }
  // A group of its own: what hangs is a child of the child.
  const child = spawn(process.execPath, args, { env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] })
  running.add(child.pid)
  const timer = setTimeout(() => stop(child.pid), longest)
  const pieces = []
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (piece) => pieces.push(piece))
  return new Promise((resolve) => {
    child.on('close', (code, signal) => {
      clearTimeout(timer)
      running.delete(child.pid)
      resolve({ status: code ?? signal, output: Buffer.concat(pieces).toString() })
    })
  })
}

function stop(group) {
  process.kill(-group, 'SIGKILL')
}

/** How many files the kernel left to the plain path, by its reasons, as the test prints it. */
function leftIn(output) {
  const [, left] = /files, left: (\{.*\})/.exec(output) ?? []
  if (left === undefined) throw new Error(`the test did not say what it tried:\n${output}`)
  return JSON.parse(left)
}

function readKept() {
  return JSON.parse(readFileSync(kept, 'utf8'))
}

/** The sums are of the chunks: nothing is counted by hand. */
function keep(chunk) {
  // The same seed with the same kernel tries the same files, which count once.
  const isSame = (one) => one.kernel === chunk.kernel && one.seed === chunk.seed
  const known = readKept().chunks
  const same = known.find(isSame)
  if (same !== undefined && same.files >= chunk.files) return
  const chunks = [...known.filter((one) => !isSame(one)), chunk]
  const sum = (some) => some.reduce((total, { files }) => total + files, 0)
  const [present, earlier] = [true, false].map((is) =>
    sum(chunks.filter((one) => (one.kernel === kernel) === is)),
  )
  writeFileSync(
    kept,
    `${JSON.stringify({ kernel, files: present, ofEarlierKernels: earlier, chunks }, undefined, 2)}\n`,
  )
  console.log(`fuzz:kernel: seed ${chunk.seed}, ${chunk.files} files the same. ${said(readKept())}`)
}

function said({ files, ofEarlierKernels, kernel: of }) {
  return of === kernel
    ? `${files} files passed by this kernel, ${ofEarlierKernels} by earlier ones`
    : `none passed by this kernel, ${files + ofEarlierKernels} by earlier ones`
}

/** What is tried: the module as it was built, and what runs around it. */
function kernelHash() {
  const host = 'src/adapters/fold-workers'
  const files = readdirSync(host)
    .sort()
    .map((name) => join(host, name))
  const hash = createHash('sha256')
  for (const file of ['dist/kernel/kernel.wasm', ...files]) hash.update(readFileSync(file))
  return hash.digest('hex').slice(0, 16)
}
