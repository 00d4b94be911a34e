import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, it } from 'vitest'
import { asking } from './asking.js'

const file = join(import.meta.dirname, '../../../schemas/openapi.json')

/** Requests that are wrong, each in one way. */
const wrong: readonly [
  method: string,
  path: string,
  body: unknown,
  status: number,
  code: string,
  where: RegExp,
][] = [
  ['GET', '/nothing', undefined, 404, 'ROUTE_NOT_FOUND', /nothing/],
  ['PATCH', '/jobs', undefined, 404, 'ROUTE_NOT_FOUND', /method/],
  ['POST', '/jobs', '', 400, 'REQUEST_INVALID', /^body: is no JSON/],
  ['POST', '/jobs', '{"kind":', 400, 'REQUEST_INVALID', /^body: is no JSON/],
  ['POST', '/jobs', '[]', 400, 'REQUEST_INVALID', /^body/],
  ['POST', '/jobs', 'null', 400, 'REQUEST_INVALID', /^body/],
  ['POST', '/jobs', `${'['.repeat(5000)}${']'.repeat(5000)}`, 400, 'REQUEST_INVALID', /nested too deeply/],
  ['POST', '/jobs', { kind: 'steal' }, 400, 'REQUEST_INVALID', /^body\.kind/],
  ['POST', '/jobs', { kind: 'generate' }, 400, 'REQUEST_INVALID', /^body\.principal/],
  ['POST', '/jobs', { kind: 'generate', principal: '' }, 400, 'REQUEST_INVALID', /^body\.principal/],
  ['POST', '/jobs', { kind: 'principals', inputs: ['/etc/passwd'] }, 400, 'REQUEST_INVALID', /inputs/],
  [
    'POST',
    '/jobs',
    { kind: 'principals', sources: ['/etc/passwd'] },
    400,
    'REQUEST_INVALID',
    /^body\.sources\[0\]/,
  ],
  [
    'POST',
    '/jobs',
    { kind: 'principals', sources: ['arn:aws:cloudtrail:x:1:trail/../../etc'] },
    404,
    'TRAIL_NOT_FOUND',
    /no trail/,
  ],
  ['POST', '/jobs', { kind: 'principals', start: 'yesterday' }, 400, 'REQUEST_INVALID', /^body\.start/],
  [
    'POST',
    '/jobs',
    { kind: 'principals', start: '2026-02-30T00:00:00Z' },
    400,
    'REQUEST_INVALID',
    /^body\.start/,
  ],
  [
    'POST',
    '/jobs',
    { kind: 'principals', start: '2026-03-02T00:00:00Z', end: '2026-03-02T00:00:00Z' },
    400,
    'REQUEST_INVALID',
    /^body\.end/,
  ],
  [
    'POST',
    '/jobs',
    { kind: 'principals', accounts: ['123'] },
    400,
    'REQUEST_INVALID',
    /^body\.accounts\[0\]/,
  ],
  [
    'POST',
    '/jobs',
    { kind: 'generate', principal: 'a', options: { resources: { services: { nosuch: 'exact' } } } },
    400,
    'REQUEST_INVALID',
    /^body\.options\.resources/,
  ],
  [
    'POST',
    '/jobs',
    { kind: 'verify', principal: 'a', policies: [] },
    400,
    'REQUEST_INVALID',
    /^body\.policies/,
  ],
  ['POST', '/jobs?wait=61', { kind: 'principals' }, 400, 'REQUEST_INVALID', /^query\.wait/],
  ['GET', '/jobs?limit=0', undefined, 400, 'REQUEST_INVALID', /^query\.limit/],
  ['GET', '/jobs?limit=x', undefined, 400, 'REQUEST_INVALID', /^query\.limit/],
  ['GET', '/jobs?cursor=%00', undefined, 400, 'REQUEST_INVALID', /^query\.cursor/],
  ['GET', '/jobs?colour=red', undefined, 400, 'REQUEST_INVALID', /colour/],
  ['GET', '/jobs/no-such-job', undefined, 404, 'JOB_NOT_FOUND', /no such job/],
  ['GET', `/jobs/${'x'.repeat(65)}`, undefined, 400, 'REQUEST_INVALID', /^path\.id/],
  ['GET', '/jobs/%2e%2e%2fx/result', undefined, 404, 'JOB_NOT_FOUND', /no such job/],
  ['DELETE', '/jobs/no-such-job', undefined, 404, 'JOB_NOT_FOUND', /no such job/],
  ['GET', '/jobs/no-such-job/events', undefined, 404, 'JOB_NOT_FOUND', /no such job/],
  ['GET', '/jobs/x/policy?format=word', undefined, 400, 'REQUEST_INVALID', /^query\.format/],
  ['POST', '/recipes/check', { recipe: 'version: 2' }, 400, 'RECIPE_INVALID', /line 1/],
  ['POST', '/explain', { records: 'hello' }, 400, 'NO_RECORDS', /no CloudTrail record/],
  ['POST', '/explain', { records: '['.repeat(100_000) }, 400, 'NO_RECORDS', /no CloudTrail record/],
  ['POST', '/validate', {}, 400, 'REQUEST_INVALID', /^body\.policy/],
]

