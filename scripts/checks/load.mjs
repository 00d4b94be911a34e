/**
 * Many clients at once, each from an address and with a key of its own, sign requests to both APIs for a while and do what a
 * `Retry-After` says: `npm run load -- [clients] [seconds]`. Fails on anything but answers and modelled throttling, and if
 * memory grows. Needs a build.
 */
import { spawn } from 'node:child_process'
import { createHash, createHmac } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { Agent, request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { report } from './report.mjs'

const [clients = '200', seconds = '60'] = process.argv.slice(2)
const count = Number(clients)
const folder = mkdtempSync(join(tmpdir(), 'leastwise-load-'))
const trail = 'arn:aws:cloudtrail:eu-central-1:111122223333:trail/main'
const role = 'arn:aws:iam::111122223333:role/app/marigold-web-task'
/** @param {number} n */
const keyOf = (n) => ({ id: `AKIALOADLOADLOAD${String(n).padStart(4, '0')}`, secret: `secret-${n}` })

function writeConfiguration() {
  const keys = Array.from({ length: count }, (_, n) => ({
    accessKeyId: keyOf(n).id,
    secret: { file: join(folder, `key-${n}`) },
  }))
  for (let n = 0; n < count; n++) writeFileSync(join(folder, `key-${n}`), keyOf(n).secret)
  const jobs = { folder: join(folder, 'jobs'), queue: 20 }
  const trails = { [trail]: join(process.cwd(), 'examples', 'trail') }
  writeFileSync(join(folder, 'server.yaml'), JSON.stringify({ port: 0, trails, jobs, security: { keys } }))
}

/** @returns {Promise<{ server: import('node:child_process').ChildProcess, port: number }>} */
function start() {
  const args = ['bin/leastwise.js', 'serve', '--config', join(folder, 'server.yaml')]
  const server = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'ignore'] })
  return new Promise((done, failed) => {
    server.once('exit', (status) => failed(new Error(`the server ended with ${status}`)))
    server.stdout.once('data', (data) => done({ server, port: Number(/:(\d+) /.exec(String(data))?.[1]) }))
  })
}

/** @param {string} text */
const sha256 = (text) => createHash('sha256').update(text).digest('hex')

/**
 * @param {number} n
 * @param {string} host
 * @param {{ method: string, path: string, query?: string, body?: string }} what
 */
function signed(n, host, { method, path, query = '', body = '' }) {
  const { id, secret } = keyOf(n)
  const time = new Date().toISOString().replaceAll(/[-:]|\.\d+/g, '')
  const scope = [time.slice(0, 8), 'us-east-1', 'access-analyzer', 'aws4_request']
  const canonical = [
    method,
    path,
    query,
    `host:${host}`,
    `x-amz-date:${time}`,
    '',
    'host;x-amz-date',
    sha256(body),
  ]
  const toSign = ['AWS4-HMAC-SHA256', time, scope.join('/'), sha256(canonical.join('\n'))].join('\n')
  const key = scope.reduce(
    (derived, part) => createHmac('sha256', derived).update(part).digest(),
    Buffer.from(`AWS4${secret}`),
  )
  const signature = createHmac('sha256', key).update(toSign).digest('hex')
  const authorization = `AWS4-HMAC-SHA256 Credential=${id}/${scope.join('/')}, SignedHeaders=host;x-amz-date, Signature=${signature}`
  return { host, 'x-amz-date': time, authorization, 'content-type': 'application/json' }
}

const policy = JSON.stringify({
  policyDocument: '{"Version":"2012-10-17","Statement":[]}',
  policyType: 'IDENTITY_POLICY',
})
const generation = JSON.stringify({ policyGenerationDetails: { principalArn: role } })

/** What clients ask, in turn, and the statuses that answer it. */
const asked = [
  { method: 'GET', path: '/policy/generation', query: 'maxResults=5', good: [200] },
  { method: 'POST', path: '/policy/validation', body: policy, good: [200] },
  { method: 'GET', path: '/api/v1/sources', good: [200] },
  { method: 'GET', path: '/policy/generation/no-such-job', good: [400] },
  { method: 'GET', path: '/api/v1/jobs', query: 'limit=5', good: [200] },
  { method: 'PUT', path: '/policy/generation', body: generation, good: [200] },
  { method: 'POST', path: '/api/v1/jobs', body: '{"kind":"principals"}', good: [202, 200] },
]

