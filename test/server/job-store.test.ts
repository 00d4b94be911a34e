import { readdirSync, readFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { openJobStore } from '../../src/adapters/job-store/job-store.js'
import type { StoredJob } from '../../src/workflows/ports.js'
import { write } from '../files/folders.js'
import { temporaryFolder } from './serving.js'

const job: StoredJob = {
  id: '00000000-0000-4000-8000-000000000001',
  status: 'IN_PROGRESS',
  startedOn: '2026-06-15T12:00:00.000Z',
  completedOn: undefined,
  error: undefined,
  attempts: 0,
  token: 'token',
  request: { a: [1, 'ü'] },
}
const later = {
  ...job,
  id: '00000000-0000-4000-8000-000000000000',
  startedOn: '2026-06-15T12:00:01.000Z',
  token: undefined,
}

describe('a store of jobs', () => {
  it('gives back what was saved last, in the order of the start', async () => {
    const folder = temporaryFolder()
    const store = await openJobStore(folder)
    await store.save(later)
    await store.save(job)
    const failed: StoredJob = {
      ...job,
      status: 'FAILED',
      completedOn: job.startedOn,
      error: { code: 'X', message: 'y' },
    }
    await store.save(failed)
    await store.save({ ...later, status: 'SUCCEEDED' }, { result: true })
    await store.close()
    const again = await openJobStore(folder)
    expect(await again.load()).toEqual({ jobs: [failed, { ...later, status: 'SUCCEEDED' }], broken: [] })
    expect(await again.result(later.id)).toEqual({ result: true })
    expect(await again.result(job.id)).toBeUndefined()
    await again.remove(job.id)
    expect((await again.load()).jobs.map(({ id }) => id)).toEqual([later.id])
  })

  it('tells of files that are no jobs, and forgets what was never finished', async () => {
    const folder = temporaryFolder()
    const other = '00000000-0000-4000-8000-00000000000'
    write(join(folder, `${other}2.json`), Buffer.from('{"version":1,"job":{"id":'))
    write(join(folder, `${other}3.json`), Buffer.from(JSON.stringify({ version: 1, job })))
    write(join(folder, `${other}4.json`), Buffer.from('{"version":2}'))
    write(
      join(folder, `${other}5.json`),
      Buffer.from(JSON.stringify({ version: 1, job: { id: `${other}5` } })),
    )
    write(join(folder, `${other}6.json.partial`), Buffer.from('{'))
    write(join(folder, 'notes.json'), Buffer.from('{}'))
    const store = await openJobStore(folder)
    const { jobs, broken } = await store.load()
    expect(jobs).toEqual([])
    expect(broken).toEqual([
      { name: `${other}2.json`, detail: 'it is no JSON' },
      { name: `${other}3.json`, detail: 'it holds another job than its name says' },
      { name: `${other}4.json`, detail: 'it was written by another version' },
      { name: `${other}5.json`, detail: 'it holds no job' },
    ])
    expect(readdirSync(folder)).not.toContain(`${other}6.json.partial`)
    expect(readdirSync(folder)).toContain('notes.json')
  })

  it('names no file but by a UUID', async () => {
    const store = await openJobStore(temporaryFolder())
    await expect(store.result('../../etc/passwd')).rejects.toThrow(RangeError)
    await expect(async () => store.save({ ...job, id: '../x' })).rejects.toThrow(RangeError)
  })

  it('belongs to one process, and to the next when that is gone', async () => {
    const folder = temporaryFolder()
    const lock = join(folder, 'server.lock')
    const alive = `${process.ppid} ${hostname()}\n`
    write(lock, Buffer.from(alive))
    await expect(openJobStore(folder)).rejects.toMatchObject({
      code: 'JOBS_LOCKED',
      message: expect.stringContaining(String(process.ppid)),
    })
    expect(readdirSync(folder)).toEqual(['server.lock'])
    write(lock, Buffer.from(`4194305 ${hostname()}\n`))
    const store = await openJobStore(folder)
    expect(readFileSync(lock, 'utf8')).toBe(`${process.pid} ${hostname()}\n`)
    await store.close()
    expect(readdirSync(folder)).toEqual([])
  })

  it('says that a folder cannot be used', async () => {
    const folder = temporaryFolder()
    write(join(folder, 'file'), Buffer.from(''))
    await expect(openJobStore(join(folder, 'file'))).rejects.toMatchObject({ code: 'JOBS_UNUSABLE' })
  })
})
