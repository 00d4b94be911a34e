import { createHash, randomUUID } from 'node:crypto'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { openJobStore } from '../../adapters/job-store/job-store.js'
import type { ServerConfig } from '../config.js'
import type { Trails } from '../trails.js'
import { answerInChild, generateInChild } from './child-work.js'
import { generationRequest } from './generation.js'
import { jobWork } from './job-work.js'
import { question } from './question.js'
import { type JobQueue, openQueue, type Work } from './queue.js'

/** What queues are opened with. */
export interface QueueSettings {
  readonly jobs: ServerConfig['jobs']
  /** What tells this configuration from others. */
  readonly identity: string
  readonly trails: Trails
  /** Milliseconds since 1970. */
  readonly now: () => number
  readonly failed: (error: unknown) => void
}

/** The queues of a server. */
export interface Queues {
  /** Generations, which both APIs have. */
  readonly generations: JobQueue
  /** All other questions of the logs: they never wait for a generation. */
  readonly questions: JobQueue
  close(): Promise<void>
}

/** Opens both queues over what is on the disk. Throws JOBS_LOCKED and JOBS_UNUSABLE. */
export async function openQueues(settings: QueueSettings): Promise<Queues> {
  const { trails, jobs, identity } = settings
  const folder = jobs.folder ?? defaultFolder(identity)
  const generations = await openIn(folder, settings, {
    understands: (request) => generationRequest.safeParse(request).success,
    work: jobWork(trails, (task, told) => generateInChild(task, told)),
  })
  const questions = await openIn(join(folder, 'questions'), settings, {
    understands: (request) => question.safeParse(request).success,
    work: questionWork(trails),
  }).catch(async (error: unknown) => {
    await generations.close()
    throw error
  })
  const close = () => Promise.all([generations.close(), questions.close()]).then(() => undefined)
  return { generations, questions, close }
}

function questionWork(trails: Trails): Work {
  return (job, told) => {
    const asked = question.parse(job.request)
    const logs = asked.trails.map(({ cloudTrailArn }) => trails.get(cloudTrailArn))
    return answerInChild({ question: asked, logs }, told)
  }
}

async function openIn(
  folder: string,
  { jobs: { concurrency, queue: bound, keep }, now, failed }: QueueSettings,
  kind: { readonly understands: (request: unknown) => boolean; readonly work: Work },
): Promise<JobQueue> {
  const store = await openJobStore(folder)
  return openQueue({ store, ...kind, concurrency, bound, keep, now, newId: randomUUID, failed })
}

/** A folder for each configuration, and for each list of inputs without one, so that jobs stay with their logs. */
function defaultFolder(identity: string): string {
  const state = process.env.XDG_STATE_HOME ?? join(homedir(), '.local', 'state')
  return join(state, 'leastwise', 'jobs', createHash('sha256').update(identity).digest('hex').slice(0, 16))
}