describe('what is wrong', () => {
  it.each(wrong)('%s %s %j is %i %s', async (method, path, body, status, code, where) => {
    const { ask, failures } = await asking()
    const answer = await ask(method, path, body)
    expect(answer.body).toEqual({
      error: { code, message: expect.stringMatching(where), hint: expect.stringMatching(/.{10}/) },
    })
    expect(answer.status).toBe(status)
    expect(failures).toEqual([])
  })
})

describe('the OpenAPI document', () => {
  it('is in schemas/openapi.json as the server serves it', async () => {
    const { ask, document } = await asking()
    const { body } = await ask('GET', '/openapi.json')
    const text = `${JSON.stringify(body, null, 2)}\n`
    if (process.env.UPDATE_DOCS === '1') writeFileSync(file, text)
    expect(readFileSync(file, 'utf8')).toBe(text)
    expect(body).toEqual(document)
  })

  it('has schemas that are schemas, and an operation for every route', async () => {
    const { document, routes } = await asking()
    const ajv = new Ajv2020({ strict: false })
    const operations = Object.values(document.paths as Record<string, Record<string, never>>).flatMap(
      (path) => Object.values(path),
    )
    expect(operations).toHaveLength(routes.length)
    for (const schema of schemasIn(document))
      expect(ajv.validateSchema(schema), JSON.stringify(schema)).toBe(true)
  })

  it('describes what the server answers', async () => {
    const { ask, done, document, routes } = await asking()
    const { id } = await done({ kind: 'generate', principal: 'marigold-web-task' })
    const ajv = new Ajv2020({ strict: false })
    const asked = routes.filter(({ method, path }) => method === 'get' && !path.endsWith('/events'))
    expect(asked.length).toBeGreaterThan(6)
    for (const { path } of asked) {
      const { status, body } = await ask('GET', path.replace('{id}', id))
      expect([path, status]).toEqual([path, 200])
      // biome-ignore lint/suspicious/noExplicitAny: the document is JSON
      const schema = (document as any).paths[`/api/v1${path}`].get.responses[200].content['application/json']
        ?.schema
      if (schema !== undefined) expect(ajv.validate(schema, body), ajv.errorsText()).toBe(true)
    }
  })

  it('is in docs/api.md: every operation', async () => {
    const { routes } = await asking()
    const page = readFileSync(join(import.meta.dirname, '../../../docs/api.md'), 'utf8')
    const rows = [...page.matchAll(/^\| `(GET|POST|DELETE) (\S+)` \| (.*) \|$/gm)].map(
      ([, method, path, summary]) => `${method} ${path} ${summary}`,
    )
    expect(rows).toEqual(
      routes.map(({ method, path, summary }) => `${method.toUpperCase()} /api/v1${path} ${summary}`),
    )
  })
})

function schemasIn(value: unknown): object[] {
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, one]) => (key === 'schema' ? [one as object] : schemasIn(one)))
}
