import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, test } from 'vitest'
import { openActivityStore } from '../../src/adapters/activity-store/activity-store.js'
import { filesSource } from '../../src/adapters/files/files-source.js'
import { activity } from '../../src/workflows/activity.js'
import { allActivity } from '../../src/workflows/activity-query.js'
import { backtest } from '../../src/workflows/backtest.js'
import { generate } from '../../src/workflows/generate.js'
import { generateClusters } from '../../src/workflows/generate-clusters.js'
import { ingest } from '../../src/workflows/ingest.js'
import type { Observer } from '../../src/workflows/ports.js'
import { principals } from '../../src/workflows/principals.js'
import { watchDenials } from '../../src/workflows/watch-denials.js'
import { workers } from '../fold-workers/built-workers.js'

const trail = fileURLToPath(new URL('../../examples/trail', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'leastwise-cancel-'))
afterAll(() => rmSync(folder, { recursive: true }))

const source = () => filesSource([trail])
const principal = 'marigold-web-task'
const nothingElse = { since: undefined, policies: undefined, recipe: undefined }
const asked = { principal, query: allActivity, includeDenied: false }

/** A run that is ended after so many files, and how many it had finished. */
function endingAfter(files: number): { observer: Observer; reason: Error; finished: () => number } {
  const control = new AbortController()
  const reason = new Error('enough')
  let finished = 0
  const observer: Observer = {
    signal: control.signal,
    listed: () => (files === 0 ? control.abort(reason) : undefined),
    finished() {
      finished += 1
      if (finished === files) control.abort(reason)
    },
  }
  return { observer, reason, finished: () => finished }
}

const runs: Record<string, (observer: Observer) => Promise<unknown>> = {
  generate: (observer) => generate(source(), asked, observer),
  generateClusters: (observer) => generateClusters(source(), { ...asked, splitBy: 'session' }, observer),
  principals: (observer) => principals(source(), allActivity, observer),
  'principals on threads': (observer) => principals(source(), allActivity, observer, workers()),
  activity: (observer) => activity(source(), { principal, query: allActivity }, observer),
  'activity on threads': (observer) =>
    activity(source(), { principal, query: allActivity }, observer, workers()),
  backtest: (observer) =>
    backtest(source(), { principal, query: allActivity, horizonDays: undefined }, observer),
  watchDenials: (observer) =>
    watchDenials(source(), { ...nothingElse, principal, query: allActivity }, observer),
}

describe.each(Object.entries(runs))('%s', (_, run) => {
  test.each([0, 3])('rejects with the reason of the signal after %i files', async (files) => {
    const { observer, reason, finished } = endingAfter(files)
    await expect(run(observer)).rejects.toBe(reason)
    expect(finished()).toBe(files)
  })

  test('does not begin if the signal is aborted', async () => {
    const reason = new Error('never mind')
    const observer: Observer = {
      signal: AbortSignal.abort(reason),
      listed: () => expect.unreachable('nothing is to be read'),
      finished: () => undefined,
    }
    await expect(run(observer)).rejects.toBe(reason)
  })

  test('is nothing else for a signal that is never aborted', async () => {
    const { observer, finished } = endingAfter(Number.POSITIVE_INFINITY)
    await run(observer)
    expect(finished()).toBeGreaterThan(3)
  })
})

test('a file is not read to its end', async () => {
  const control = new AbortController()
  let pieces = 0
  const files = [
    {
      name: 'endless.json',
      bytes: undefined,
      async *text() {
        yield '{"Records":['
        for (;;) {
          pieces += 1
          if (pieces === 5) control.abort()
          yield ' '
        }
      },
    },
  ]
  const endless = { list: async () => ({ files, passedOver: {} }) }
  const observer: Observer = { signal: control.signal, listed: () => undefined, finished: () => undefined }
  await expect(principals(endless, allActivity, observer)).rejects.toThrow(
    expect.objectContaining({ name: 'AbortError' }),
  )
  expect(pieces).toBe(5)
})

test('what an ingest committed stays, and it goes on from there', async () => {
  const [stopped, whole] = ['stopped.db', 'whole.db'].map((name) => openActivityStore(join(folder, name)))
  const { observer, reason } = endingAfter(50)
  await expect(ingest(source(), stopped!, { commitFiles: 20 }, observer)).rejects.toBe(reason)
  expect((await stopped!.contents()).files.size).toBe(40)
  const { observer: patient } = endingAfter(Number.POSITIVE_INFINITY)
  await ingest(source(), stopped!, {}, patient)
  await ingest(source(), whole!, {}, patient)
  const [one, other] = await Promise.all(
    [stopped!, whole!].map((store) => principals(store, allActivity, patient)),
  )
  expect(one!.principals).toEqual(other!.principals)
})
