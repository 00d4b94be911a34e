import { describe, expect, it } from 'vitest'
import { logLine } from '../../../src/server/guard/request-log.js'
import { guardedApp } from './app.js'
import { accessKeyId, host, secret, signed } from './signer.js'

const now = Date.parse('2026-11-22T10:25:00Z')

type App = ReturnType<typeof guardedApp>['app']

/** Asks as a program on the same machine would, unless told otherwise. */
async function ask(app: App, path: string, init: RequestInit & { headers?: Record<string, string> } = {}) {
  const answer = await app.request(`http://${host}${path}`, { ...init, headers: { host, ...init.headers } })
  return { status: answer.status, headers: answer.headers, body: await answer.json() }
}

const json = { 'content-type': 'application/json' }

describe('a web page that is not ours', () => {
  const { app } = guardedApp()

  it.each([
    ['evil.example', 403],
    ['evil.example:8790', 403],
    ['127.0.0.1.evil.example', 403],
    ['localhost.evil.example', 403],
    ['192.0.2.1', 403],
    ['127.0.0.1', 200],
    ['127.8.9.1:1', 200],
    ['localhost:8790', 200],
    ['LOCALHOST', 200],
    ['[::1]:8790', 200],
    ['[::2]', 403],
    ['a b', 400],
    ['127.0.0.1:8790@evil', 400],
    ['', 400],
  ])('cannot reach the server under the name `%s`: %s', async (name, status) => {
    expect((await ask(app, '/health', { headers: { host: name } })).status).toBe(status)
  })

  it('may use names of the configuration, and on a wide server any address', async () => {
    const named = guardedApp({ wide: true, security: { hosts: ['Access.example'] } })
    for (const name of [
      'access.example',
      'ACCESS.example:80',
      '192.0.2.1',
      '[2001:db8::1]:8790',
      'localhost',
    ])
      expect((await ask(named.app, '/health', { headers: { host: name } })).status).toBe(200)
    expect((await ask(named.app, '/health', { headers: { host: 'evil.example' } })).status).toBe(403)
  })

  it.each([
    [{ origin: 'https://evil.example' }, 403],
    [{ origin: 'null' }, 403],
    [{ origin: 'http://127.0.0.1:3000' }, 403],
    [{ origin: `http://${host}` }, 200],
    [{ origin: `http://${host}`, 'sec-fetch-site': 'same-origin' }, 200],
    [{ 'sec-fetch-site': 'cross-site' }, 403],
    [{ 'sec-fetch-site': 'same-site' }, 403],
    [{ 'sec-fetch-site': 'none' }, 200],
  ])('cannot call from another origin: %o is %s', async (headers, status) => {
    expect((await ask(app, '/api/v1/sources', { headers })).status).toBe(status)
  })

  it('may be of an origin that the configuration names', async () => {
    const open = guardedApp({ security: { origins: ['https://access.example/'] } })
    const headers = { origin: 'https://access.example', 'sec-fetch-site': 'same-site' }
    expect((await ask(open.app, '/api/v1/sources', { headers })).status).toBe(200)
  })

  it('is told nothing by a preflight, and no answer allows another origin', async () => {
    const headers = { origin: 'https://evil.example', 'access-control-request-method': 'PUT' }
    const preflight = await ask(app, '/policy/generation', { method: 'OPTIONS', headers })
    expect(preflight.status).toBe(403)
    for (const path of ['/health', '/api/v1/sources', '/policy/generation', '/nothing'])
      for (const origin of ['https://evil.example', `http://${host}`]) {
        const answer = await app.request(`http://${host}${path}`, { headers: { host, origin } })
        expect([...answer.headers.keys()].filter((name) => name.startsWith('access-control'))).toEqual([])
      }
  })

  it.each([
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'text/plain, application/json',
    undefined,
  ])('cannot send a form: %s', async (type) => {
    const body = new Blob(['{"a":1}'])
    const headers: Record<string, string> = type === undefined ? {} : { 'content-type': type }
    const answer = await ask(app, '/policy/generation', { method: 'PUT', body, headers })
    expect(answer.status).toBe(415)
  })

  it.each([
    'application/json',
    'application/json; charset=utf-8',
    'application/x-amz-json-1.1',
    'Application/JSON',
  ])('while %s is what clients send', async (type) => {
    const answer = await ask(app, '/policy/generation', {
      method: 'PUT',
      body: '{"a":1}',
      headers: { 'content-type': type },
    })
    expect(answer.body).toEqual({ jobId: 'job', got: { a: 1 } })
  })
})

