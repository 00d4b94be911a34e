import { type ErrorCode, LeastwiseError } from '../../workflows/errors.js'
import type { JobError } from './generation.js'

/** What our errors are in AWS's four codes; all others are SERVICE_ERROR. */
const codes: Partial<Record<ErrorCode, JobError['code']>> = {
  INPUT_NOT_FOUND: 'RESOURCE_NOT_FOUND_ERROR',
  STORE_NOT_FOUND: 'RESOURCE_NOT_FOUND_ERROR',
  NO_RECORDS: 'RESOURCE_NOT_FOUND_ERROR',
  NO_MATCHING_RECORDS: 'RESOURCE_NOT_FOUND_ERROR',
  PRINCIPAL_NOT_FOUND: 'RESOURCE_NOT_FOUND_ERROR',
  TRAIL_NOT_FOUND: 'RESOURCE_NOT_FOUND_ERROR',
  INPUT_UNREADABLE: 'AUTHORIZATION_ERROR',
  S3_CREDENTIALS: 'AUTHORIZATION_ERROR',
  S3_DENIED: 'AUTHORIZATION_ERROR',
  POLICY_TOO_LARGE: 'SERVICE_QUOTA_EXCEEDED_ERROR',
}

/** What a caller is told of a failed job: our own sentence, with our code in front. Never a stack trace. */
export function jobErrorOf(error: unknown): JobError {
  if (!(error instanceof LeastwiseError)) {
    const what = error instanceof Error ? error.message : String(error)
    return { code: 'SERVICE_ERROR', message: `unexpected: ${what}` }
  }
  const message = `${error.code}: ${error.message}; ${error.hint}`
  return { code: codes[error.code] ?? 'SERVICE_ERROR', message }
}
