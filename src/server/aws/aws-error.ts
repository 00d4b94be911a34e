/** The errors of the Access Analyzer API and their HTTP status: https://docs.aws.amazon.com/access-analyzer/latest/APIReference/CommonErrors.html */
export const errorStatus = {
  AccessDeniedException: 403,
  ConflictException: 409,
  InternalServerException: 500,
  InvalidParameterException: 400,
  ResourceNotFoundException: 404,
  ServiceQuotaExceededException: 402,
  ThrottlingException: 429,
  UnprocessableEntityException: 422,
  ValidationException: 400,
} as const

/** The name of an error, as the header `x-amzn-errortype` has it. */
export type AwsErrorName = keyof typeof errorStatus

/** Why a request is no valid one, in AWS's words. */
export type ValidationReason =
  | 'unknownOperation'
  | 'cannotParse'
  | 'fieldValidationFailed'
  | 'other'
  | 'notSupported'

/** What an error says beside its message, as the model has it. */
export interface AwsErrorDetails {
  /** Of a ValidationException. */
  readonly reason?: ValidationReason
  readonly fieldList?: readonly { readonly name: string; readonly message: string }[]
  /** Of a ConflictException, ServiceQuotaExceededException or ResourceNotFoundException. */
  readonly resourceId?: string
  readonly resourceType?: string
  /** Of a ThrottlingException or InternalServerException; goes into the header `Retry-After`. */
  readonly retryAfterSeconds?: number
}

/** An error that the caller is told, in AWS's shape. */
export class AwsError extends Error {
  constructor(
    override readonly name: AwsErrorName,
    message: string,
    readonly details: AwsErrorDetails = {},
  ) {
    super(message)
  }
}

/** What a caller hears of a failure that is ours. */
export function internalError(): AwsError {
  return new AwsError('InternalServerException', 'the server failed; its log says more', {
    retryAfterSeconds: 1,
  })
}

/** A request that says something which cannot be. */
export function invalidField(name: string, message: string): AwsError {
  return new AwsError('ValidationException', `${name}: ${message}`, {
    reason: 'fieldValidationFailed',
    fieldList: [{ name, message }],
  })
}
