import type { Context } from 'hono'
import type { z } from 'zod'
import { LeastwiseError } from '../../workflows/errors.js'
import { AwsError } from '../aws/aws-error.js'
import { refuse } from '../guard/guards.js'
import type { Refusal, RefusalCode } from '../guard/refusal.js'

/** A request that the API cannot do, to be answered with a code of the catalog. */
export class ApiError extends Error {
  override readonly name = 'ApiError'
  constructor(readonly refusal: Refusal) {
    super(refusal.message)
  }
}

/** An {@link ApiError} with a code, a sentence and what to do. */
export function apiError(code: RefusalCode, message: string, hint: string): ApiError {
  return new ApiError({ code, message, hint })
}

/** What is wrong with a part of a request: the first place, and how many more there are. */
export function invalidRequest(part: string, { issues }: z.ZodError): ApiError {
  const [first] = issues
  const path = first!.path
    .map((step) => (typeof step === 'number' ? `[${step}]` : `.${String(step)}`))
    .join('')
  const more = issues.length > 1 ? ` (and ${issues.length - 1} more)` : ''
  return apiError(
    'REQUEST_INVALID',
    `${part}${path}: ${first!.message}${more}`,
    'see /api/v1/openapi.json for what the operation takes',
  )
}

/** The answer to an error that a route throws, or `undefined` for one that nobody expected. */
export function apiAnswer(context: Context, error: unknown): Response | undefined {
  if (error instanceof ApiError) return refuse(context, error.refusal)
  if (error instanceof AwsError) return refuse(context, ownOf(error))
  if (!(error instanceof LeastwiseError)) return undefined
  const { code, message, hint } = error
  return context.json({ error: { code, message, hint } }, code === 'TRAIL_NOT_FOUND' ? 404 : 400)
}

/** What both APIs share says its errors in AWS's words. */
function ownOf({ name, message, details: { retryAfterSeconds } }: AwsError): Refusal {
  return name === 'ThrottlingException'
    ? {
        code: 'TOO_MANY_REQUESTS',
        message,
        hint: 'try again later',
        retryAfterSeconds: retryAfterSeconds ?? 1,
      }
    : { code: 'REQUEST_INVALID', message, hint: 'see /api/v1/openapi.json for what the operation takes' }
}
