import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { write } from '../files/folders.js'
import { calls, principal, trail, twoCalls, writeCalls } from './records.js'
import { temporaryFolder } from './serving.js'

const repository = resolve(import.meta.dirname, '../..')
const run = promisify(execFile)

beforeAll(async () => {
  await run(process.execPath, ['node_modules/typescript/bin/tsc', '-b', 'src'], { cwd: repository })
}, 300_000)

interface Started {
  readonly child: ChildProcess
  readonly line: string
  readonly url: string
  readonly said: () => { stdout: string; stderr: string }
}

/** Starts the command and waits for its first line, or its end. */
async function serve(...args: readonly string[]): Promise<Started> {
  const folder = temporaryFolder()
  const env = { ...process.env, XDG_STATE_HOME: folder }
  const child = spawn(process.execPath, ['bin/leastwise.js', 'serve', ...args], { cwd: repository, env })
  onTestFinished(() => void child.kill('SIGKILL'))
  const said = { stdout: '', stderr: '' }
  child.stdout.on('data', (text) => {
    said.stdout += text
  })
  child.stderr.on('data', (text) => {
    said.stderr += text
  })
  await expect
    .poll(() => said.stdout.includes('\n') || child.exitCode !== null, { timeout: 30_000 })
    .toBe(true)
  const line = said.stdout.split('\n')[0]!
  return { child, line, url: line.split(' ')[0]!, said: () => said }
}

const endOf = (child: ChildProcess) =>
  new Promise((done) => (child.exitCode === null ? child.once('exit', done) : done(child.exitCode)))

const json = { 'content-type': 'application/json' }

async function ask(url: string, method = 'GET', body?: object) {
  const init = body === undefined ? { method } : { method, headers: json, body: JSON.stringify(body) }
  const answer = await fetch(url, init)
  // biome-ignore lint/suspicious/noExplicitAny: a test says what it expects of the JSON
  return { status: answer.status, body: (await answer.json()) as any }
}

async function endedJob(url: string, jobId: string) {
  const job = async () => (await ask(`${url}/policy/generation/${jobId}`)).body
  await expect.poll(async () => (await job()).jobDetails.status, { timeout: 60_000 }).not.toBe('IN_PROGRESS')
  return job()
}

