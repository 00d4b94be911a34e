import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { openJobStore } from '../../../src/adapters/job-store/job-store.js'
import { apiRoutes } from '../../../src/server/api/api-routes.js'
import { jobStreams } from '../../../src/server/api/job-events.js'
import { jobRoutes } from '../../../src/server/api/job-routes.js'
import { openapiOf } from '../../../src/server/api/openapi.js'
import { plainRoutes } from '../../../src/server/api/plain-routes.js'
import { createApp } from '../../../src/server/app.js'
import { awsRoutes } from '../../../src/server/aws/aws-routes.js'
import { openValidation } from '../../../src/server/aws/validate-apart.js'
import { answerQuestion } from '../../../src/server/jobs/answer-question.js'
import { generateFor } from '../../../src/server/jobs/generate-for.js'
import { generationRequest } from '../../../src/server/jobs/generation.js'
import { jobWork } from '../../../src/server/jobs/job-work.js'
import { question } from '../../../src/server/jobs/question.js'
import { type Ending, openQueue, type Work } from '../../../src/server/jobs/queue.js'
import { trailsOf } from '../../../src/server/trails.js'
import { temporaryFolder } from '../serving.js'

export const trail = 'arn:aws:cloudtrail:eu-central-1:111122223333:trail/main'
export const example = join(import.meta.dirname, '../../../examples/trail')

/** Both APIs over logs, asked without a network; the work is done in this process. */
export async function asking(
  options: {
    readonly trails?: Readonly<Record<string, string | readonly string[]>>
    readonly bound?: number
    /** Instead of the work itself. */
    readonly work?: Work
  } = {},
) {
  const trails = trailsOf(options.trails ?? { [trail]: example })
  const failures: unknown[] = []
  const failed = (error: unknown) => failures.push(error)
  const folder = temporaryFolder()
  const generations = await open(
    folder,
    (request) => generationRequest.safeParse(request).success,
    generationWork(),
  )
  const questions = await open(
    join(folder, 'questions'),
    (request) => question.safeParse(request).success,
    questionWork,
  )
  onTestFinished(() => Promise.all([generations.close(), questions.close()]).then(() => undefined))
  const streams = jobStreams()
  const routes = [
    ...plainRoutes(trails, openValidation()),
    ...jobRoutes({ generations, questions, trails }, streams),
  ]
  const aws = awsRoutes({ queue: generations, trails, resources: 'used', now: Date.now })
  const app = createApp({ guards: [], parts: [apiRoutes(routes), aws], failed })
  return {
    app,
    routes,
    document: openapiOf(routes),
    failures,
    streams,
    generations,
    questions,
    ask,
    done,
    result,
  }

  async function open(place: string, understands: (request: unknown) => boolean, usual: Work) {
    const { bound = 100, work = usual } = options
    const store = await openJobStore(place)
    const keep = 7 * 86_400_000
    return openQueue({
      store,
      understands,
      work,
      concurrency: 1,
      bound,
      keep,
      now: Date.now,
      newId: randomUUID,
      failed,
    })
  }

  function generationWork(): Work {
    return jobWork(trails, (task, told) => ({
      ended: generateFor(task, told)
        .then((said) => said as Ending & { outcome: unknown })
        .then(endingOf),
      stop: () => undefined,
    }))
  }

  function questionWork(job: Parameters<Work>[0], told: Parameters<Work>[1]) {
    const asked = question.parse(job.request)
    const logs = asked.trails.map(({ cloudTrailArn }) => trails.get(cloudTrailArn))
    return { ended: answerQuestion({ question: asked, logs }, told).then(endingOf), stop: () => undefined }
  }

  /** An answer as status and JSON (or text). */
  async function ask(method: string, path: string, body?: unknown) {
    const init =
      body === undefined
        ? { method }
        : { method, body: typeof body === 'string' ? body : JSON.stringify(body) }
    const answer = await app.request(`/api/v1${path}`, init)
    const text = await answer.text()
    const isJson = answer.headers.get('content-type')?.startsWith('application/json') === true
    return {
      status: answer.status,
      headers: answer.headers,
      text,
      // biome-ignore lint/suspicious/noExplicitAny: a test says what it expects of the JSON
      body: (isJson ? JSON.parse(text) : undefined) as any,
    }
  }

  /** Asks and waits for the end. */
  async function done(body: object) {
    const { status, body: job } = await ask('POST', '/jobs?wait=60', body)
    if (status !== 200) throw new Error(JSON.stringify(job))
    return job
  }

  /** Asks, waits, and gives the result. */
  async function result(body: object, query = '') {
    const job = await done(body)
    return (await ask('GET', `/jobs/${job.id}/result${query}`)).body
  }
}

function endingOf(said: { kind: string; outcome?: unknown; error?: unknown }): Ending {
  return (said.kind === 'done' ? { kind: 'done', result: said.outcome } : said) as Ending
}
