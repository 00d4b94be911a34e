import { request as ask, createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { closed } from './small-s3.js'

/** What goes wrong with one request. Of the contents that were already given, `truncated` and `stalled` let all arrive. */
export type Fault = '500' | '503' | 'slow' | 'truncated' | 'stalled' | 'reset' | 'reset-midway'

/** A request that went through. */
export interface Passed {
  readonly kind: 'list' | 'get' | 'head' | 'other'
  /** Bucket and key, as in the path. */
  readonly path: string
  readonly range: string | undefined
  readonly fault: Fault | undefined
  /** Bytes of the answer's body that were sent on; what a reset cut off may be among them. */
  bytes: number
}

/** A proxy in front of a server of S3 that breaks what the tests say. */
export interface FaultyProxy {
  readonly endpoint: string
  readonly passed: Passed[]
  /** Of the nth request of a kind for a path, counted from 0. Default: none. */
  faultOf: (kind: Passed['kind'], path: string, nth: number) => Fault | undefined
  stop(): Promise<void>
}

/** Starts one on a free port of the loopback. */
export async function startFaultyProxy(upstream: string): Promise<FaultyProxy> {
  const server = createServer((request, response) => {
    pass(proxy, upstream, request, response).catch(() => response.destroy())
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const proxy: FaultyProxy = {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    passed: [],
    faultOf: () => undefined,
    stop: () => closed(server),
  }
  return proxy
}

async function pass(
  proxy: FaultyProxy,
  upstream: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { kind, path } = kindOf(request)
  const nth = proxy.passed.filter((one) => one.kind === kind && one.path === path).length
  const fault = proxy.faultOf(kind, path, nth)
  const passed: Passed = { kind, path, range: request.headers.range, fault, bytes: 0 }
  proxy.passed.push(passed)
  if (fault === 'reset') return void request.socket.resetAndDestroy()
  if (fault === '500' || fault === '503') return refuse(response, fault)
  if (fault === 'slow') await new Promise((done) => setTimeout(done, 100))
  const { answer, body } = await fetched(upstream, request)
  const cut = fault === 'truncated' || fault === 'stalled' || fault === 'reset-midway'
  const sent = cut ? body.subarray(0, Math.floor(body.length / 2)) : body
  passed.bytes = sent.length
  // The length that was promised stays.
  response.writeHead(answer.statusCode ?? 502, { ...answer.headers, connection: 'close' })
  if (request.method === 'HEAD' || !cut) return void response.end(sent)
  response.write(sent)
  await new Promise((done) => setTimeout(done, 20))
  if (fault === 'truncated') request.socket.end()
  if (fault === 'reset-midway') request.socket.resetAndDestroy()
}

function refuse(response: ServerResponse, fault: '500' | '503'): void {
  const code = fault === '500' ? 'InternalError' : 'SlowDown'
  const text = `<?xml version="1.0"?><Error><Code>${code}</Code><Message>Please try again.</Message></Error>`
  response.writeHead(Number(fault), { 'content-type': 'application/xml' }).end(text)
}

function kindOf(request: IncomingMessage): Pick<Passed, 'kind' | 'path'> {
  const url = new URL(request.url ?? '/', 'http://proxy')
  const path = decodeURIComponent(url.pathname).slice(1)
  if (url.searchParams.has('list-type'))
    return { kind: 'list', path: `${path}?${url.searchParams.get('prefix')}` }
  if (request.method === 'HEAD') return { kind: 'head', path }
  return { kind: request.method === 'GET' ? 'get' : 'other', path }
}

function fetched(
  upstream: string,
  { method, url, headers }: IncomingMessage,
): Promise<{ readonly answer: IncomingMessage; readonly body: Buffer }> {
  return new Promise((done, failed) => {
    const asked = ask(`${upstream}${url}`, { method, headers }, (answer) => {
      const pieces: Buffer[] = []
      answer.on('data', (piece: Buffer) => pieces.push(piece))
      answer.on('end', () => done({ answer, body: Buffer.concat(pieces) }))
      answer.on('error', failed)
    })
    asked.on('error', failed)
    asked.end()
  })
}
