import { type Refusal, refusals } from './refusal.js'

/** Whether a path belongs to our own surface; every other is one of the Access Analyzer API. */
export function isOwnSurface(path: string): boolean {
  return /^\/(?:api|health|metrics)(?:\/|$)/.test(path)
}

/** A refusal as the surface of the path words it: `{error:{code,message,hint}}`, or an error of rest-json. */
export function refusalAnswer(path: string, refusal: Refusal): Response {
  const [status, aws] = refusals[refusal.code]
  const { code, message, hint, retryAfterSeconds } = refusal
  const headers = new Headers({ 'content-type': 'application/json' })
  if (retryAfterSeconds !== undefined) headers.set('retry-after', String(retryAfterSeconds))
  if (isOwnSurface(path))
    return new Response(JSON.stringify({ error: { code, message, hint } }), { status, headers })
  headers.set('x-amzn-errortype', aws)
  return new Response(JSON.stringify({ message }), { status, headers })
}
