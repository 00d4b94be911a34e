/**
 * Every reason for which a request is answered with an error before any workflow runs: our own code, what it means,
 * the HTTP status, and the name that AWS has for it (the common errors of
 * https://docs.aws.amazon.com/access-analyzer/latest/APIReference/CommonErrors.html, and the errors of the API model).
 * The table in docs/errors.md is compared with this one.
 */
export const refusals = {
  REQUEST_MALFORMED: [
    400,
    'MalformedHttpRequestException',
    'the request line, a header or the body is not what HTTP allows',
  ],
  HOST_REFUSED: [
    403,
    'AccessDeniedException',
    'the `Host` header names another machine: perhaps a web page that was made to point here',
  ],
  ORIGIN_REFUSED: [403, 'AccessDeniedException', 'a web page of another origin made the request'],
  SIGNATURE_REQUIRED: [
    403,
    'MissingAuthenticationTokenException',
    'the request is not signed, and this server answers signed requests only',
  ],
  SIGNATURE_INCOMPLETE: [
    403,
    'IncompleteSignatureException',
    'the request is signed in a way that is not Signature Version 4, or a part of the signature is missing',
  ],
  SIGNATURE_INVALID: [
    403,
    'InvalidSignatureException',
    'the signature is not that of this request with the secret of the key',
  ],
  SIGNATURE_EXPIRED: [
    403,
    'InvalidSignatureException',
    'the time of the signature is more than five minutes off, or the presigned address has expired',
  ],
  KEY_UNKNOWN: [
    403,
    'UnrecognizedClientException',
    'the server has no such access key, or the session token is not that of the key',
  ],
  KEY_EXPIRED: [
    403,
    'ExpiredTokenException',
    'the access key is past the time that the configuration gives it',
  ],
  BODY_TOO_LARGE: [413, 'RequestEntityTooLargeException', 'the body is larger than the server takes'],
  HEADERS_TOO_LARGE: [431, 'MalformedHttpRequestException', 'the headers are larger than the server takes'],
  CONTENT_TYPE_REFUSED: [
    415,
    'MalformedHttpRequestException',
    'the body is not said to be `application/json`',
  ],
  REQUEST_TIMEOUT: [408, 'RequestTimeoutException', 'the request took too long to arrive'],
  TOO_MANY_REQUESTS: [
    429,
    'ThrottlingException',
    'the client makes more requests than the configuration allows; `Retry-After` says when to try again',
  ],
  ROUTE_NOT_FOUND: [404, 'UnknownOperationException', 'there is nothing at this method and path'],
  REQUEST_INVALID: [
    400,
    'ValidationException',
    'a parameter or the body is not what the operation takes; the message names the place',
  ],
  JOB_NOT_FOUND: [
    404,
    'ResourceNotFoundException',
    'there is no job with the id, or it is not kept any more',
  ],
  JOB_NOT_ENDED: [409, 'ConflictException', 'the job is in progress and has no result yet'],
  JOB_HAS_NONE: [
    409,
    'ConflictException',
    'the job ended without what is asked for: it failed, was canceled, or is of another kind',
  ],
  TOKEN_REUSED: [409, 'ConflictException', 'the client token was used for another request'],
  INTERNAL: [
    500,
    'InternalServerException',
    'something unexpected happened; the log of the server says more under the id of the request',
  ],
} as const satisfies Record<string, readonly [status: number, aws: string, meaning: string]>

/** A stable code of the catalog. */
export type RefusalCode = keyof typeof refusals

/** Why a request is refused, in words for whoever sent it. Never holds a secret, a signature or a stack trace. */
export interface Refusal {
  readonly code: RefusalCode
  /** One sentence; for what AWS refuses too, the sentence that AWS uses. */
  readonly message: string
  /** What to do next. */
  readonly hint: string
  /** Seconds after which it is worth to try again; throttling only. */
  readonly retryAfterSeconds?: number
}
