import { parseQuery, type QueryParameter } from './canonical-request.js'
import { type HttpMessage, headerValues, plainValue, splitTarget } from './http-message.js'
import type { Refusal } from './refusal.js'
import { algorithm, type CredentialScope } from './signature.js'

/** What a request says of its own signature. Nothing of it is verified. */
export interface Claim {
  readonly accessKeyId: string
  readonly scope: CredentialScope
  /** Lower case, in the order given. */
  readonly signedHeaders: readonly string[]
  /** Lower-case hexadecimal, 64 digits. */
  readonly signature: string
  /** `YYYYMMDDTHHMMSSZ`. */
  readonly timestamp: string
  readonly sessionToken: string | undefined
  /** Seconds a presigned address is good for; `undefined` when the signature is in the header. */
  readonly expires: number | undefined
  readonly path: string
  /** The query without the signature itself. */
  readonly parameters: readonly QueryParameter[]
}

/** The claim of a request, or why there is none. */
export function readClaim(message: HttpMessage): Claim | Refusal {
  const { path, query } = splitTarget(message.target)
  const parameters = parseQuery(query)
  if (parameters === undefined) return incomplete('the query is not well-formed percent-encoding')
  const headers = headerValues(message, 'authorization')
  const presigned = parameters.some(({ name }) => name.toString() === 'X-Amz-Signature')
  if (headers.length + (presigned ? 1 : 0) > 1)
    return incomplete('only one signature is allowed: in one Authorization header or in the query')
  if (presigned) return fromQuery(path, parameters)
  const header = headers[0] && plainValue(headers[0])
  return header ? fromHeader(message, header, path, parameters) : missing
}

/** Whether it is a claim. */
export function isClaim(read: Claim | Refusal): read is Claim {
  return 'signature' in read
}

function fromHeader(
  message: HttpMessage,
  header: string,
  path: string,
  parameters: readonly QueryParameter[],
): Claim | Refusal {
  const space = header.indexOf(' ')
  const named = header.slice(0, space < 0 ? undefined : space)
  if (named !== algorithm) return incomplete(`Unsupported AWS 'algorithm': the server takes ${algorithm}.`)
  const parts = new Map<string, string>()
  for (const part of header.slice(algorithm.length).split(',')) {
    const equals = part.indexOf('=')
    if (equals < 0)
      return incomplete('not a valid key=value pair (missing equal-sign) in Authorization header')
    const name = plainValue(part.slice(0, equals))
    if (parts.has(name)) return incomplete(`Authorization header has ${quoted(name)} twice.`)
    parts.set(name, plainValue(part.slice(equals + 1)))
  }
  const absent = ['Credential', 'Signature', 'SignedHeaders'].filter((name) => !parts.get(name))
  const timestamp = headerTime(message)
  if (absent.length > 0 || timestamp === undefined)
    return incomplete([...absent.map(absentParameter), ...(timestamp ? [] : [absentDate])].join(' '))
  const tokens = headerValues(message, 'x-amz-security-token')
  if (tokens.length > 1) return incomplete('X-Amz-Security-Token is given more than once.')
  return claim(parts.get('Credential')!, parts.get('SignedHeaders')!, parts.get('Signature')!, {
    timestamp,
    sessionToken: tokens[0],
    expires: undefined,
    path,
    parameters,
  })
}

/** Of `X-Amz-Date`, else of `Date`, which may be in either form of ISO 8601 or in that of HTTP. */
function headerTime(message: HttpMessage): string | undefined {
  const own = headerValues(message, 'x-amz-date')
  if (own.length > 0) return own.length === 1 ? plainValue(own[0]!) : undefined
  const date = headerValues(message, 'date')[0]
  if (date === undefined || /^\d{8}T\d{6}Z$/.test(date)) return date
  const time = Date.parse(date)
  return Number.isNaN(time) ? undefined : new Date(time).toISOString().replaceAll(/[-:]|\.\d+/g, '')
}