describe('the shape of a refusal', () => {
  it('is that of the API model on the AWS surface', async () => {
    const { app } = guardedApp({ signed: true })
    const { status, headers, body } = await ask(app, '/policy/generation')
    expect(status).toBe(403)
    expect(headers.get('x-amzn-errortype')).toBe('MissingAuthenticationTokenException')
    expect(body).toEqual({ message: 'Missing Authentication Token' })
  })

  it('is an error with code, message and hint on ours', async () => {
    const { app } = guardedApp({ signed: true })
    const { status, headers, body } = await ask(app, '/api/v1/sources')
    expect(status).toBe(403)
    expect(headers.get('x-amzn-errortype')).toBeNull()
    expect(body).toEqual({
      error: {
        code: 'SIGNATURE_REQUIRED',
        message: 'Missing Authentication Token',
        hint: expect.stringMatching(/sign it/),
      },
    })
  })

  it('and of every answer: an id, nothing to store, nothing to run', async () => {
    const { app } = guardedApp()
    for (const path of ['/health', '/nothing', '/policy/generation'])
      for (const headers of [{}, { origin: 'null' }]) {
        const answer = await app.request(`http://${host}${path}`, { headers: { host, ...headers } })
        expect(answer.headers.get('x-amzn-requestid')).toMatch(/^[0-9a-f-]{36}$/)
        expect(answer.headers.get('cache-control')).toBe('no-store')
        expect(answer.headers.get('x-content-type-options')).toBe('nosniff')
        expect(answer.headers.get('content-security-policy')).toBe(
          "default-src 'none'; frame-ancestors 'none'",
        )
      }
  })
})

describe('signed requests', () => {
  const start = { method: 'PUT', path: '/policy/generation', query: {}, headers: json, body: '{"a":"ä"}' }

  it('reach the route with their body; who signed is known', async () => {
    const { app, log } = guardedApp({ signed: true, now: () => now })
    const message = await signed(start, { at: now })
    const init = { method: 'PUT', body: start.body, headers: Object.fromEntries(message.headers) }
    expect((await ask(app, message.target, init)).body).toEqual({ jobId: 'job', got: { a: 'ä' } })
    expect(log).toMatchObject([{ accessKeyId, status: 200 }])
    expect(
      (await ask(app, message.target, { ...init, body: '{"a":"b"}' })).headers.get('x-amzn-errortype'),
    ).toBe('InvalidSignatureException')
  })

  it('may leave the content type out, as no form can sign', async () => {
    const { app } = guardedApp({ signed: true, now: () => now })
    const message = await signed({ ...start, headers: {} }, { at: now })
    const init = { method: 'PUT', body: new Blob([start.body]), headers: Object.fromEntries(message.headers) }
    expect((await ask(app, message.target, init)).status).toBe(200)
  })

  it('are needed for everything but health', async () => {
    const { app } = guardedApp({ signed: true })
    expect((await ask(app, '/health')).status).toBe(200)
    for (const path of ['/metrics', '/api/v1/openapi.json', '/health/x', '/', '/policy/generation/x'])
      expect((await ask(app, path)).status).toBe(403)
  })

  it('leave nothing secret in the log', async () => {
    const { app, log } = guardedApp({ signed: true, now: () => now })
    const message = await signed(
      { ...start, method: 'GET', body: '', query: { x: 'private' } },
      { at: now, presign: 60 },
    )
    const headers = Object.fromEntries(message.headers)
    await ask(app, message.target, { headers })
    await ask(app, message.target.replace('X-Amz-Signature=', 'X-Amz-Signature=0'), { headers })
    const text = JSON.stringify(log)
    for (const hidden of [secret, 'private', 'X-Amz', 'Signature=']) expect(text).not.toContain(hidden)
    expect(log.map(({ refused }) => refused)).toEqual([undefined, 'SIGNATURE_INVALID'])
  })
})