/** @type {Map<string, number[]>} */
const answers = new Map()
/** @type {string[]} */
const problems = []

/**
 * @param {number} n
 * @param {number} port
 * @param {Agent} agent
 * @param {typeof asked[number]} what
 * @returns {Promise<{ status: number, wait: number, throttled: boolean, milliseconds: number }>}
 */
function ask(n, port, agent, what) {
  const host = `127.0.0.1:${port}`
  const path = what.query === undefined ? what.path : `${what.path}?${what.query}`
  const begun = performance.now()
  return new Promise((done, failed) => {
    const sent = request(
      { host: '127.0.0.1', port, agent, method: what.method, path, headers: signed(n, host, what) },
      (answer) => {
        let text = ''
        answer.on('data', (data) => {
          text += data
        })
        answer.on('end', () => {
          const milliseconds = performance.now() - begun
          const throttled =
            answer.headers['x-amzn-errortype'] === 'ThrottlingException' || text.includes('TOO_MANY_REQUESTS')
          done({
            status: answer.statusCode ?? 0,
            wait: Number(answer.headers['retry-after'] ?? 0),
            throttled,
            milliseconds,
          })
        })
        answer.on('error', failed)
      },
    )
    sent.on('error', failed)
    sent.end(what.body ?? '')
  })
}

/**
 * @param {number} n
 * @param {number} port
 * @param {number} until
 */
async function client(n, port, until) {
  const localAddress = `127.0.${1 + Math.floor(n / 250)}.${1 + (n % 250)}`
  const agent = new Agent({
    keepAlive: true,
    maxSockets: 1,
    ...(process.platform === 'linux' ? { localAddress } : {}),
  })
  for (let turn = n; performance.now() < until; turn++) {
    const what = asked[turn % asked.length]
    if (what === undefined) continue
    try {
      const { status, wait, throttled, milliseconds } = await ask(n, port, agent, what)
      const name = `${what.method} ${what.path} ${status}`
      answers.set(name, [...(answers.get(name) ?? []), milliseconds])
      if (status === 429 && throttled && wait >= 1)
        await pause(Math.min(wait * 1000, Math.max(0, until - performance.now())))
      else if (!what.good.includes(status)) problems.push(`${name}: not an answer that is expected`)
    } catch (error) {
      problems.push(`${what.method} ${what.path}: ${error instanceof Error ? error.message : error}`)
    }
  }
  agent.destroy()
}

/**
 * 0 where the system does not tell.
 *
 * @param {number | undefined} pid
 */
function megabytes(pid) {
  if (process.platform !== 'linux') return 0
  const line = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))
  return Math.round(Number(line?.[1] ?? 0) / 1024)
}

writeConfiguration()
const { server, port } = await start()
const until = performance.now() + Number(seconds) * 1000
const memory = [megabytes(server.pid)]
const sampling = setInterval(() => memory.push(megabytes(server.pid)), 1000)
await Promise.all(Array.from({ length: count }, (_, n) => client(n, port, until)))
clearInterval(sampling)
server.removeAllListeners('exit')
const ended = new Promise((done) => server.once('exit', done))
server.kill('SIGTERM')
await ended
rmSync(folder, { recursive: true, force: true })

/**
 * @param {number[]} list
 * @param {number} share
 */
const at = (list, share) =>
  (list.sort((a, b) => a - b)[Math.floor((list.length - 1) * share)] ?? 0).toFixed(0)
const times = [...answers.values()].flat()
for (const [name, own] of [...answers].sort())
  console.log(
    `${String(own.length).padStart(8)}  ${name}, half in ${at(own, 0.5)} ms, 99 % in ${at(own, 0.99)} ms`,
  )
const half = Math.max(...memory.slice(0, Math.ceil(memory.length / 2)))
const whole = Math.max(...memory)
console.log(
  `load: ${count} clients, ${seconds} s, ${times.length} answers, ${Math.round(times.length / Number(seconds))} a second`,
)
console.log(
  `load: answered in ${at(times, 0.5)} ms (half), ${at(times, 0.99)} ms (99 %), ${at(times, 1)} ms (all)`,
)
console.log(
  `load: memory ${memory[0]} MB at the start, ${half} MB at most in the first half, ${whole} MB in all`,
)
if (whole > 512) problems.push(`memory grew to ${whole} MB`)
if (times.length === 0) problems.push('nothing was answered')
const shown = [...new Set(problems)].slice(0, 20)
report('load', shown, `${times.length} answers, no error but throttling`)
