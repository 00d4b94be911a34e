import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { answerQuestion } from '../../src/server/jobs/answer-question.js'
import { generateFor } from '../../src/server/jobs/generate-for.js'
import type { FileFolder } from '../../src/workflows/ports.js'
import { workers } from '../fold-workers/built-workers.js'
import { counting } from '../fold-workers/counting-folder.js'

const logs = [{ inputs: [fileURLToPath(new URL('../../examples/trail', import.meta.url))], s3: {} }]
const trail = {
  cloudTrailArn: 'arn:aws:cloudtrail:eu-central-1:111122223333:trail/all',
  regions: [] as string[],
  allRegions: true,
}
const inOneRegion = { ...trail, regions: ['eu-central-1'], allRegions: false }
const principalArn = 'arn:aws:iam::111122223333:role/app/marigold-web-task'
const never: FileFolder = { start: () => undefined }
const nobody = () => undefined

describe('a job of the server, folded on threads, gives what it gives folded plainly', () => {
  test('a generation', async () => {
    const task = { request: { principalArn, trails: [trail] }, logs }
    const { counter, counted } = counting(workers())
    const fast = await generateFor(task, nobody, counter)
    expect(fast.kind).toBe('done')
    expect(fast).toEqual(await generateFor(task, nobody, never))
    expect(counted).toMatchObject({ left: 0, failures: [] })
    expect(counted.folded).toBeGreaterThan(0)
  })

  test.each(['principals', 'activity'] as const)('a question of %s', async (kind) => {
    const task = { question: { kind, trails: [trail], accounts: [] }, logs }
    const { counter, counted } = counting(workers())
    const fast = await answerQuestion(task, nobody, counter)
    expect(fast.kind).toBe('done')
    expect(fast).toEqual(await answerQuestion(task, nobody, never))
    expect(counted.folded).toBeGreaterThan(0)
  })

  test('trails of which other Regions are asked are read record by record', async () => {
    const question = {
      kind: 'principals' as const,
      trails: [inOneRegion, { ...trail, regions: ['us-east-1'] }],
    }
    const task = { question: { ...question, accounts: [] }, logs: [logs[0], logs[0]] }
    const { counter, counted } = counting(workers())
    const fast = await answerQuestion(task, nobody, counter)
    expect(fast.kind).toBe('done')
    expect(fast).toEqual(await answerQuestion(task, nobody, never))
    expect(counted.folded).toBe(0)
  })
})
