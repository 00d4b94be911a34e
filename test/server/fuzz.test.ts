import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { errorStatus } from '../../src/server/aws/aws-error.js'
import { operations } from '../../src/server/aws/operations.js'
import { asking, trail } from './api/asking.js'
import { guardedApp } from './guard/app.js'

/** Text with what breaks parsers in it. */
const text = fc.oneof(
  fc.string({ maxLength: 20 }),
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc.constantFrom(
    '',
    '..',
    '%',
    '%2e%2e',
    '__proto__',
    'constructor',
    '\u0000',
    '\ud800',
    '${a}',
    "'",
    'null',
    '-1',
    '1e309',
    '2026-02-30T00:00:00Z',
    'arn:aws:iam::111122223333:role/x',
    trail,
  ),
)

const value = fc.letrec((tie) => ({
  any: fc.oneof(
    { depthSize: 'small' },
    text,
    fc.constantFrom<unknown>(null, true, false, 0, -1, Number.POSITIVE_INFINITY, 2 ** 53, Number.MIN_VALUE),
    fc.double({ noNaN: true }),
    fc.array(tie('any'), { maxLength: 3 }),
    fc.dictionary(text, tie('any'), { maxKeys: 3 }),
  ),
})).any

/** Sometimes what belongs there, sometimes anything. */
const perhaps = <T>(good: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 4, arbitrary: good as fc.Arbitrary<unknown> }, { weight: 1, arbitrary: value })
const object = (shape: Record<string, fc.Arbitrary<unknown>>) =>
  perhaps(fc.record(shape, { requiredKeys: [] }))

const time = perhaps(
  fc.constantFrom(
    '2026-03-02T00:00:00Z',
    '2026-03-03T00:00:00.5+01:00',
    '9999-12-31T23:59:59Z',
    '0000-01-01T00:00:00Z',
  ),
)

/** Bodies that are nearly right, of all operations at once: what an operation does not know it leaves alone. */
const body = object({
  policyGenerationDetails: object({
    principalArn: perhaps(fc.constant('arn:aws:iam::111122223333:role/app/marigold-web-task')),
  }),
  cloudTrailDetails: object({
    trails: perhaps(
      fc.array(
        object({
          cloudTrailArn: perhaps(fc.constant(trail)),
          regions: perhaps(fc.array(fc.constant('eu-central-1'), { maxLength: 2 })),
          allRegions: perhaps(fc.boolean()),
        }),
        { maxLength: 2 },
      ),
    ),
    accessRole: perhaps(fc.constant('arn:aws:iam::111122223333:role/r')),
    startTime: time,
    endTime: time,
  }),
  clientToken: text,
  policyDocument: perhaps(
    fc.constantFrom(
      '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}]}',
      '[',
      '{"Statement":{}}',
    ),
  ),
  policyType: perhaps(fc.constantFrom('IDENTITY_POLICY', 'RESOURCE_POLICY')),
  kind: perhaps(fc.constantFrom('generate', 'principals', 'activity', 'verify', 'backtest', 'parts')),
  principal: perhaps(fc.constant('marigold-web-task')),
  sources: perhaps(fc.constant([trail])),
  policies: perhaps(fc.array(object({ text: text }), { maxLength: 2 })),
  options: object({
    recipe: text,
    limit: text,
    resources: object({ services: perhaps(fc.constant({ s3: 'exact' })) }),
  }),
  start: time,
  records: text,
  policy: text,
  recipe: text,
})

const sent = fc.oneof(
  { weight: 6, arbitrary: body.map((one) => JSON.stringify(one) ?? '') },
  { weight: 1, arbitrary: text },
  { weight: 1, arbitrary: fc.nat(3000).map((depth) => '['.repeat(depth)) },
)

const encoded = text.map((one) => encodeURIComponent(Buffer.from(one).toString()))
const query = fc
  .array(
    fc.tuple(
      fc.oneof(
        fc.constantFrom(
          'maxResults',
          'nextToken',
          'principalArn',
          'includeResourcePlaceholders',
          'limit',
          'cursor',
          'wait',
          'kind',
          'format',
          'variables',
        ),
        encoded,
      ),
      encoded,
    ),
    { maxLength: 3 },
  )
  .map((pairs) => (pairs.length === 0 ? '' : `?${pairs.map(([name, one]) => `${name}=${one}`).join('&')}`))

