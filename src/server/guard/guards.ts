import type { Context, MiddlewareHandler } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { secureHeaders } from 'hono/secure-headers'
import type { KeyRing } from './keys.js'
import { clientOf, rateLimit } from './rate-limit.js'
import type { Refusal } from './refusal.js'
import { refusalAnswer } from './refusal-answer.js'
import { checkContentType, checkHost, checkOrigin, checkTarget } from './request-checks.js'
import { messageHead, remoteAddress } from './request-message.js'
import type { SecuritySettings } from './settings.js'
import { isSigner, verifySignature } from './verify-signature.js'

/** What the guards are told beside the configuration. */
export interface GuardParts {
  readonly settings: SecuritySettings
  readonly keys: KeyRing
  /** Whether requests must be signed: see `signaturesRequired`. */
  readonly signed: boolean
  /** Whether other machines can reach the server. */
  readonly wide: boolean
  /** Milliseconds since 1970. */
  readonly now: () => number
}

/** What guards leave behind for those who answer and log. */
declare module 'hono' {
  interface ContextVariableMap {
    requestId: string
    /** The access key that signed the request. */
    accessKeyId?: string
    /** Why a guard refused the request. */
    refused?: Refusal
  }
}

/**
 * Everything a request passes before a route sees it, in order: plain target, host, origin, allowance of the client,
 * size of the body, signature, allowance of the key, type of the body. What comes first costs least.
 */
export function guards(parts: GuardParts): readonly MiddlewareHandler[] {
  const { settings, now } = parts
  const perClient = rateLimit(settings.limits)
  const perKey = rateLimit(settings.limits)
  return [
    secureHeaders(quietHeaders),
    neverStored,
    guard((context) => checkTarget(messageHead(context))),
    guard((context) => checkHost(messageHead(context), parts.wide, settings.hosts)),
    guard((context) => checkOrigin(messageHead(context), settings.origins)),
    guard((context) => throttled(perClient.take(clientOf(remoteAddress(context)), now()))),
    wholeBody(settings.limits.bodyBytes),
    guard((context) => checkSignature(context, parts)),
    guard((context) => {
      const key = context.get('accessKeyId')
      return key === undefined ? undefined : throttled(perKey.take(key, now()))
    }),
    guard(async (context) =>
      checkContentType({ ...messageHead(context), body: await bodyOf(context) }, parts.signed),
    ),
  ]
}

/** Says of a request that it is refused. */
export function refuse(context: Context, refusal: Refusal): Response {
  context.set('refused', refusal)
  return refusalAnswer(context.req.path, refusal)
}

type Check = (context: Context) => Refusal | undefined | Promise<Refusal | undefined>

function guard(check: Check): MiddlewareHandler {
  return async (context, next) => {
    const refusal = await check(context)
    if (refusal !== undefined) return refuse(context, refusal)
    await next()
    return undefined
  }
}

/** Waits for the body, which must be there whole and not be too large. Once read, hono has it for all who ask again. */
function wholeBody(maxSize: number): MiddlewareHandler {
  const limited = bodyLimit({ maxSize, onError: (context) => refuse(context, tooLarge) })
  return async (context, next) => {
    try {
      const answer = await limited(context, async () => undefined)
      if (answer !== undefined) return answer
      await context.req.arrayBuffer()
    } catch {
      return refuse(context, lostBody)
    }
    await next()
    return undefined
  }
}

/** Whether the server is up is no secret, and those who ask cannot sign. */
const unsigned: ReadonlySet<string> = new Set(['/health'])

async function checkSignature(context: Context, { settings, keys, signed, now }: GuardParts) {
  if (!signed || unsigned.has(context.req.path)) return undefined
  const message = { ...messageHead(context), body: await bodyOf(context) }
  const verified = verifySignature(message, { keys, regions: settings.regions }, now())
  if (!isSigner(verified)) return verified
  context.set('accessKeyId', verified.accessKeyId)
  return undefined
}

async function bodyOf(context: Context): Promise<Uint8Array> {
  return new Uint8Array(await context.req.arrayBuffer())
}

function throttled(seconds: number): Refusal | undefined {
  if (seconds === 0) return undefined
  return {
    code: 'TOO_MANY_REQUESTS',
    message: 'Rate exceeded',
    hint: `try again in ${seconds} s; \`security.limits\` of the configuration says how much a client may ask`,
    retryAfterSeconds: seconds,
  }
}

const tooLarge: Refusal = {
  code: 'BODY_TOO_LARGE',
  message: 'Request entity too large',
  hint: 'send less, or raise `security.limits.bodyBytes` of the configuration',
}

const lostBody: Refusal = {
  code: 'REQUEST_MALFORMED',
  message: 'The body of the request did not arrive whole.',
  hint: 'send the request again',
}

/** Answers are data: nothing in them may run, be framed, or be read by other sites. */
const quietHeaders: Parameters<typeof secureHeaders>[0] = {
  contentSecurityPolicy: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] },
  crossOriginResourcePolicy: 'same-origin',
  referrerPolicy: 'no-referrer',
  strictTransportSecurity: false,
  xFrameOptions: 'DENY',
  xXssProtection: false,
  xDownloadOptions: false,
  xDnsPrefetchControl: false,
  xPermittedCrossDomainPolicies: false,
}

const neverStored: MiddlewareHandler = async (context, next) => {
  await next()
  context.res.headers.set('cache-control', 'no-store')
}
