import type { Trails } from '../trails.js'
import { type GenerationTask, generationRequest } from './generation.js'
import type { Running, Work } from './queue.js'

/** Begins generations: each job with the logs of its trails, and a period that has an end. */
export function jobWork(
  trails: Trails,
  generate: (task: GenerationTask, told: (progress: unknown) => void) => Running,
): Work {
  return (job, told) => {
    const request = generationRequest.parse(job.request)
    // Without an end, the period ends when the job was asked for, however late it is begun.
    const end = request.end ?? (request.start === undefined ? undefined : `${job.startedOn.slice(0, 19)}Z`)
    const logs = request.trails.map(({ cloudTrailArn }) => trails.get(cloudTrailArn))
    return generate({ request: end === undefined ? request : { ...request, end }, logs }, told)
  }
}
