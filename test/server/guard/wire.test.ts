import {
  AccessAnalyzerClient,
  ListPolicyGenerationsCommand,
  StartPolicyGenerationCommand,
} from '@aws-sdk/client-accessanalyzer'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { listening, sendRaw } from './listen.js'
import { accessKeyId, secret } from './signer.js'

type Listening = Awaited<ReturnType<typeof listening>>

let server: Listening
beforeAll(async () => {
  server = await listening({
    signed: true,
    security: { limits: { headerSeconds: 1, requestSeconds: 2, bodyBytes: 4096, headerBytes: 4096 } },
  })
})
afterAll(() => server.stop())

function client(
  change: {
    endpoint?: string
    secret?: string
    accessKeyId?: string
    region?: string
    systemClockOffset?: number
  } = {},
) {
  return new AccessAnalyzerClient({
    endpoint: change.endpoint ?? server.endpoint,
    region: change.region ?? 'eu-central-1',
    maxAttempts: 1,
    credentials: { accessKeyId: change.accessKeyId ?? accessKeyId, secretAccessKey: change.secret ?? secret },
    ...(change.systemClockOffset === undefined ? {} : { systemClockOffset: change.systemClockOffset }),
  })
}

const start = new StartPolicyGenerationCommand({
  policyGenerationDetails: { principalArn: 'arn:aws:iam::111122223333:role/Ä' },
})

describe('the client of the AWS SDK', () => {
  it('is let in with its key', async () => {
    expect(await client().send(start)).toMatchObject({ jobId: 'job' })
    const list = new ListPolicyGenerationsCommand({
      principalArn: "arn:aws:iam::111122223333:role/a b+c*(1)'!~/ü",
    })
    expect(await client().send(list)).toMatchObject({ policyGenerations: [] })
    expect(await client({ endpoint: `${server.endpoint}/` }).send(list)).toMatchObject({
      policyGenerations: [],
    })
  })

  it.each([
    ['a wrong secret', { secret: 'x' }, 'InvalidSignatureException', /^The request signature we calculated/],
    [
      'an unknown key',
      { accessKeyId: 'AKIAEXAMPLEEXAMPLE02' },
      'UnrecognizedClientException',
      /security token included/,
    ],
    [
      'a clock that is slow',
      { systemClockOffset: -3_600_000 },
      'InvalidSignatureException',
      /^Signature expired: /,
    ],
    [
      'a clock that is fast',
      { systemClockOffset: 3_600_000 },
      'InvalidSignatureException',
      /^Signature not yet current: /,
    ],
  ])('with %s gets the error of AWS', async (_, change, name, message) => {
    await expect(client(change).send(start)).rejects.toMatchObject({
      name,
      message: expect.stringMatching(message),
      $metadata: { httpStatusCode: 403, requestId: expect.stringMatching(/^[0-9a-f-]{36}$/) },
    })
  })

  it('corrects its clock by the answer and tries again', async () => {
    const slow = new AccessAnalyzerClient({
      endpoint: server.endpoint,
      region: 'us-east-1',
      systemClockOffset: -3_600_000,
      credentials: { accessKeyId, secretAccessKey: secret },
    })
    expect(await slow.send(start)).toMatchObject({ jobId: 'job' })
  })

  it('knows throttling for what it is', async () => {
    const busy = await listening({ security: { limits: { requestsPerSecond: 1, burst: 1 } } })
    const throttled = client({ endpoint: busy.endpoint })
    const list = new ListPolicyGenerationsCommand({})
    await throttled.send(list)
    await expect(throttled.send(list)).rejects.toMatchObject({
      name: 'ThrottlingException',
      retryAfterSeconds: 1,
      $retryable: { throttling: true },
    })
    await busy.stop()
  })
})

describe('what no client sends', () => {
  const head = (target: string, method = 'GET', more = '') =>
    `${method} ${target} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n${more}\r\n`
  const status = (answer: string) => Number(/^HTTP\/1\.1 (\d+)/.exec(answer)?.[1])

  it.each([
    '/api/../health',
    '/api/./v1',
    '/api/%2e%2E/health',
    '//health',
    '/health//',
    '/a\\b',
    '/%zz',
    '/a#b',
    '/<script>',
    'http://evil.example/health',
    '*',
  ])('a target that is not plain: %s', async (target) => {
    expect(status(await sendRaw(server.port, head(target)))).toBe(400)
  })

  it('a GET with a body, a Host twice, or none', async () => {
    expect(status(await sendRaw(server.port, head('/health', 'GET', 'Content-Length: 1\r\n'), 'x'))).toBe(400)
    expect(status(await sendRaw(server.port, head('/health', 'GET', 'Host: evil.example\r\n')))).toBe(400)
    expect(status(await sendRaw(server.port, 'GET /health HTTP/1.1\r\nConnection: close\r\n\r\n'))).toBe(400)
    expect(status(await sendRaw(server.port, 'GET /health HTTP/1.0\r\n\r\n'))).toBe(400)
  })

  it('no HTTP at all, or a request smuggled into another', async () => {
    expect(await sendRaw(server.port, '\x16\x03\x01 hello\r\n\r\n')).toMatch(
      /^HTTP\/1\.1 400 .*\r\nconnection: close\r\ncontent-length: 0\r\n\r\n$/,
    )
    const both = 'Content-Length: 4\r\nTransfer-Encoding: chunked\r\n'
    expect(status(await sendRaw(server.port, head('/policy/generation', 'PUT', both), '0\r\n\r\n'))).toBe(400)
  })

  it('headers that are too large', async () => {
    expect(status(await sendRaw(server.port, head('/health', 'GET', `X: ${'x'.repeat(5000)}\r\n`)))).toBe(431)
  })

  it('headers or a body that never end: the connection is closed in time', async () => {
    const begun = Date.now()
    const slow = await Promise.all([
      sendRaw(server.port, 'GET /health HTTP/1.1\r\nHost: 127.0.0.1\r\nX: '),
      sendRaw(server.port, head('/api/v1/echo', 'POST', 'Content-Length: 100\r\n'), '{'),
    ])
    expect(status(slow[0]!)).toBe(408)
    expect(Date.now() - begun).toBeLessThan(15_000)
  })

  it('and is answered without a word about how the server is made', async () => {
    const answers = await Promise.all(
      ['/api/../x', '/nothing', '/api/nothing'].map((target) => sendRaw(server.port, head(target))),
    )
    for (const answer of answers)
      expect(answer).not.toMatch(/node_modules|\.js|\bat \w|hono|x-powered-by|server:/i)
  })
})
