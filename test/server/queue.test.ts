import { randomUUID } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { openJobStore } from '../../src/adapters/job-store/job-store.js'
import { type Ending, mostAttempts, openQueue, type QueueParts } from '../../src/server/jobs/queue.js'
import type { JobStore } from '../../src/workflows/ports.js'
import { ended, temporaryFolder } from './serving.js'

const done: Ending = { kind: 'done', result: { answer: 42 } }
const failure: Ending = { kind: 'failed', error: { code: 'SERVICE_ERROR', message: 'no' } }

/** Work that ends when the test says so. */
function byHand() {
  const begun = new Map<string, { end(ending: Ending): void; stopped: boolean }>()
  const work: QueueParts['work'] = ({ id }) => {
    let end: (ending: Ending) => void = () => undefined
    const ended = new Promise<Ending>((settle) => {
      end = settle
    })
    const one = { end, stopped: false }
    begun.set(id, one)
    const stop = () => {
      one.stopped = true
    }
    return { ended, stop }
  }
  return { begun, work }
}

async function opened(store: JobStore, changes: Partial<QueueParts> = {}) {
  const hand = byHand()
  const failures: unknown[] = []
  const queue = await openQueue({
    store,
    work: hand.work,
    understands: () => true,
    concurrency: 1,
    bound: 100,
    keep: 60_000,
    now: Date.now,
    newId: randomUUID,
    failed: (error) => failures.push(error),
    ...changes,
  })
  onTestFinished(() => queue.close())
  const start = async (request: unknown = {}) => {
    const submitted = await queue.submit(request, undefined)
    if (submitted.kind === 'full') throw new Error('full')
    return submitted.job.id
  }
  return { queue, ...hand, failures, start }
}

