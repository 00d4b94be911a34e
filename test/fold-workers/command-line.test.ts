import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { filesSource } from '../../src/adapters/files/files-source.js'
import { foldWorkers } from '../../src/adapters/fold-workers/fold-workers.js'
import { openAccessActivity } from '../../src/core/activity/access-activity.js'
import { openSeen } from '../../src/core/activity/seen.js'
import { activity } from '../../src/workflows/activity.js'
import { allActivity } from '../../src/workflows/activity-query.js'
import { backtest } from '../../src/workflows/backtest.js'
import { foldRecords } from '../../src/workflows/fold-records.js'
import { generate } from '../../src/workflows/generate.js'
import { type FileFolder, silent } from '../../src/workflows/ports.js'
import { principals } from '../../src/workflows/principals.js'
import { verify } from '../../src/workflows/verify.js'
import { watchDenials } from '../../src/workflows/watch-denials.js'
import { activityText } from './activity-text.js'
import { built, workers } from './built-workers.js'
import { counting } from './counting-folder.js'

const trail = fileURLToPath(new URL('../../examples/trail', import.meta.url))
/** What two runs of a use case say: one on threads, one plain. */
async function both(run: (folder?: FileFolder) => Promise<unknown>): Promise<void> {
  const { counter, counted } = counting(workers())
  const fast = JSON.stringify(await run(counter), undefined, 1)
  expect(counted.failures).toEqual([])
  expect(counted.folded).toBeGreaterThan(0)
  expect(fast).toBe(JSON.stringify(await run(), undefined, 1))
}

/** What is answered, or why not: both have to be the same. */
function orError(answer: Promise<unknown>): Promise<unknown> {
  return answer.catch((error: Error) => ({ error: error.message }))
}

const source = () => filesSource([trail])
const days = { ...allActivity, start: '2026-03-03T00:00:00Z', end: '2026-03-05T00:00:00Z' }

describe('folded on threads, the example trail gives byte by byte what it gives folded plainly', async () => {
  const { principals: found } = await principals(source(), allActivity, silent)
  const roles = found.filter(({ type }) => type === 'role' || type === 'user').map(({ arn }) => arn)

  test('who is there', async () => {
    await both((folder) => principals(source(), allActivity, silent, folder))
    await both((folder) => principals(source(), days, silent, folder))
  })

  test('who did what', async () => {
    await both((folder) => activity(source(), { principal: undefined, query: allActivity }, silent, folder))
    await both((folder) => activity(source(), { principal: roles[0], query: days }, silent, folder))
  })

  test('a backtest', async () => {
    const options = { principal: roles[0]!, query: allActivity, horizonDays: 1 }
    await both((folder) => backtest(source(), options, silent, folder))
  })

  test.each<[string, Partial<typeof allActivity>]>([
    ['of all', {}],
    ['of some days', days],
    ['of a session', { session: '*a*' }],
    ['of a user agent', { userAgent: '*Boto3*' }],
  ])(
    'policies from the records %s, with when runtimes started',
    async (_, part) => {
      const query = { ...allActivity, ...part }
      for (const principal of [...roles.slice(0, part.start === undefined ? 6 : 3), '*marigold-*']) {
        const options = { principal, query, includeDenied: true }
        await both((folder) => orError(generate(source(), options, silent, folder)))
      }
    },
    120_000,
  )

  test('what policies allow, and what was denied', async () => {
    const asked = { principal: roles[0]!, query: allActivity, includeDenied: false }
    const { documents } = await generate(source(), asked, silent)
    const policies = documents.map((document) => ({ name: 'generated', document }))
    const options = { principal: roles[0]!, query: allActivity, policies }
    await both((folder) => verify(source(), options, silent, folder))
    const watch = { ...options, since: undefined, recipe: undefined }
    await both((folder) => watchDenials(source(), watch, silent, folder))
  })
})

describe('threads', () => {
  const reads = { sessions: false, userAgents: false }
  const task = { question: {}, period: { start: undefined, end: undefined }, reads }
  const start = (folder: FileFolder, bytes: number, path?: string) =>
    folder.start(
      [{ name: 'x', bytes, path, text: () => (async function* () {})() }],
      task,
      openAccessActivity(),
      openSeen(),
    )

  test('are not started for little, for a pipe, or without the module', () => {
    const files = { module: built('kernel/kernel.wasm'), worker: built('adapters/fold-workers/worker.js') }
    expect(start(foldWorkers(files), 1000, '/x')).toBeUndefined()
    expect(start(foldWorkers(files), 1e9)).toBeUndefined()
    expect(start(foldWorkers({ ...files, module: built('kernel/none.wasm') }), 1e9, '/x')).toBeUndefined()
  })

  test('that break leave everything to the plain fold', async () => {
    const broken = foldWorkers({
      workers: 2,
      fewestBytes: 0,
      module: built('kernel/kernel.wasm'),
      worker: new URL('data:text/javascript,throw new Error("broken")'),
    })
    const fast = await foldRecords(source(), allActivity, {}, silent, broken)
    const plain = await foldRecords(source(), allActivity, {}, silent)
    expect(activityText(fast.activity)).toBe(activityText(plain.activity))
  })
})
