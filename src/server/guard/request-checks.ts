import { isIP } from 'node:net'
import { type HttpMessage, headerValues, splitTarget } from './http-message.js'
import { isLoopback } from './loopback.js'
import type { Refusal } from './refusal.js'

/**
 * The target must be a path in its plain form: no dot or empty segments, no backslash, nothing but printable ASCII.
 * Else what is signed, what is routed and what a proxy saw could be three different things.
 */
export function checkTarget({ target, method, headers }: Omit<HttpMessage, 'body'>): Refusal | undefined {
  const { path } = splitTarget(target)
  if (!/^\/[\x21-\x7e]*$/.test(target) || /[\\#"<>^`{|}]/.test(target))
    return malformed('the request target is no path and query')
  if (/\/\/|\/(?:\.|%2e){1,2}(?:\/|$)/i.test(path)) return malformed('the path has empty or dot segments')
  if (/%(?![0-9a-f]{2})/i.test(target))
    return malformed('the request target is not well-formed percent-encoding')
  const sends =
    headerValues({ headers }, 'transfer-encoding').length > 0 ||
    Number(headerValues({ headers }, 'content-length')[0] ?? 0) > 0
  if (sends && (method === 'GET' || method === 'HEAD')) return malformed(`a ${method} request has no body`)
  return undefined
}

/**
 * The `Host` header must name this server, or a web page could reach it under a name that its author lets point here
 * (DNS rebinding). On loopback: loopback addresses, `localhost` and the names of the configuration. Else also any
 * address, which no one can rebind.
 */
export function checkHost(
  message: Pick<HttpMessage, 'headers'>,
  wide: boolean,
  names: readonly string[],
): Refusal | undefined {
  const hosts = headerValues(message, 'host')
  const name = hosts.length === 1 ? hostName(hosts[0]!) : undefined
  if (name === undefined) return malformed('the request has no valid Host header')
  if (isLoopback(name) || names.some((known) => known.toLowerCase() === name)) return undefined
  if (wide && isIP(name) !== 0) return undefined
  return {
    code: 'HOST_REFUSED',
    message: 'The Host header does not name this server.',
    hint: 'use the address that the server printed when it started, or add the name to `security.hosts` of its configuration',
  }
}

/** In lower case, without port and brackets. */
function hostName(host: string): string | undefined {
  const match = /^(?:\[([0-9a-f:.]+)\]|([a-z0-9._-]+))(?::\d{1,5})?$/i.exec(host)
  return (match?.[1] ?? match?.[2])?.toLowerCase()
}

/**
 * A web page of another origin must not make requests: browsers say where a request comes from in `Origin` and
 * `Sec-Fetch-Site`. Other clients send neither.
 */
export function checkOrigin(
  message: Pick<HttpMessage, 'headers'>,
  origins: readonly string[],
): Refusal | undefined {
  const host = headerValues(message, 'host')[0] ?? ''
  const allowed = new Set([
    `http://${host}`,
    `https://${host}`,
    ...origins.map((origin) => new URL(origin).origin),
  ])
  const from = headerValues(message, 'origin')
  const known = from.length > 0 && from.every((origin) => allowed.has(origin))
  if (from.length > 0 && !known) return foreign
  const site = headerValues(message, 'sec-fetch-site')
  return known || site.every((value) => value === 'same-origin' || value === 'none') ? undefined : foreign
}

const foreign: Refusal = {
  code: 'ORIGIN_REFUSED',
  message: 'Web pages of other origins may not call this server.',
  hint: 'call it from a program; a page of your own behind a proxy belongs in `security.origins` of the configuration',
}

/**
 * A body must be JSON and say so, because the types that a form can send need no consent of the server. A signed
 * request may leave the type out, as older SDKs do: no form can sign.
 */
export function checkContentType(message: HttpMessage, signed: boolean): Refusal | undefined {
  if (message.body.length === 0) return undefined
  const types = headerValues(message, 'content-type')
  if (types.length === 0 && signed) return undefined
  if (types.length === 1 && /^application\/(?:x-amz-)?json(?:-1\.[01])?\s*(?:;|$)/i.test(types[0]!))
    return undefined
  return {
    code: 'CONTENT_TYPE_REFUSED',
    message: 'The body must be application/json.',
    hint: 'send the header `Content-Type: application/json`',
  }
}

function malformed(message: string): Refusal {
  return {
    code: 'REQUEST_MALFORMED',
    message,
    hint: 'send a plain HTTP/1.1 request: docs/api.md has examples',
  }
}
