import { z } from 'zod'
import type { StoredJob } from '../../workflows/ports.js'
import { type GenerationOutcome, generationRequest } from '../jobs/generation.js'
import type { JobQueue } from '../jobs/queue.js'
import { AwsError } from './aws-error.js'
import { readBody, readCount, readFlag } from './body.js'
import { pageOf } from './page.js'
import { principalArn } from './start-policy-generation.js'

/** What GetGeneratedPolicy answers where no placeholders are asked for: the resources used, or `*` as AWS does. */
export type PlainResources = 'used' | 'any'

type Query = Readonly<Record<string, string>>

/** https://docs.aws.amazon.com/access-analyzer/latest/APIReference/API_GetGeneratedPolicy.html */
export async function getGeneratedPolicy(
  queue: JobQueue,
  jobId: string,
  query: Query,
  resources: PlainResources,
): Promise<object> {
  const placeholders = readFlag(query.includeResourcePlaceholders, 'includeResourcePlaceholders')
  const template = readFlag(query.includeServiceLevelTemplate, 'includeServiceLevelTemplate')
  const job = requireJob(queue, jobId)
  const outcome = (await queue.result(jobId)) as GenerationOutcome | undefined
  const policies =
    outcome === undefined
      ? []
      : [
          ...(placeholders
            ? outcome.placeholders
            : resources === 'any'
              ? outcome.anyResource
              : outcome.policies),
          ...(template ? outcome.templates : []),
        ]
  return {
    jobDetails: detailsOf(job),
    generatedPolicyResult: {
      properties: propertiesOf(job, outcome),
      generatedPolicies: policies.map((policy) => ({ policy })),
    },
  }
}

function detailsOf({ id, status, startedOn, completedOn, error }: StoredJob): object {
  return { jobId: id, status, startedOn, completedOn, jobError: error }
}

function propertiesOf(job: StoredJob, outcome: GenerationOutcome | undefined): object {
  const { principalArn: principal, trails, start, end } = generationRequest.parse(job.request)
  const startTime = start ?? outcome?.covered.start
  const endTime = end ?? (start === undefined ? outcome?.covered.end : job.startedOn)
  const known = typeof startTime === 'string' && typeof endTime === 'string'
  return {
    isComplete: outcome !== undefined && outcome.incomplete.length === 0,
    principalArn: principal,
    ...(known ? { cloudTrailProperties: { trailProperties: trails, startTime, endTime } } : {}),
  }
}

/** https://docs.aws.amazon.com/access-analyzer/latest/APIReference/API_ListPolicyGenerations.html */
export function listPolicyGenerations(queue: JobQueue, query: Query): object {
  const { principalArn: wanted, nextToken } = query
  if (wanted !== undefined) readBody(JSON.stringify({ principalArn: wanted }), z.object({ principalArn }))
  const maxResults = readCount(query.maxResults, 'maxResults')
  const jobs = queue
    .list()
    .map((job) => ({ job, principal: generationRequest.parse(job.request).principalArn }))
    .filter(({ principal }) => principalArn.safeParse(principal).success)
    .filter(({ principal }) => wanted === undefined || principal === wanted)
  const { items, nextToken: next } = pageOf(
    jobs,
    ['ListPolicyGenerations', wanted ?? null],
    { maxResults, nextToken },
    ({ job }) => `${job.startedOn} ${job.id}`,
    ({ job }, _at, key) => `${job.startedOn} ${job.id}` < key,
  )
  return {
    policyGenerations: items.map(({ job: { id, status, startedOn, completedOn }, principal }) => ({
      jobId: id,
      principalArn: principal,
      status,
      startedOn,
      completedOn,
    })),
    nextToken: next,
  }
}

/** https://docs.aws.amazon.com/access-analyzer/latest/APIReference/API_CancelPolicyGeneration.html */
export async function cancelPolicyGeneration(queue: JobQueue, jobId: string): Promise<object> {
  requireJob(queue, jobId)
  const job = await queue.cancel(jobId)
  if (job?.status === 'CANCELED') return {}
  throw new AwsError(
    'ValidationException',
    `the job ${jobId} has ended already: ${job?.status ?? 'it is gone'}`,
    {
      reason: 'other',
    },
  )
}

function requireJob(queue: JobQueue, jobId: string): StoredJob {
  const job = queue.get(jobId)
  if (job !== undefined) return job
  const message = 'there is no such job, or it is not kept any more'
  throw new AwsError('ValidationException', `jobId: ${message}`, {
    reason: 'fieldValidationFailed',
    fieldList: [{ name: 'jobId', message }],
  })
}
