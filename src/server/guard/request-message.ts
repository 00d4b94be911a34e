import type { Context } from 'hono'
import type { HttpMessage } from './http-message.js'

/** What the Node server of hono hands over beside the request. Absent where a request is injected without a port. */
interface NodeBindings {
  readonly incoming?: {
    readonly url?: string
    readonly rawHeaders: readonly string[]
    readonly socket: { readonly remoteAddress?: string | undefined }
  }
}

/** The request as it came over the wire, without its body: hono itself sees a tidied address. */
export function messageHead(context: Context): Omit<HttpMessage, 'body'> {
  const { incoming } = (context.env ?? {}) as NodeBindings
  const { method, raw, url } = context.req
  if (incoming?.url !== undefined)
    return { method, target: incoming.url, headers: pairs(incoming.rawHeaders) }
  const { pathname, search, host } = new URL(url)
  const headers = [...raw.headers]
  return {
    method,
    target: pathname + search,
    headers: raw.headers.has('host') ? headers : [['host', host], ...headers],
  }
}

/** The address of whoever is at the other end of the connection. */
export function remoteAddress(context: Context): string | undefined {
  return ((context.env ?? {}) as NodeBindings).incoming?.socket.remoteAddress
}

function pairs(flat: readonly string[]): (readonly [string, string])[] {
  return Array.from({ length: flat.length / 2 }, (_, at) => [flat[2 * at]!, flat[2 * at + 1]!] as const)
}
