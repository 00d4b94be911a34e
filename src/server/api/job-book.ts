import { LeastwiseError } from '../../workflows/errors.js'
import type { StoredJob } from '../../workflows/ports.js'
import { wholeSecond } from '../aws/timestamp.js'
import { generationRequest } from '../jobs/generation.js'
import { question } from '../jobs/question.js'
import type { JobQueue, Submitted } from '../jobs/queue.js'
import type { Trails } from '../trails.js'
import { apiError } from './api-error.js'
import type { JobRequest, JobView } from './shapes.js'

/** Where jobs are: generations, which the Access Analyzer API shares, and all other questions of the logs. */
export interface JobQueues {
  readonly generations: JobQueue
  readonly questions: JobQueue
  readonly trails: Trails
}

/** A job and the queue that has it. */
export interface Entry {
  readonly job: StoredJob
  readonly queue: JobQueue
  readonly view: JobView
}

/** The job with an id. Throws JOB_NOT_FOUND. */
export function jobOf(queues: JobQueues, id: string): Entry {
  for (const queue of [queues.generations, queues.questions]) {
    const job = queue.get(id)
    if (job !== undefined) return { job, queue, view: viewOf(job) }
  }
  throw apiError(
    'JOB_NOT_FOUND',
    'There is no such job, or it is not kept any more.',
    'list the jobs with GET /api/v1/jobs',
  )
}

/** All jobs, the latest first. */
export function allJobs({ generations, questions }: JobQueues): readonly JobView[] {
  const order = (a: StoredJob, b: StoredJob) => (keyOf(a) < keyOf(b) ? 1 : -1)
  return [...generations.list(), ...questions.list()].sort(order).map(viewOf)
}

/** What jobs are ordered by. */
export function keyOf({ startedOn, id }: Pick<StoredJob, 'startedOn' | 'id'>): string {
  return `${startedOn} ${id}`
}

/** A job as clients see it. */
export function viewOf({ id, status, startedOn, completedOn, error, request }: StoredJob): JobView {
  const asked = question.safeParse(request)
  const generation = asked.success ? undefined : generationRequest.parse(request)
  const trails = asked.success ? asked.data.trails : generation!.trails
  const principal = asked.success
    ? 'principal' in asked.data
      ? asked.data.principal
      : undefined
    : generation!.principalArn
  return {
    id,
    kind: asked.success ? asked.data.kind : 'generate',
    status,
    startedOn,
    completedOn: completedOn ?? null,
    principal: principal ?? null,
    sources: trails.map(({ cloudTrailArn }) => cloudTrailArn),
    error: error === undefined ? null : ownError(error),
  }
}

/** Our own code, which stands in front of the message where it is ours. */
function ownError({ code, message }: NonNullable<StoredJob['error']>): { code: string; message: string } {
  const own = /^([A-Z_]{3,}): (.*)$/s.exec(message)
  return own === null ? { code, message } : { code: own[1]!, message: own[2]! }
}

/** Takes a job. Throws TRAIL_NOT_FOUND, TOO_MANY_REQUESTS and TOKEN_REUSED. */
export async function submit(queues: JobQueues, given: JobRequest): Promise<Entry> {
  const { kind, sources, start, end, regions, accounts, clientToken, ...rest } = given
  if (start !== undefined && end !== undefined && end <= start)
    throw apiError('REQUEST_INVALID', 'body.end: must be after start', 'give a period that has a length')
  const scope = {
    trails: trailsOf(queues.trails, sources, regions),
    ...(start === undefined ? {} : { start: wholeSecond(start) }),
    ...(end === undefined ? {} : { end: wholeSecond(end) }),
    accounts,
  }
  const token = clientToken === undefined ? undefined : `api ${clientToken}`
  if (kind === 'generate') {
    const { principal, ...shape } = rest as Extract<JobRequest, { kind: 'generate' }>
    return taken(
      queues.generations,
      await queues.generations.submit({ principalArn: principal, ...scope, ...shape }, token),
    )
  }
  return taken(queues.questions, await queues.questions.submit({ kind, ...rest, ...scope }, token))
}

function taken(queue: JobQueue, submitted: Submitted): Entry {
  if (submitted.kind === 'full') {
    const hint = 'wait until others have ended, or cancel some'
    const error = apiError('TOO_MANY_REQUESTS', 'As many jobs wait as this server takes.', hint)
    throw Object.assign(error, { refusal: { ...error.refusal, retryAfterSeconds: 5 } })
  }
  if (submitted.kind === 'other-request')
    throw apiError(
      'TOKEN_REUSED',
      'The client token was used for another request.',
      'use a new one for every request',
    )
  return { job: submitted.job, queue, view: viewOf(submitted.job) }
}

function trailsOf(trails: Trails, sources: readonly string[] | undefined, regions: readonly string[]) {
  const wanted = sources === undefined ? [...trails.keys()] : [...new Set(sources)]
  const unknown = wanted.find((arn) => !trails.has(arn))
  if (unknown !== undefined) {
    const hint = 'name a trail that GET /api/v1/sources lists'
    throw new LeastwiseError('TRAIL_NOT_FOUND', `the server has no trail \`${unknown.slice(0, 200)}\``, hint)
  }
  return wanted.map((cloudTrailArn) => ({
    cloudTrailArn,
    regions: [...new Set(regions)],
    allRegions: regions.length === 0,
  }))
}
