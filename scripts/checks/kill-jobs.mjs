/**
 * Kills a server at random moments while clients start jobs and wait for them, starts it again, and looks that every job is
 * done, once, and whole: `npm run kill:jobs -- [kills] [jobs] [seed]`. Needs a build.
 */
import { spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as pause } from 'node:timers/promises'
import { report } from './report.mjs'

const [kills = '50', jobs = '50', seed = String(Date.now() % 2 ** 31)] = process.argv.slice(2)
const folder = mkdtempSync(join(tmpdir(), 'leastwise-kill-jobs-'))
const trail = 'arn:aws:cloudtrail:eu-west-1:111122223333:trail/main'
const role = 'arn:aws:iam::111122223333:role/Deploy'

let state = Number(seed)
function random() {
  state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
  return state / 2 ** 32
}

/** @returns {Promise<number>} */
function freePort() {
  return new Promise((done) => {
    const server = createServer()
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => done(typeof address === 'object' && address !== null ? address.port : 0))
    })
  })
}

function writeInputs() {
  const issuer = {
    type: 'Role',
    principalId: 'AROAEXAMPLE',
    arn: role,
    accountId: '111122223333',
    userName: 'Deploy',
  }
  const record = {
    eventVersion: '1.08',
    userIdentity: {
      type: 'AssumedRole',
      principalId: 'AROAEXAMPLE:ci',
      arn: 'arn:aws:sts::111122223333:assumed-role/Deploy/ci',
      accountId: '111122223333',
      sessionContext: { sessionIssuer: issuer },
    },
    eventTime: '2026-05-01T08:00:00Z',
    eventSource: 'ec2.amazonaws.com',
    eventName: 'DescribeVpcs',
    awsRegion: 'eu-west-1',
    requestParameters: {},
    responseElements: null,
    eventID: '00000000-0000-4000-8000-000000000001',
    eventType: 'AwsApiCall',
    recipientAccountId: '111122223333',
  }
  writeFileSync(join(folder, 'log.json'), JSON.stringify({ Records: [record] }))
  writeFileSync(
    join(folder, 'server.yaml'),
    `trails:\n  ${trail}: log.json\njobs:\n  folder: jobs\n  concurrency: 2\n`,
  )
}

/** @type {string[]} */
const problems = []
let server = /** @type {import('node:child_process').ChildProcess | undefined} */ (undefined)

/**
 * Starts the server and waits for its first line.
 *
 * @param {number} port
 * @returns {Promise<void>}
 */
function start(port) {
  const args = ['bin/leastwise.js', 'serve', '--config', join(folder, 'server.yaml'), '--port', String(port)]
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] })
  server = child
  // Its log has a line for every request; anything beside them is trouble.
  createInterface(child.stderr).on('line', (line) => {
    if (!/"level":"info","event":"request"/.test(line)) problems.push(`the server said: ${line}`)
  })
  return new Promise((done, failed) => {
    child.stdout.once('data', () => done())
    child.once('exit', (status) => failed(new Error(`the server ended with status ${status}`)))
  })
}

/** @returns {Promise<void>} */
function kill() {
  return new Promise((done) => {
    if (server === undefined) return done()
    server.removeAllListeners('exit')
    server.once('exit', () => done())
    server.kill('SIGKILL')
  })
}

/**
 * Asks until there is an answer, as every client does.
 *
 * @param {string} url
 * @param {object} [body]
 * @returns {Promise<any>}
 */
async function ask(url, body) {
  for (;;) {
    try {
      const init =
        body === undefined
          ? {}
          : { method: 'PUT', body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }
      const answer = await fetch(url, { ...init, signal: AbortSignal.timeout(20_000) })
      const json = /** @type {any} */ (await answer.json())
      if (answer.status === 200) return json
      if (answer.status !== 429)
        throw new TypeError(`${answer.status}: ${json.message}`, { cause: 'answered' })
    } catch (error) {
      if (error instanceof TypeError && error.cause === 'answered') throw error
    }
    await pause(50)
  }
}

/**
 * Starts one job under a token, twice, and waits for its end.
 *
 * @param {string} url
 * @param {number} at
 */
async function oneJob(url, at) {
  const body = { policyGenerationDetails: { principalArn: role }, clientToken: `token-${at}` }
  const { jobId } = await ask(`${url}/policy/generation`, body)
  const again = await ask(`${url}/policy/generation`, body)
  if (again.jobId !== jobId) problems.push(`job ${at} is two jobs: ${jobId}, ${again.jobId}`)
  for (;;) {
    const { jobDetails, generatedPolicyResult } = await ask(`${url}/policy/generation/${jobId}`)
    if (jobDetails.status !== 'IN_PROGRESS') return { jobId, jobDetails, generatedPolicyResult }
    await pause(100)
  }
}

let killed = 0

/**
 * @param {number} port
 * @param {number} calm milliseconds that a job takes in peace
 */
async function killing(port, calm) {
  while (killed < Number(kills)) {
    await pause(random() * 2 * calm)
    await kill()
    killed += 1
    await start(port)
  }
}

try {
  writeInputs()
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  await start(port)
  const began = performance.now()
  await oneJob(url, 0)
  const calm = performance.now() - began
  console.log(`kill-jobs: seed ${seed}, ${Math.round(calm)} ms for a job in peace`)
  const work = []
  for (let at = 1; at < Number(jobs); at += 1)
    work.push(pause(random() * calm * Number(kills)).then(() => oneJob(url, at)))
  const killer = killing(port, calm)
  const ended = await Promise.all(work)
  await killer
  // Once more in peace: what was said of a job is said again.
  await kill()
  await start(port)
  const failed = ended.filter(({ jobDetails }) => jobDetails.status === 'FAILED')
  for (const { jobId, jobDetails, generatedPolicyResult } of ended) {
    const now = await ask(`${url}/policy/generation/${jobId}`)
    if (JSON.stringify(now) !== JSON.stringify({ jobDetails, generatedPolicyResult }))
      problems.push(
        `job ${jobId} was done twice: ${JSON.stringify(jobDetails)} became ${JSON.stringify(now.jobDetails)}`,
      )
    const policies = generatedPolicyResult.generatedPolicies.length
    if (jobDetails.status === 'SUCCEEDED' && policies !== 1)
      problems.push(`job ${jobId} has ${policies} policies`)
    if (jobDetails.status === 'FAILED' && !/died \d+ times/.test(jobDetails.jobError.message))
      problems.push(`job ${jobId} failed: ${jobDetails.jobError.message}`)
  }
  const files = readdirSync(join(folder, 'jobs')).filter((name) => name.endsWith('.json'))
  const whole = files.filter(
    (name) => JSON.parse(readFileSync(join(folder, 'jobs', name), 'utf8')).job.completedOn,
  )
  if (whole.length !== Number(jobs) || files.length !== whole.length)
    problems.push(
      `${jobs} jobs were started, ${files.length} files are there, ${whole.length} of them of ended jobs`,
    )
  report(
    'kill-jobs',
    problems,
    `${killed} kills, ${jobs} jobs: none lost, none done twice, none half-written; ${failed.length} given up after 10 deaths`,
  )
} finally {
  await kill()
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
}
