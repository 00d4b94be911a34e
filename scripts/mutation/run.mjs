/**
 * Mutation testing of the evaluator: `npm run mutation -- [--every=N] [file…]`. Makes every small change of its sources, one at
 * a time, runs its tests, and lists the changes that no test notices. Fails below 90 %.
 */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { Worker } from 'node:worker_threads'
import { mutantsOf } from './mutants.mjs'

const LEAST = 0.9
const WORKERS = 2
const PATIENCE = 120_000
const SOURCES = 'src/core/evaluate'
const TESTS = [
  'operators',
  'template',
  'scenarios',
  'access-scenarios',
  'explanation',
  'compile',
  'access',
  'truth',
].map((name) => `test/evaluate/${name}.test.ts`)

const [every = '--every=1'] = process.argv.filter((word) => word.startsWith('--every='))
const step = Number(every.slice('--every='.length))
const files = process.argv.slice(2).filter((word) => !word.startsWith('--every='))
const sources = files.length > 0 ? files : readdirSync(SOURCES).map((name) => `${SOURCES}/${name}`)
const waiting = sources
  .sort()
  .flatMap((file) => {
    const text = readFileSync(file, 'utf8')
    return mutantsOf(text).map((mutant) => ({ file: resolve(file), name: file, text, mutant }))
  })
  .filter((_, at) => at % step === 0)

/** Gives a worker one thing to do; a worker that does not answer in time is ended, and the mutant counts as noticed. */
function ask(worker, message) {
  return new Promise((answer) => {
    const timer = setTimeout(() => answer({ failure: 'timeout', dead: true }), PATIENCE)
    const done = (result) => {
      clearTimeout(timer)
      worker.removeListener('message', done)
      worker.removeListener('error', failed)
      answer(result)
    }
    const failed = (error) => done({ failure: String(error), dead: true })
    worker.once('message', done)
    worker.once('error', failed)
    worker.postMessage({ files: TESTS, ...message })
  })
}

const start = () => new Worker(new URL('./worker.mjs', import.meta.url))
const total = waiting.length
const survivors = []
let noticed = 0

async function work() {
  let worker = start()
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
    const { failure, dead } = await ask(worker, { file: next.file, mutant: next.mutant })
    if (dead) {
      await worker.terminate()
      worker = start()
    }
    if (failure === undefined) survivors.push(next)
    else noticed++
    if ((noticed + survivors.length) % 20 === 0)
      console.error(`${noticed} of ${noticed + survivors.length} noticed, of ${total}`)
  }
  await worker.terminate()
}

const first = start()
const { failure } = await ask(first, {})
await first.terminate()
if (failure !== undefined) throw new Error(`the tests fail without any change: ${failure}`)
await Promise.all(Array.from({ length: WORKERS }, work))

const line = ({ name, text, mutant: { start: from, end, text: put } }) =>
  `${name}:${text.slice(0, from).split('\n').length}: ${text.slice(from, end).replaceAll(/\s+/g, ' ').slice(0, 60)} → ${put}`
/** Changes that change no answer, with the reason: `equivalent.json`. */
const equivalents = JSON.parse(readFileSync(new URL('./equivalent.json', import.meta.url), 'utf8'))
const sameAnswer = ({ name, text, mutant: { start: from, end, text: put } }) =>
  equivalents.some(
    ({ file, code, change, to }) =>
      name.endsWith(`/${file}`) &&
      text.slice(from, end).replaceAll(/\s+/g, ' ') === change &&
      put === to &&
      lineAt(text, from).includes(code),
  )
const lineAt = (text, at) => text.slice(text.lastIndexOf('\n', at) + 1, text.indexOf('\n', at))
const unnoticed = survivors.filter((survivor) => !sameAnswer(survivor))
const lines = unnoticed.map(line).sort()
mkdirSync('build', { recursive: true })
writeFileSync('build/mutation.txt', `${lines.join('\n')}\n`)
console.log(lines.join('\n'))
const same = survivors.length - unnoticed.length
const meaningful = total - same
console.log(`${noticed} of ${total} changes noticed: ${((noticed / total) * 100).toFixed(1)} %`)
console.log(
  `${same} change no answer (equivalent.json says why); of the others ${((noticed / meaningful) * 100).toFixed(1)} % were noticed`,
)
if (noticed < meaningful * LEAST) process.exitCode = 1
