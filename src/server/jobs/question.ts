import { z } from 'zod'
import { clientTraits } from '../../core/cloudtrail/client.js'
import type { TrailLogs } from '../trails.js'
import { generationOptions } from './generation-options.js'

/** What every question of the logs has: which trails, and what of them. Times are ISO 8601 UTC with whole seconds. */
const scope = {
  trails: z
    .array(z.object({ cloudTrailArn: z.string(), regions: z.array(z.string()), allRegions: z.boolean() }))
    .min(1),
  start: z.string().optional(),
  end: z.string().optional(),
  accounts: z.array(z.string()),
  userAgent: z.string().optional(),
  session: z.string().optional(),
}

/** A question of the logs that is no generation, as it is kept with its job. */
export const question = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('principals'), ...scope }),
  z.object({ kind: z.literal('activity'), principal: z.string().optional(), ...scope }),
  z.object({
    kind: z.literal('verify'),
    principal: z.string(),
    policies: z.array(z.object({ name: z.string(), text: z.string() })),
    ...scope,
  }),
  z.object({
    kind: z.literal('backtest'),
    principal: z.string(),
    horizonDays: z.number().optional(),
    ...scope,
  }),
  z.object({
    kind: z.literal('parts'),
    principal: z.string(),
    splitBy: z.enum(clientTraits),
    options: generationOptions,
    ...scope,
  }),
])

/** A question of the logs. */
export type Question = z.output<typeof question>

/** What the worker that answers questions is told. */
export interface QuestionTask {
  readonly question: Question
  /** In the order of the question's trails. */
  readonly logs: readonly (TrailLogs | undefined)[]
}
