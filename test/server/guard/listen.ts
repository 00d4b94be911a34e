import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { connect } from 'node:net'
import { getRequestListener } from '@hono/node-server'
import { limitNodeServer, nodeServerOptions } from '../../../src/server/guard/node-limits.js'
import { securitySchema } from '../../../src/server/guard/settings.js'
import { guardedApp } from './app.js'

/** A guarded server on a port of its own. */
export async function listening(parts: Parameters<typeof guardedApp>[0] = {}) {
  const made = guardedApp(parts)
  const { limits } = securitySchema.parse(parts.security ?? {})
  const server = createServer(nodeServerOptions(limits), getRequestListener(made.app.fetch))
  limitNodeServer(server, limits)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return { ...made, port, endpoint: `http://127.0.0.1:${port}`, stop: () => stop(server) }
}

function stop(server: Server): Promise<void> {
  server.closeAllConnections()
  return new Promise((resolve) => server.close(() => resolve()))
}

/** Sends bytes as they are and returns everything that comes back until the server closes the connection. */
export function sendRaw(port: number, ...pieces: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1')
    let answer = ''
    socket.setEncoding('latin1')
    socket.on('data', (data) => {
      answer += data
    })
    socket.on('error', reject)
    socket.on('close', () => resolve(answer))
    for (const piece of pieces) socket.write(piece, 'latin1')
  })
}
