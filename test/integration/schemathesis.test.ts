import { execFile, execFileSync, spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { write } from '../files/folders.js'
import { trail, twoCalls, writeCalls } from '../server/records.js'

const repository = resolve(import.meta.dirname, '../..')
const run = promisify(execFile)
const environment = join(repository, 'build/python-schemathesis')
const schemathesis = join(environment, 'bin/schemathesis')

let [url, folder, log] = ['', '', '']
let server: ReturnType<typeof spawn> | undefined

beforeAll(async () => {
  if (!existsSync(environment)) execFileSync('python3', ['-m', 'venv', environment])
  if (spawnSync(schemathesis, ['--version']).status !== 0)
    execFileSync(
      join(environment, 'bin/python'),
      ['-m', 'pip', 'install', '--quiet', 'schemathesis==4.32.5'],
      { stdio: 'inherit' },
    )
  await run(process.execPath, ['node_modules/typescript/bin/tsc', '-b', 'src'], { cwd: repository })
  folder = mkdtempSync(join(tmpdir(), 'leastwise-schemathesis-'))
  writeCalls(folder, twoCalls)
  const limits = 'security:\n  limits: { requestsPerSecond: 100000, burst: 100000 }\n'
  write(
    join(folder, 'server.yaml'),
    Buffer.from(`port: 0\ntrails:\n  ${trail}: log.json\njobs:\n  folder: jobs\n${limits}`),
  )
  const child = spawn(
    process.execPath,
    ['bin/leastwise.js', 'serve', '--config', join(folder, 'server.yaml')],
    { cwd: repository },
  )
  server = child
  child.stderr.on('data', (data) => {
    log += data
  })
  url = await new Promise((done) => child.stdout.once('data', (line) => done(String(line).split(' ')[0]!)))
}, 600_000)
afterAll(() => {
  server?.kill('SIGKILL')
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
})

describe('schemathesis', () => {
  it('finds nothing that the OpenAPI document does not say, and no failure of the server', async () => {
    const checks =
      'not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance'
    const bounds = [
      '--max-examples',
      '20',
      '--max-time',
      '60',
      '--request-timeout',
      '90',
      '--seed',
      '20260501',
    ]
    // A stream of events does not end before its job does.
    const args = [
      'run',
      `${url}/api/v1/openapi.json`,
      '--checks',
      checks,
      ...bounds,
      '--exclude-operation-id',
      'watchJob',
      '--no-color',
    ]
    const said = await run(schemathesis, args, { cwd: folder, maxBuffer: 64 * 1024 * 1024 }).then(
      ({ stdout }) => stdout,
      ({ stdout, stderr }: { stdout: string; stderr: string }) => expect.fail(stdout + stderr),
    )
    expect(Number(/(\d+) generated, /.exec(said)?.[1])).toBeGreaterThan(100)
    expect(log).toContain('"event":"request"')
    expect(log).not.toContain('"event":"failure"')
  })
})
