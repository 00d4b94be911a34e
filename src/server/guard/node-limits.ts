import type { Server, ServerOptions } from 'node:http'
import type { Socket } from 'node:net'
import { type RefusalCode, refusals } from './refusal.js'
import type { Limits } from './settings.js'

/** Options of `http.createServer` that keep slow and oversized requests from holding the server. */
export function nodeServerOptions(limits: Limits): ServerOptions {
  return {
    maxHeaderSize: limits.headerBytes,
    headersTimeout: limits.headerSeconds * 1000,
    requestTimeout: Math.max(limits.requestSeconds, limits.headerSeconds) * 1000,
    // Longer than any `Retry-After`: a client that waited does not find its connection closed as it asks again.
    keepAliveTimeout: 30_000,
    connectionsCheckingInterval: 1000,
    insecureHTTPParser: false,
    joinDuplicateHeaders: false,
  }
}

/** Bounds connections, and answers what is no request at all with a status and nothing else. */
export function limitNodeServer(server: Server, limits: Limits): void {
  server.maxConnections = limits.connections
  server.maxHeadersCount = 100
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Socket) => {
    if (!socket.writable || error.code === 'ECONNRESET') return void socket.destroy()
    const [status] = refusals[parserRefusals[error.code ?? ''] ?? 'REQUEST_MALFORMED']
    socket.end(`HTTP/1.1 ${status} Refused\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`)
  })
}

const parserRefusals: Readonly<Record<string, RefusalCode>> = {
  HPE_HEADER_OVERFLOW: 'HEADERS_TOO_LARGE',
  ERR_HTTP_REQUEST_TIMEOUT: 'REQUEST_TIMEOUT',
}