const absentDate = "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header."

function absentParameter(name: string): string {
  return `Authorization header requires '${name}' parameter.`
}

function fromQuery(path: string, all: readonly QueryParameter[]): Claim | Refusal {
  const parts = new Map<string, string>()
  for (const { name, value } of all) {
    const key = name.toString()
    if (!key.startsWith('X-Amz-')) continue
    if (parts.has(key)) return incomplete(`${quoted(key)} is given more than once.`)
    parts.set(key, value.toString())
  }
  if (parts.get('X-Amz-Algorithm') !== algorithm) return incomplete(`X-Amz-Algorithm must be ${algorithm}.`)
  const needed = ['X-Amz-Credential', 'X-Amz-Date', 'X-Amz-Expires', 'X-Amz-SignedHeaders', 'X-Amz-Signature']
  const absent = needed.filter((name) => !parts.get(name))
  if (absent.length > 0)
    return incomplete(absent.map((name) => `AWS query-string parameters must include '${name}'.`).join(' '))
  const expires = parts.get('X-Amz-Expires')!
  if (!/^[1-9]\d{0,5}$/.test(expires) || Number(expires) > 604_800)
    return incomplete('X-Amz-Expires must be between 1 and 604800 seconds.')
  return claim(
    parts.get('X-Amz-Credential')!,
    parts.get('X-Amz-SignedHeaders')!,
    parts.get('X-Amz-Signature')!,
    {
      timestamp: parts.get('X-Amz-Date')!,
      sessionToken: parts.get('X-Amz-Security-Token'),
      expires: Number(expires),
      path,
      parameters: all.filter(({ name }) => name.toString() !== 'X-Amz-Signature'),
    },
  )
}

function claim(
  credential: string,
  signedHeaders: string,
  signature: string,
  rest: Pick<Claim, 'timestamp' | 'sessionToken' | 'expires' | 'path' | 'parameters'>,
): Claim | Refusal {
  const [accessKeyId, date, region, service, terminator, ...more] = credential.split('/')
  if (terminator === undefined || more.length > 0)
    return incomplete(
      'Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term.',
    )
  if (terminator !== 'aws4_request')
    return invalid("Credential should be scoped with a valid terminator: 'aws4_request'.")
  if (!/^\d{8}T\d{6}Z$/.test(rest.timestamp))
    return incomplete("Date must be in ISO-8601 'basic format', such as 20150830T123600Z.")
  if (!/^[0-9a-f]{64}$/.test(signature)) return mismatch
  const names = signedHeaders.split(';')
  if (
    names.some((name, at) => name === '' || name !== name.toLowerCase() || (at > 0 && name <= names[at - 1]!))
  )
    return incomplete('SignedHeaders must be lower case, in order and without repetition.')
  return {
    accessKeyId: accessKeyId!,
    scope: { date: date!, region: region!, service: service! },
    signedHeaders: names,
    signature,
    ...rest,
  }
}

/** Text of the client in a sentence: short, and nothing that a terminal would act on. */
function quoted(text: string): string {
  return `'${text.slice(0, 40).replaceAll(/[^\x20-\x7e]/g, '?')}'`
}

const signIt =
  'sign it with Signature Version 4 for service access-analyzer, as the AWS CLI and SDKs do, and a key that the configuration of the server names'

const missing: Refusal = {
  code: 'SIGNATURE_REQUIRED',
  message: 'Missing Authentication Token',
  hint: signIt,
}

function incomplete(message: string): Refusal {
  return { code: 'SIGNATURE_INCOMPLETE', message, hint: signIt }
}

/** A signature that is well-formed and not right. */
export function invalid(message: string): Refusal {
  return {
    code: 'SIGNATURE_INVALID',
    message,
    hint: 'check the secret of the key, the region and the endpoint; a proxy on the way must not change the request',
  }
}

/** What AWS says when the signatures differ. */
export const mismatch: Refusal = invalid(
  'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.',
)