describe('leastwise serve', () => {
  it('prints its URL and its trail, answers, and ends in peace when it is asked to', async () => {
    const { child, line, url, said } = await serve(writeCalls(temporaryFolder(), twoCalls), '--port', '0')
    expect(line).toMatch(
      /^http:\/\/127\.0\.0\.1:\d+ arn:aws:cloudtrail:us-east-1:000000000000:trail\/leastwise$/,
    )
    expect((await ask(`${url}/health`)).body).toEqual({ status: 'ok' })
    const { jobId } = (await ask(`${url}/policy/generation`, 'PUT', principal)).body
    expect(await endedJob(url, jobId)).toMatchObject({
      jobDetails: { status: 'SUCCEEDED' },
      generatedPolicyResult: { generatedPolicies: [{ policy: expect.stringContaining('ec2:DescribeVpcs') }] },
    })
    child.kill('SIGTERM')
    expect(await endOf(child)).toBe(0)
    const { stdout, stderr } = said()
    expect(stdout).toBe(`${line}\n`)
    const log = stderr.trim().split('\n')
    for (const entry of log) expect(JSON.parse(entry)).toMatchObject({ level: 'info', event: 'request' })
  })

  it('goes on with its jobs after a kill, in the same folder', async () => {
    const folder = temporaryFolder()
    writeCalls(folder, calls('ec2 DescribeVpcs'))
    const text = `port: 0\ntrails:\n  ${trail}: log.json\njobs:\n  folder: jobs\n`
    write(join(folder, 'server.yaml'), Buffer.from(text))
    const first = await serve('--config', join(folder, 'server.yaml'))
    expect(first.line.split(' ')[1]).toBe(trail)
    const { jobId } = (await ask(`${first.url}/policy/generation`, 'PUT', principal)).body
    first.child.kill('SIGKILL')
    await endOf(first.child)
    const second = await serve('--config', join(folder, 'server.yaml'))
    expect((await endedJob(second.url, jobId)).jobDetails).toMatchObject({ jobId, status: 'SUCCEEDED' })
    const third = await serve('--config', join(folder, 'server.yaml'))
    expect([await endOf(third.child), third.said().stdout]).toEqual([2, ''])
    expect(third.said().stderr).toMatch(/^error\[JOBS_LOCKED\]/)
  })

  it('ends the process of a job that is canceled, and answers while it works', async () => {
    const folder = temporaryFolder()
    // Long enough to be canceled: every file is the same size, and there are many.
    for (let at = 0; at < 400; at++)
      writeCalls(
        folder,
        Array.from({ length: 500 }, () => twoCalls[0]!),
        `${at}.json`,
      )
    const { child, url } = await serve(folder, '--port', '0')
    const { jobId } = (await ask(`${url}/policy/generation`, 'PUT', principal)).body
    await expect.poll(() => childrenOf(child.pid!).length, { timeout: 20_000 }).toBe(1)
    expect((await ask(`${url}/health`)).status).toBe(200)
    const working = await ask(`${url}/policy/generation/${jobId}`)
    expect(working.body.jobDetails.status).toBe('IN_PROGRESS')
    expect((await ask(`${url}/policy/generation/${jobId}`, 'PUT')).status).toBe(200)
    expect((await ask(`${url}/policy/generation/${jobId}`)).body.jobDetails.status).toBe('CANCELED')
    await expect.poll(() => childrenOf(child.pid!), { timeout: 10_000 }).toEqual([])
  })

  it('validates a policy of any length without keeping others waiting', async () => {
    const { url } = await serve(writeCalls(temporaryFolder(), twoCalls), '--port', '0')
    const Action = Array.from({ length: 2_500 }, (_one, at) => `q${at}:Foo`)
    const Statement = [{ Effect: 'Allow', Action, Resource: '*' }]
    const policyDocument = JSON.stringify({ Version: '2012-10-17', Statement })
    expect(policyDocument.length).toBeGreaterThan(20_000)
    const request = {
      method: 'POST',
      headers: json,
      body: JSON.stringify({ policyDocument, policyType: 'IDENTITY_POLICY' }),
    }
    let over = false
    const validating = fetch(`${url}/policy/validation`, request).finally(() => {
      over = true
    })
    // As many as the limit of requests lets in: a server that waits for the validation answers none or one of them.
    let answered = 0
    while (!over) {
      expect((await ask(`${url}/health`)).status).toBe(200)
      if (!over) answered += 1
      await new Promise((done) => setTimeout(done, 20))
    }
    const { findings, nextToken } = (await (await validating).json()) as {
      findings: object[]
      nextToken: string
    }
    expect([findings.length, typeof nextToken]).toEqual([100, 'string'])
    expect(answered).toBeGreaterThan(5)
  })

  it.each([
    [['--port', '0'], 'OPTION_INVALID'],
    [['examples/trail', '--config', 'x.yaml'], 'OPTION_INVALID'],
    [['examples/trail', '--port', 'http'], 'OPTION_INVALID'],
    [['examples/trail', '--port', '70000'], 'OPTION_INVALID'],
    [['examples/trail', '--host', '0.0.0.0'], 'KEYS_REQUIRED'],
    [['--config', '/nowhere/server.yaml'], 'INPUT_NOT_FOUND'],
  ])('refuses %j', async (args, code) => {
    const { child, said } = await serve(...args)
    expect(await endOf(child)).toBe(2)
    expect(said()).toEqual({
      stdout: '',
      stderr: expect.stringMatching(`^error\\[${code}\\]: .*\nhint: .*\n$`),
    })
  })

  it('says that its port is taken', async () => {
    const first = await serve(writeCalls(temporaryFolder(), twoCalls), '--port', '0')
    const second = await serve(writeCalls(temporaryFolder(), twoCalls), '--port', new URL(first.url).port)
    expect(await endOf(second.child)).toBe(2)
    expect(second.said().stderr).toMatch(/^error\[SERVER_ADDRESS_UNUSABLE\]: .*EADDRINUSE/)
  })

  /** `npm run kill:jobs` tries more moments; this only keeps the way it is done alive. */
  it('loses no job, does none twice and writes none by half when it is killed', async () => {
    const { stdout } = await run(process.execPath, ['scripts/checks/kill-jobs.mjs', '2', '3', '7'], {
      cwd: repository,
    })
    expect(stdout).toMatch(/^kill-jobs: 2 kills, 3 jobs: none lost, none done twice, none half-written/m)
  }, 300_000)
})

/** The processes that a process has begun, on Linux. */
function childrenOf(pid: number): readonly number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const status = readFileSync(`/proc/${name}/stat`, 'utf8')
        const [state, parent] = status.slice(status.lastIndexOf(')') + 2).split(' ')
        return Number(parent) === pid && state !== 'Z' ? [Number(name)] : []
      } catch {
        return []
      }
    })
}
