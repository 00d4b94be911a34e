import { z } from 'zod'
import type { GenerationRequest } from '../jobs/generation.js'
import type { JobQueue } from '../jobs/queue.js'
import type { Trails } from '../trails.js'
import { trailArn } from '../trails.js'
import { AwsError, invalidField } from './aws-error.js'
import { readBody } from './body.js'
import { timestamp, wholeSecond } from './timestamp.js'

/** https://docs.aws.amazon.com/access-analyzer/latest/APIReference/API_PolicyGenerationDetails.html */
export const principalArn = z
  .string('a role or user is needed')
  .regex(/^arn:[^:]*:iam::[^:]*:(role|user)\/.{1,576}$/, 'must be the ARN of a role or user')

/** https://docs.aws.amazon.com/access-analyzer/latest/APIReference/API_Trail.html */
const trail = z.object({
  cloudTrailArn: z.string('a trail is needed').regex(trailArn, 'must be the ARN of a trail'),
  regions: z
    .array(z.string().regex(/^[a-z0-9-]{1,64}$/, 'must be a Region'))
    .max(100)
    .optional(),
  allRegions: z.boolean().optional(),
})

const cloudTrailDetails = z.object({
  trails: z.array(trail).min(1, 'at least one trail is needed').max(100),
  accessRole: z
    .string('an access role is needed')
    .regex(/^arn:[^:]*:iam::[^:]*:role\/.{1,576}$/, 'must be the ARN of a role'),
  startTime: timestamp,
  endTime: timestamp.optional(),
})

/** https://docs.aws.amazon.com/access-analyzer/latest/APIReference/API_StartPolicyGeneration.html */
const input = z.object({
  policyGenerationDetails: z.object({ principalArn }, 'a principal is needed'),
  cloudTrailDetails: cloudTrailDetails.optional(),
  clientToken: z.string().max(1024).optional(),
})

/** Takes a job. Throws the errors of the model. */
export async function startPolicyGeneration(
  body: string,
  { queue, trails, now }: { readonly queue: JobQueue; readonly trails: Trails; readonly now: () => number },
): Promise<object> {
  const given = readBody(body, input)
  const request = requestOf(given, trails, now())
  const token = given.clientToken === '' ? undefined : given.clientToken
  const submitted = await queue.submit(request, token)
  if (submitted.kind === 'full') throw tooMany()
  if (submitted.kind === 'other-request') throw otherRequest(submitted.job.id)
  return { jobId: submitted.job.id }
}

function requestOf(
  { policyGenerationDetails, cloudTrailDetails: details }: z.output<typeof input>,
  trails: Trails,
  now: number,
): GenerationRequest {
  const principal = policyGenerationDetails.principalArn
  if (details === undefined) {
    const all = [...trails.keys()].map((cloudTrailArn) => ({ cloudTrailArn, regions: [], allRegions: true }))
    return { principalArn: principal, trails: all }
  }
  const { startTime, endTime } = details
  if (startTime > now) throw invalidField('cloudTrailDetails.startTime', 'lies in the future')
  if (endTime !== undefined && endTime <= startTime)
    throw invalidField('cloudTrailDetails.endTime', 'must be after startTime')
  return {
    principalArn: principal,
    trails: details.trails.map(askedFor),
    start: wholeSecond(startTime),
    ...(endTime === undefined ? {} : { end: wholeSecond(endTime) }),
  }
}

/** All Regions is what is meant unless some are named. */
function askedFor({ cloudTrailArn, regions = [], allRegions }: z.output<typeof trail>, at: number) {
  if (allRegions === false && regions.length === 0)
    throw invalidField(
      `cloudTrailDetails.trails[${at}].regions`,
      'no Region is asked for, and not all of them either',
    )
  const all = allRegions === true || regions.length === 0
  return { cloudTrailArn, regions: all ? [] : [...new Set(regions)], allRegions: all }
}

function tooMany(): AwsError {
  const message = 'as many generations wait as this server takes; try again later'
  return new AwsError('ThrottlingException', message, { retryAfterSeconds: 5 })
}

function otherRequest(resourceId: string): AwsError {
  const message = 'the client token was used for another request'
  return new AwsError('ConflictException', message, { resourceId, resourceType: 'PolicyGeneration' })
}
