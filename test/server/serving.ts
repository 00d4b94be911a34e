import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { openJobStore } from '../../src/adapters/job-store/job-store.js'
import { validatePolicy } from '../../src/core/checks/validate/validate.js'
import { createApp } from '../../src/server/app.js'
import { awsRoutes } from '../../src/server/aws/aws-routes.js'
import type { PlainResources } from '../../src/server/aws/policy-generations.js'
import type { Validate } from '../../src/server/aws/validate-apart.js'
import { generateFor } from '../../src/server/jobs/generate-for.js'
import { type GenerationTask, generationRequest } from '../../src/server/jobs/generation.js'
import { jobWork } from '../../src/server/jobs/job-work.js'
import { type JobQueue, openQueue, type Running } from '../../src/server/jobs/queue.js'
import { type ConfiguredTrail, type Trails, trailsOf } from '../../src/server/trails.js'

/** An answer as it came. */
export interface Answer {
  readonly status: number
  /** The name of the error, or `null`. */
  readonly error: string | null
  readonly headers: Headers
  // biome-ignore lint/suspicious/noExplicitAny: a test says what it expects of the JSON
  readonly body: any
}

/** A server that is asked without a network; generations run in this process. */
export interface Serving {
  readonly queue: JobQueue
  readonly trails: Trails
  readonly failures: unknown[]
  ask(method: string, path: string, body?: unknown): Promise<Answer>
  /** Starts a generation and waits for its end. Gives the answer of GetGeneratedPolicy. */
  generated(body: unknown, flags?: string): Promise<Answer>
}

export interface ServingOptions {
  readonly trails: Readonly<Record<string, ConfiguredTrail>>
  readonly resources?: PlainResources
  readonly now?: () => number
  readonly bound?: number
}

/** In this thread: the thread of long documents is compiled code. */
const validate: Validate = async ({ text, use }) => validatePolicy(text, use)

/** A folder that is gone after the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'leastwise-server-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

export async function serving(options: ServingOptions): Promise<Serving> {
  const { resources = 'used', now = Date.now, bound = 100 } = options
  const trails = trailsOf(options.trails)
  const failures: unknown[] = []
  const failed = (error: unknown) => failures.push(error)
  const store = await openJobStore(temporaryFolder())
  const work = jobWork(trails, inThisProcess)
  const week = 7 * 86_400_000
  const understands = (request: unknown) => generationRequest.safeParse(request).success
  const limits = { concurrency: 1, bound, keep: week }
  const queue = await openQueue({ store, work, understands, ...limits, now, newId: randomUUID, failed })
  onTestFinished(() => queue.close())
  const app = createApp({
    guards: [],
    parts: [awsRoutes({ queue, trails, resources, now, validate })],
    failed,
  })
  const ask = async (method: string, path: string, body?: unknown): Promise<Answer> => {
    const text = body === undefined || typeof body === 'string' ? body : JSON.stringify(body)
    const answer = await app.request(path, { method, ...(text === undefined ? {} : { body: text }) })
    const error = answer.headers.get('x-amzn-errortype')
    return { status: answer.status, error, headers: answer.headers, body: await answer.json() }
  }
  const generated = async (body: unknown, flags = '') => {
    const started = await ask('PUT', '/policy/generation', body)
    if (started.status !== 200) throw new Error(JSON.stringify(started.body))
    await ended(queue, started.body.jobId)
    return ask('GET', `/policy/generation/${started.body.jobId}${flags}`)
  }
  return { queue, trails, failures, ask, generated }
}

/** Waits until a job is not in progress any more. */
export async function ended(queue: JobQueue, id: string): Promise<void> {
  if (queue.get(id)?.status !== 'IN_PROGRESS') return
  await new Promise<void>((done) => queue.watch(id, ({ kind }) => kind === 'ended' && done()))
}

function inThisProcess(task: GenerationTask, told: (progress: unknown) => void): Running {
  const ended = generateFor(task, told).then((said) => {
    if (said.kind === 'done') return { kind: 'done', result: said.outcome } as const
    if (said.kind === 'failed') return said
    throw new Error('a generation ends with an answer')
  })
  return { ended, stop: () => undefined }
}