describe('a queue of jobs', () => {
  it('works on as many as it may, in the order of their coming', async () => {
    const { queue, begun, start } = await opened(await openJobStore(temporaryFolder()), { concurrency: 2 })
    const ids = [await start(), await start(), await start()]
    expect([...begun.keys()]).toEqual(ids.slice(0, 2))
    expect(queue.load()).toEqual({ waiting: 1, running: 2 })
    begun.get(ids[1]!)!.end(done)
    await ended(queue, ids[1]!)
    await expect.poll(() => [...begun.keys()]).toEqual(ids)
    expect(queue.get(ids[1]!)).toMatchObject({ status: 'SUCCEEDED', attempts: 1 })
    expect(await queue.result(ids[1]!)).toEqual({ answer: 42 })
    expect(await queue.result(ids[0]!)).toBeUndefined()
  })

  it('frees the place of a job that is canceled, stops its work, and hears nothing of it any more', async () => {
    const { queue, begun, start } = await opened(await openJobStore(temporaryFolder()))
    const [first, second] = [await start(), await start()]
    expect(await queue.cancel(first)).toMatchObject({ status: 'CANCELED', completedOn: expect.any(String) })
    expect(begun.get(first)!.stopped).toBe(true)
    expect([...begun.keys()]).toEqual([first, second])
    begun.get(first)!.end(done)
    begun.get(second)!.end(failure)
    await ended(queue, second)
    expect(queue.get(first)).toMatchObject({ status: 'CANCELED' })
    expect(queue.get(second)).toMatchObject({
      status: 'FAILED',
      error: { code: 'SERVICE_ERROR', message: 'no' },
    })
  })

  it('tells a listener of progress and the end', async () => {
    const store = await openJobStore(temporaryFolder())
    const { queue, start } = await opened(store, {
      work: (_job, told) => {
        setTimeout(() => told({ records: 7 }), 5)
        return { ended: new Promise((settle) => setTimeout(() => settle(done), 20)), stop: () => undefined }
      },
    })
    const heard: unknown[] = []
    const id = await start()
    queue.watch(id, (event) => heard.push(event.kind === 'ended' ? event.job.status : event.progress))
    await ended(queue, id)
    expect(heard).toEqual([{ records: 7 }, 'SUCCEEDED'])
  })

  it('goes on where another was killed, and gives a job up that kills every server', async () => {
    const folder = temporaryFolder()
    const ids: string[] = []
    for (let turn = 0; turn < mostAttempts; turn++) {
      const store = await openJobStore(folder)
      const { queue, begun, start } = await opened(store)
      if (turn === 0) ids.push(await start(), await start(), await start())
      if (turn === 0) await queue.cancel(ids[2]!)
      expect([...begun.keys()]).toEqual([ids[0]])
      expect(
        queue
          .list()
          .map(({ status }) => status)
          .sort(),
      ).toEqual(['CANCELED', 'IN_PROGRESS', 'IN_PROGRESS'])
      const attempts = () => JSON.parse(readFileSync(join(folder, `${ids[0]}.json`), 'utf8')).job.attempts
      await expect.poll(attempts).toBe(turn + 1)
      // Killed: the lock is all that a dead process could not have let go of by itself.
      await store.close()
    }
    const { queue, begun } = await opened(await openJobStore(folder))
    expect(queue.get(ids[0]!)).toMatchObject({ status: 'FAILED', error: { code: 'SERVICE_ERROR' } })
    expect([...begun.keys()]).toEqual([ids[1]])
  })

  it('does not count a shutdown in peace against a job, and keeps what was done', async () => {
    const folder = temporaryFolder()
    const { queue, begun, start } = await opened(await openJobStore(folder))
    const [first, second] = [await start(), await start()]
    begun.get(first)!.end(done)
    await ended(queue, first)
    await expect.poll(() => begun.size).toBe(2)
    await queue.close()
    expect(begun.get(second)!.stopped).toBe(true)
    const again = await opened(await openJobStore(folder))
    expect(again.queue.get(first)).toMatchObject({ status: 'SUCCEEDED', attempts: 1 })
    expect(await again.queue.result(first)).toEqual({ answer: 42 })
    expect(again.queue.get(second)).toMatchObject({ status: 'IN_PROGRESS', attempts: 1 })
    expect([...again.begun.keys()]).toEqual([second])
  })

  it('forgets a job, its file and its token when it was kept long enough', async () => {
    const folder = temporaryFolder()
    let time = Date.UTC(2026, 5, 1)
    const first = await opened(await openJobStore(folder), { now: () => time })
    const submitted = await first.queue.submit({}, 'token')
    const id = submitted.kind === 'full' ? '' : submitted.job.id
    first.begun.get(id)!.end(done)
    await ended(first.queue, id)
    time += 60_001
    await first.queue.close()
    const { queue } = await opened(await openJobStore(folder), { now: () => time })
    expect(queue.list()).toEqual([])
    expect((await queue.submit({ other: true }, 'token')).kind).toBe('accepted')
    await expect.poll(() => readdirSync(folder).filter((name) => name.startsWith(id))).toEqual([])
  })

  it('takes nothing that it cannot keep, and the token is free again', async () => {
    const store = await openJobStore(temporaryFolder())
    let full = true
    const failing: JobStore = {
      ...store,
      save: (...args) => (full ? Promise.reject(new Error('ENOSPC')) : store.save(...args)),
    }
    const { queue, begun } = await opened(failing)
    await expect(queue.submit({}, 'token')).rejects.toThrow('ENOSPC')
    expect([queue.list(), begun.size]).toEqual([[], 0])
    full = false
    expect((await queue.submit({ other: 1 }, 'token')).kind).toBe('accepted')
  })

  it('leaves jobs alone that it does not understand, and says so', async () => {
    const folder = temporaryFolder()
    const first = await opened(await openJobStore(folder))
    const id = await first.start({ strange: true })
    await first.queue.close()
    const { queue, failures } = await opened(await openJobStore(folder), { understands: () => false })
    expect(queue.list()).toEqual([])
    expect(String(failures[0])).toContain(id)
    expect(readdirSync(folder)).toContain(`${id}.json`)
  })
})
