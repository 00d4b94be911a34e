import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { hostname, tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { PassThrough } from 'node:stream'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { holdIngestLock } from '../../src/adapters/activity-store/ingest-lock.js'
import { ingest } from '../../src/workflows/ingest.js'
import { runCli } from '../cli/capture.js'
import { EXAMPLES } from '../simulator/trail.js'

const folder = mkdtempSync(join(tmpdir(), 'leastwise-lock-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const repository = resolve(import.meta.dirname, '../..')
const trail = join(EXAMPLES, 'trail')
const record = { Records: [{ eventVersion: '1.08' }] }
let made = 0
let store: string

beforeEach(() => {
  made += 1
  store = join(folder, `${made}.db`)
})

const put = (input: string, into: string, stdin: PassThrough = new PassThrough()) =>
  runCli(['ingest', input, '--store', into], { ingest }, { stdin })

/** Until the lock is there. */
async function locked(): Promise<void> {
  while (!existsSync(`${store}.lock`) || readFileSync(`${store}.lock`, 'utf8') === '')
    await new Promise((later) => setTimeout(later, 20))
}

describe('two ingests into one store in one process', () => {
  it('are kept apart: the second is refused while the first waits for its input', async () => {
    const stdin = new PassThrough()
    const first = put('-', store, stdin)
    await locked()
    const second = await put(trail, store)
    expect(second.status).toBe(2)
    expect(second.stderr).toContain('error[STORE_LOCKED]')
    expect(second.stderr).toContain(`is being written by process ${process.pid} on ${hostname()}`)
    stdin.end(JSON.stringify(record))
    expect((await first).stderr).toContain('new event')
    expect(existsSync(`${store}.lock`)).toBe(false)
    expect((await put(trail, store)).status).toBe(0)
  })

  it('are kept apart though they begin at the same moment', async () => {
    const both = await Promise.all([put(trail, store), put(trail, store)])
    expect(both.map(({ status }) => status).sort()).toEqual([0, 2])
    expect(both.map(({ stderr }) => stderr).join()).toContain('error[STORE_LOCKED]')
  })

  it('are kept apart though one of them names a link to it', async () => {
    expect((await put(trail, store)).status).toBe(0)
    const link = join(folder, `${made}-link.db`)
    symlinkSync(store, link)
    const release = await holdIngestLock(link)
    expect(existsSync(`${store}.lock`)).toBe(true)
    await expect(holdIngestLock(store)).rejects.toMatchObject({ code: 'STORE_LOCKED' })
    await release()
    await (await holdIngestLock(store))()
  })

  it('do not trouble each other into two stores', async () => {
    const both = await Promise.all([put(trail, store), put(trail, `${store}.other`)])
    expect(both.map(({ status }) => status)).toEqual([0, 0])
  })
})

describe('a lock', () => {
  it.each([
    ['of a dead process that had the number of this one', `${process.pid} ${hostname()}\n`],
    ['of a process that is gone', `999999999 ${hostname()}\n`],
    ['that its maker never wrote its name into', ''],
  ])('%s is taken over', async (_, text) => {
    writeFileSync(`${store}.lock`, text)
    const release = await holdIngestLock(store)
    expect(readFileSync(`${store}.lock`, 'utf8')).toBe(`${process.pid} ${hostname()}\n`)
    await release()
    expect(existsSync(`${store}.lock`)).toBe(false)
  })

  it('of another machine is left', async () => {
    writeFileSync(`${store}.lock`, '1 elsewhere.example\n')
    await expect(holdIngestLock(store)).rejects.toMatchObject({ code: 'STORE_LOCKED' })
    await expect(holdIngestLock(store)).rejects.toMatchObject({ code: 'STORE_LOCKED' })
    expect(readFileSync(`${store}.lock`, 'utf8')).toBe('1 elsewhere.example\n')
  })

  it('that cannot be made is told as such, every time', async () => {
    const nowhere = join(folder, 'no-such-folder', 'a.db')
    await expect(holdIngestLock(nowhere)).rejects.toMatchObject({ code: 'OUTPUT_UNWRITABLE' })
    await expect(holdIngestLock(nowhere)).rejects.toMatchObject({ code: 'OUTPUT_UNWRITABLE' })
  })
})

it('two processes: the second is refused, the first ends well', async () => {
  const first = start('-')
  await locked()
  const second = await ended(start(trail))
  expect(second.status).toBe(2)
  expect(second.stderr).toContain('error[STORE_LOCKED]')
  expect(second.stderr).toMatch(`process ${first.pid} on`)
  first.stdin!.end(JSON.stringify(record))
  expect((await ended(first)).stderr).toContain('new event')
  expect((await ended(start(trail))).status).toBe(0)
}, 60_000)

function start(input: string): ChildProcess {
  return spawn(process.execPath, ['bin/leastwise.js', 'ingest', input, '--store', store], { cwd: repository })
}

function ended(child: ChildProcess): Promise<{ status: number | null; stderr: string }> {
  let stderr = ''
  child.stderr!.on('data', (piece) => (stderr += piece))
  return new Promise((done) => child.on('close', (status) => done({ status, stderr })))
}