type Asking = Awaited<ReturnType<typeof asking>>

/** Work that ends at once, so that all there is to see is how requests are read. */
const idle = () => ({ ended: new Promise<never>(() => undefined), stop: () => undefined })

const runs = Number(process.env.LEASTWISE_FUZZ_RUNS ?? 600)

describe('whatever a client sends', () => {
  let server: Asking
  it('the Access Analyzer API answers it in the shapes of its model, and never with 500', async () => {
    server = await asking({ work: idle, bound: 20 })
    const statuses = new Set<number>()
    const operation = fc.constantFrom(...operations)
    await fc.assert(
      fc.asyncProperty(operation, encoded, query, sent, async ({ method, path }, label, search, payload) => {
        const target = path.replaceAll(/:\w+/g, label || 'x') + search
        const init = method === 'GET' ? { method } : { method, body: payload }
        const answer = await server.app.request(`http://127.0.0.1${target}`, init)
        statuses.add(answer.status)
        const name = answer.headers.get('x-amzn-errortype')
        const said = (await answer.json()) as Record<string, unknown>
        expect(server.failures).toEqual([])
        if (name === null) expect(answer.status).toBe(200)
        else {
          expect(answer.status).toBe(errorStatus[name as keyof typeof errorStatus])
          expect(answer.status).toBeLessThan(500)
          expect(said.message).toEqual(expect.any(String))
          if (name === 'ValidationException') expect(said.reason).toEqual(expect.any(String))
        }
      }),
      { numRuns: runs },
    )
    for (const status of [200, 400, 403]) expect(statuses).toContain(status)
  })

  it('our own API answers it with an error of its shape or what it says it answers, and never with 500', async () => {
    server = await asking({ work: idle, bound: 20 })
    const statuses = new Set<number>()
    const routes = fc.constantFrom(...server.routes.filter(({ path }) => !path.endsWith('/events')))
    await fc.assert(
      fc.asyncProperty(
        routes,
        encoded,
        query,
        sent,
        async ({ method, path, answers }, label, search, payload) => {
          const target = `/api/v1${path.replace('{id}', label || 'x')}${search.replaceAll(/wait=[^&]*/g, 'wait=0')}`
          const init =
            method === 'post' ? { method: 'POST', body: payload } : { method: method.toUpperCase() }
          const answer = await server.app.request(`http://127.0.0.1${target}`, init)
          statuses.add(answer.status)
          const said = (await answer.json()) as { error?: { code?: string } }
          expect(server.failures).toEqual([])
          if (answer.status >= 300) {
            expect(answer.status).toBeLessThan(500)
            expect(said).toEqual({
              error: {
                code: expect.stringMatching(/^[A-Z_]+$/),
                message: expect.any(String),
                hint: expect.any(String),
              },
            })
          } else expect(Object.keys(answers).map(Number)).toContain(answer.status)
        },
      ),
      { numRuns: runs },
    )
  })
})

describe('whatever headers a client sends', () => {
  it('the guards answer or let it in, and never fail', async () => {
    const { app } = guardedApp({ signed: true })
    const plain = fc.string({
      unit: fc.integer({ min: 0x20, max: 0x7e }).map((code) => String.fromCharCode(code)),
      maxLength: 60,
    })
    const name = fc.constantFrom(
      'host',
      'origin',
      'sec-fetch-site',
      'content-type',
      'authorization',
      'x-amz-date',
      'date',
      'x-amz-security-token',
      'x-amz-content-sha256',
      'content-length',
    )
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(name, plain), { maxLength: 5 }), query, async (headers, search) => {
        const answer = await app.request(`http://127.0.0.1/policy/generation${search}`, {
          headers: [['host', '127.0.0.1'], ...headers],
        })
        expect([400, 403, 415, 429]).toContain(answer.status)
      }),
      { numRuns: runs },
    )
  })
})
