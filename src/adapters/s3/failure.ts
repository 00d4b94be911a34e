/** What an error of the AWS SDK, or of the network below it, means to us. */
export interface Failure {
  readonly kind: FailureKind
  /** AWS's code, or the system's: `SlowDown`, `ECONNRESET`. */
  readonly code: string
  readonly message: string
  /** How long AWS asks to wait, in milliseconds. */
  readonly retryAfter: number | undefined
}

/** `transient` and `unreachable` are worth another try. */
export type FailureKind =
  | 'transient'
  | 'unreachable'
  | 'credentials'
  | 'denied'
  | 'kms'
  | 'archived'
  | 'changed'
  | 'missing'
  | 'no-bucket'
  | 'other'

/** The credentials could not be had at all: by the chain, or by assuming the role. */
export class NoCredentials extends Error {
  override readonly name = 'NoCredentials'
  constructor(override readonly cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause))
  }
}

/** An answer that ended before it was complete, or stood still. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted'
}

/** An answer about another version of the object than the one that was listed. */
export class Changed extends Error {
  override readonly name = 'Changed'
}

/** As the SDK throws them. */
interface SdkError extends Error {
  readonly code?: unknown
  readonly $metadata?: { readonly httpStatusCode?: number | undefined }
  readonly $response?: {
    readonly statusCode?: number
    readonly headers?: Readonly<Record<string, string | undefined>>
  }
}

/** Source: https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html */
const kinds: ReadonlyMap<string, FailureKind> = new Map<string, FailureKind>([
  ['NoCredentials', 'credentials'],
  ['CredentialsProviderError', 'credentials'],
  ['ExpiredToken', 'credentials'],
  ['InvalidAccessKeyId', 'credentials'],
  ['InvalidSecurity', 'credentials'],
  ['InvalidToken', 'credentials'],
  ['NotSignedUp', 'credentials'],
  ['SignatureDoesNotMatch', 'credentials'],
  ['TokenRefreshRequired', 'credentials'],
  ['UnrecognizedClientException', 'credentials'],
  ['InvalidObjectState', 'archived'],
  ['Changed', 'changed'],
  ['PreconditionFailed', 'changed'],
  ['InvalidRange', 'changed'],
  ['NoSuchKey', 'missing'],
  ['NotFound', 'missing'],
  ['NoSuchBucket', 'no-bucket'],
  ['Interrupted', 'transient'],
  ['RequestTimeout', 'transient'],
  ['RequestTimeTooSkewed', 'transient'],
  ['SlowDown', 'transient'],
  ['TooManyRequestsException', 'transient'],
  ['Throttling', 'transient'],
  ['ThrottlingException', 'transient'],
  ['ENOTFOUND', 'unreachable'],
  ['ECONNREFUSED', 'unreachable'],
  ['EHOSTUNREACH', 'unreachable'],
  ['ENETUNREACH', 'unreachable'],
])

/** Tells an error apart. What is nobody's code and came from the network is transient. */
export function failureOf(error: unknown): Failure {
  const { name, message, code, $response } = error as SdkError
  const shown = shownCode(error as SdkError)
  const wait = Number($response?.headers?.['retry-after'])
  return {
    kind: kinds.get(name) ?? kinds.get(String(code)) ?? kindByStatus(error as SdkError),
    code: shown,
    message: message === shown || message === '' ? '' : message,
    retryAfter: Number.isFinite(wait) && wait > 0 ? wait * 1000 : undefined,
  }
}

/** The Region of the bucket, where AWS says that it is another than the one that was asked. */
export function regionIn(error: unknown): string | undefined {
  const { $response, Region } = error as SdkError & { readonly Region?: unknown }
  const said = $response?.headers?.['x-amz-bucket-region'] ?? Region
  return typeof said === 'string' && /^[a-z0-9-]{5,30}$/.test(said) ? said : undefined
}

function kindByStatus(error: SdkError): FailureKind {
  const status = statusOf(error)
  if (error.name.startsWith('KMS.') || (status === 403 && /\bkms:/i.test(error.message))) return 'kms'
  if (status === 403) return 'denied'
  if (status === 404) return 'missing'
  if (status === 412 || status === 416) return 'changed'
  if (status !== undefined && (status >= 500 || status === 429 || status === 408)) return 'transient'
  // An answer that cannot be read to its end is an answer that was cut off.
  if (status !== undefined && status >= 200 && status < 300) return 'transient'
  if (status !== undefined) return 'other'
  return isFault(error) ? 'other' : 'transient'
}

/** Certificates do not get better by waiting, nor do mistakes of ours. */
function isFault({ name, code }: SdkError): boolean {
  if (typeof code === 'string' && /CERT|SELF_SIGNED|TLS|SSL|ERR_INVALID/.test(code)) return true
  return ['TypeError', 'RangeError', 'ReferenceError'].includes(name)
}

/** The HTTP status of an answer; `undefined` if none came. */
export function statusOf(error: unknown): number | undefined {
  const { $metadata, $response } = error as SdkError
  return $metadata?.httpStatusCode ?? $response?.statusCode
}

function shownCode(error: SdkError): string {
  if (typeof error.code === 'string') return error.code
  const status = statusOf(error)
  const named = /^(Error|UnknownError|Unknown|[A-Z]?\d+)$/.test(error.name) ? '' : error.name
  if (named !== '') return named
  return status === undefined ? 'unknown' : `HTTP ${status}`
}
