import { z } from 'zod'
import { clientTraits } from '../../core/cloudtrail/client.js'
import { generationOptions } from '../jobs/generation-options.js'
import { trailArn } from '../trails.js'

/** Anything of JSON; described where a schema of its own exists. */
const anything = z.unknown()

/** What every error is. */
export const errorShape = z
  .object({ error: z.object({ code: z.string(), message: z.string(), hint: z.string() }) })
  .describe('the codes are in docs/errors.md')

const principal = z.string().min(1).max(2048).describe('an ARN, a name, or a pattern with `*`')

const time = z.iso
  .datetime({ offset: true })
  .transform((text) => Date.parse(text))
  .refine((value) => Number.isFinite(value), 'is no time that exists')

const list = (item: z.ZodString) => z.array(item).max(100).default([])

/** What of the logs is asked about. */
const scope = {
  sources: z
    .array(z.string().regex(trailArn, 'must be the ARN of a trail'))
    .min(1)
    .max(100)
    .optional()
    .describe('ARNs of trails, as `/sources` lists them; all if absent'),
  start: time.optional().describe('from this time on'),
  end: time.optional().describe('until before this time'),
  regions: list(z.string().regex(/^[a-z]{2,4}(-[a-z]+){1,3}-\d{1,2}$/, 'must be a Region')),
  accounts: list(z.string().regex(/^\d{12}$/, 'must be an account: 12 digits')),
  userAgent: z
    .string()
    .min(1)
    .max(1024)
    .optional()
    .describe('only calls with a user agent like this: `*Terraform*`'),
  session: z
    .string()
    .min(1)
    .max(1024)
    .optional()
    .describe('only calls of role sessions with a name like this'),
  clientToken: z
    .string()
    .min(1)
    .max(128)
    .optional()
    .describe('the same token with the same request gives the same job'),
}

const policyText = z.strictObject({
  name: z.string().min(1).max(256).default('policy'),
  text: z.string().max(200_000).describe('a policy document, or an array of them, as JSON text'),
})

/** What can be asked of the logs. */
export const jobRequest = z.discriminatedUnion('kind', [
  z
    .strictObject({
      kind: z.literal('generate'),
      principal,
      ...scope,
      options: generationOptions.default({}),
    })
    .describe('the least policy for what a principal did'),
  z
    .strictObject({
      kind: z.literal('parts'),
      principal,
      splitBy: z.enum(clientTraits),
      ...scope,
      options: generationOptions.default({}),
    })
    .describe('a policy for each part of what a principal did'),
  z.strictObject({ kind: z.literal('principals'), ...scope }).describe('who is in the logs'),
  z
    .strictObject({ kind: z.literal('activity'), principal: principal.optional(), ...scope })
    .describe('who did what on which day'),
  z
    .strictObject({
      kind: z.literal('verify'),
      principal,
      policies: z.array(policyText).min(1).max(50),
      ...scope,
    })
    .describe('whether policies allow what a principal did'),
  z
    .strictObject({
      kind: z.literal('backtest'),
      principal,
      horizonDays: z.int().min(1).max(9999).optional(),
      ...scope,
    })
    .describe('whether a policy from the past would have survived what came after'),
])

/** What a client asked of the logs. */
export type JobRequest = z.output<typeof jobRequest>

/** Every kind of job. */
export const jobKinds = ['generate', 'parts', 'principals', 'activity', 'verify', 'backtest'] as const

/** A job as clients see it. */
export const jobShape = z.object({
  id: z.string(),
  kind: z.enum(jobKinds),
  status: z.enum(['IN_PROGRESS', 'SUCCEEDED', 'FAILED', 'CANCELED']),
  startedOn: z.string(),
  completedOn: z.string().nullable(),
  principal: z.string().nullable(),
  sources: z.array(z.string()),
  error: z.object({ code: z.string(), message: z.string() }).nullable().describe('why it failed'),
})

/** A job as clients see it. */
export type JobView = z.output<typeof jobShape>

/** A page of a list; `next` is the cursor of the one after it. */
export const pageShape = (item: z.ZodType) => z.object({ items: z.array(item), next: z.string().nullable() })

/** How a list is walked through. */
export const pageQuery = z.strictObject({
  limit: z.coerce.number<string>().int().min(1).max(10_000).default(1000).describe('how many items at most'),
  cursor: z.string().max(256).optional().describe('`next` of the page before'),
})

/** How long to wait for a job. */
export const waitQuery = z.strictObject({
  wait: z.coerce
    .number<string>()
    .int()
    .min(0)
    .max(60)
    .default(0)
    .describe('seconds to wait for the end of the job before answering'),
})

/** Which job. */
export const jobParameter = z.strictObject({ id: z.string().min(1).max(64) })

/** What a job gave: of lists, one page. */
export const resultShape = z
  .object({
    kind: z.enum(jobKinds),
    items: z.array(anything).optional().describe('principals, activity, parts: what was found'),
    next: z.string().nullable().optional(),
    policies: z.array(anything).optional().describe('generate: policy documents'),
    report: anything.optional().describe('generate: as schemas/report.schema.json says'),
    incomplete: z
      .array(z.string())
      .optional()
      .describe('generate: why the policy may be less than what is needed'),
    input: anything.optional().describe('what became of the logs'),
  })
  .loose()