describe('a line of the log', () => {
  it('is one line of printable ASCII that reads back as it was', () => {
    const entry = {
      time: 't',
      level: 'info',
      event: 'request',
      path: '/\u001b[31m\n\u009b\u2028\u202eä\u{1f600}"',
    } as const
    const line = logLine(entry)
    expect(line).toMatch(/^[\x20-\x7e]+\n$/)
    expect(JSON.parse(line)).toEqual(entry)
  })
})

describe('limits', () => {
  it('a body that is too large is refused, with a length or without', async () => {
    const { app } = guardedApp({ security: { limits: { bodyBytes: 1024 } } })
    const body = JSON.stringify('x'.repeat(2000))
    const known = await ask(app, '/api/v1/echo', {
      method: 'POST',
      body,
      headers: { ...json, 'content-length': `${body.length}` },
    })
    expect(known).toMatchObject({ status: 413, body: { error: { code: 'BODY_TOO_LARGE' } } })
    const pieces = new Blob([body]).stream()
    const streamed = await ask(app, '/api/v1/echo', {
      method: 'POST',
      body: pieces,
      headers: json,
      duplex: 'half',
    } as RequestInit & { headers: Record<string, string> })
    expect(streamed.status).toBe(413)
  })

  it('too many requests are throttled as the model says, and let in again later', async () => {
    let time = now
    const { app } = guardedApp({ now: () => time, security: { limits: { requestsPerSecond: 1, burst: 2 } } })
    const statuses = [await ask(app, '/policy/generation'), await ask(app, '/policy/generation')].map(
      ({ status }) => status,
    )
    expect(statuses).toEqual([200, 200])
    const throttled = await ask(app, '/policy/generation')
    expect(throttled).toMatchObject({ status: 429, body: { message: 'Rate exceeded' } })
    expect(throttled.headers.get('x-amzn-errortype')).toBe('ThrottlingException')
    expect(throttled.headers.get('retry-after')).toBe('1')
    time += 1000
    expect((await ask(app, '/policy/generation')).status).toBe(200)
  })

  it('a key has an allowance of its own, whatever address it is used from', async () => {
    const { app } = guardedApp({
      signed: true,
      now: () => now,
      security: { limits: { requestsPerSecond: 1, burst: 3 } },
    })
    const message = await signed(
      { method: 'GET', path: '/api/v1/sources', query: {}, headers: {}, body: '' },
      { at: now },
    )
    const headers = Object.fromEntries(message.headers)
    const answers = []
    for (const address of ['192.0.2.1', '192.0.2.2', '192.0.2.3', '192.0.2.4']) {
      const incoming = {
        url: '/api/v1/sources',
        rawHeaders: message.headers.flat(),
        socket: { remoteAddress: address },
      }
      answers.push((await app.request(`http://${host}/api/v1/sources`, { headers }, { incoming })).status)
    }
    expect(answers).toEqual([200, 200, 200, 429])
  })
})

describe('metrics', () => {
  it('count by route and never by path, whatever clients send', async () => {
    const { app, metrics } = guardedApp()
    for (let n = 0; n < 50; n++) {
      await ask(app, `/policy/generation/${n}`)
      await app.request(`http://${host}/nothing/${n}`, { method: `M${n}`, headers: { host } })
    }
    const lines = (await metrics.text())
      .split('\n')
      .filter((line) => line.startsWith('leastwise_http_request_duration_seconds_count'))
    expect(lines.sort()).toEqual([
      'leastwise_http_request_duration_seconds_count{method="GET",route="/policy/generation/:jobId",status="200"} 50',
      'leastwise_http_request_duration_seconds_count{method="other",route="none",status="404"} 50',
    ])
    expect(await metrics.text()).toContain('leastwise_http_requests_open 0')
  })

  it('count refusals by their code, and have gauges of others', async () => {
    const { app, metrics } = guardedApp()
    await ask(app, '/health', { headers: { host: 'evil.example' } })
    metrics.gauge('leastwise_jobs', 'Jobs by state.', 'state', () => ({ running: 2 }))
    expect(await metrics.text()).toContain('leastwise_http_requests_refused_total{code="HOST_REFUSED"} 1')
    expect(await metrics.text()).toContain('leastwise_jobs{state="running"} 2')
  })
})
