import { z } from 'zod'
import type { TrailLogs } from '../trails.js'
import { generationOptions } from './generation-options.js'

/** A trail and the Regions asked for. */
const trail = z.object({ cloudTrailArn: z.string(), regions: z.array(z.string()), allRegions: z.boolean() })

/** What a job is to generate, as it is kept with the job. Times are ISO 8601 UTC with whole seconds. */
export const generationRequest = z.object({
  principalArn: z.string(),
  trails: z.array(trail).min(1),
  /** Inclusive; `undefined` for all that there is. */
  start: z.string().optional(),
  /** Exclusive. */
  end: z.string().optional(),
  /** Beside what the Access Analyzer API can ask for. Then `principalArn` may be a name or a pattern too. */
  accounts: z.array(z.string()).optional(),
  userAgent: z.string().optional(),
  session: z.string().optional(),
  options: generationOptions.optional(),
})

/** What a job is to generate. */
export type GenerationRequest = z.output<typeof generationRequest>

/** What came of it, as it is kept with the job. */
export interface GenerationOutcome {
  /** Compact JSON: the policies with the resources that were used. */
  readonly policies: readonly string[]
  /** The same actions in AWS's layout, on placeholders. */
  readonly placeholders: readonly string[]
  /** The same actions in AWS's layout, on `*`. */
  readonly anyResource: readonly string[]
  /** Services that were used in ways that are not known as actions: a statement each, to be filled in. */
  readonly templates: readonly string[]
  /** Why the policy may be less than what is needed, in words; empty if it is complete. */
  readonly incomplete: readonly string[]
  /** First and last record; `null` if there is none. */
  readonly covered: { readonly start: string | null; readonly end: string | null }
  /** As schemas/report.schema.json says. */
  readonly report: unknown
}

/** How far a generation is. */
export interface GenerationProgress {
  readonly files: number
  readonly filesRead: number
  readonly records: number
}

/** What a worker is told: the request, and the logs of each of its trails. */
export interface GenerationTask {
  readonly request: GenerationRequest
  /** In the order of the request's trails; `undefined` for a trail that nothing is known of. */
  readonly logs: readonly (TrailLogs | undefined)[]
}

/** What a worker says. */
export type WorkerMessage =
  | { readonly kind: 'progress'; readonly progress: GenerationProgress }
  | { readonly kind: 'done'; readonly outcome: GenerationOutcome }
  | { readonly kind: 'failed'; readonly error: JobError }

/** Why a job failed, in AWS's codes. */
export interface JobError {
  readonly code:
    | 'AUTHORIZATION_ERROR'
    | 'RESOURCE_NOT_FOUND_ERROR'
    | 'SERVICE_QUOTA_EXCEEDED_ERROR'
    | 'SERVICE_ERROR'
  readonly message: string
}
