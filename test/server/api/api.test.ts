import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { filesSource } from '../../../src/adapters/files/files-source.js'
import { parseRecipe } from '../../../src/adapters/recipe/read-recipe.js'
import { printPolicy } from '../../../src/core/iam/policy-print.js'
import { formats } from '../../../src/core/render/formats.js'
import { activity } from '../../../src/workflows/activity.js'
import { allActivity } from '../../../src/workflows/activity-query.js'
import { type GenerateOptions, generate } from '../../../src/workflows/generate.js'
import { silent } from '../../../src/workflows/ports.js'
import { principals } from '../../../src/workflows/principals.js'
import { asking, example, trail } from './asking.js'

const principal = 'marigold-web-task'
const source = () => filesSource([example], { stdin: (async function* () {})() })
const json = (value: unknown) => JSON.parse(JSON.stringify(value)) as unknown

async function generated(options: Partial<GenerateOptions> = {}) {
  const { documents, report } = await generate(
    source(),
    { principal, query: allActivity, includeDenied: false, ...options },
    silent,
  )
  return {
    policies: documents.map((document) => JSON.parse(printPolicy(document)) as unknown),
    report: json(report),
  }
}

describe('a generation', () => {
  it('gives what `leastwise generate` gives', async () => {
    const { result } = await asking()
    expect(await result({ kind: 'generate', principal })).toMatchObject({
      kind: 'generate',
      ...(await generated()),
    })
  })

  it('has its options', async () => {
    const { result } = await asking()
    const shaped = await generated({
      includeDenied: true,
      resources: { all: 'exact', services: new Map([['s3', 'patterns']]) },
      conditions: new Set(['aws:RequestedRegion']),
      fit: { limit: 'inline-role', pairs: 'exact', actionWildcards: 'read' },
      query: {
        ...allActivity,
        start: '2026-03-03T00:00:00Z',
        end: '2026-03-04T00:00:00Z',
        regions: ['eu-central-1'],
        accounts: ['111122223333'],
      },
    })
    const options = {
      includeDenied: true,
      resources: { all: 'exact', services: { s3: 'patterns' } },
      conditions: ['aws:RequestedRegion'],
      limit: 'inline-role',
      inertPairs: 'never',
      allowActionWildcards: 'read',
    }
    const scope = {
      start: '2026-03-03T01:00:00+01:00',
      end: '2026-03-04T00:00:00Z',
      regions: ['eu-central-1'],
      accounts: ['111122223333'],
    }
    expect(await result({ kind: 'generate', principal, sources: [trail], ...scope, options })).toMatchObject({
      policies: shaped.policies,
    })
  })

  it('applies a recipe, and what is said beside it comes first', async () => {
    const { result } = await asking()
    const recipe =
      'version: 1\nresources: patterns\nlimit: inline-user\nname: web\nallow:\n  - actions: [iam:PassRole]\n    resources: [arn:aws:iam::111122223333:role/x]\n    reason: a person said so\n'
    const expected = await generated({
      recipe: parseRecipe('recipe', recipe),
      resources: { all: 'exact', services: new Map() },
      fit: { limit: 'inline-user', pairs: 'auto', actionWildcards: 'none' },
    })
    const options = { recipe, resources: { all: 'exact' } }
    expect(await result({ kind: 'generate', principal, options })).toMatchObject(expected)
  })

  it('is in every format that the principal can have, with its report and a recipe to start from', async () => {
    const { ask, done } = await asking()
    const { id } = await done({ kind: 'generate', principal })
    for (const format of Object.keys(formats)) {
      const { status, text, headers } = await ask('GET', `/jobs/${id}/policy?format=${format}`)
      if (status === 400) expect(JSON.parse(text).error.code).toBe('FORMAT_REFUSED')
      else
        expect([status, text.length > 100, headers.get('content-type')]).toEqual([
          200,
          true,
          expect.stringMatching(/^(application\/json|text\/plain)/),
        ])
    }
    const golden = readFileSync(join(import.meta.dirname, `../../golden/${principal}.policy.json`), 'utf8')
    expect((await ask('GET', `/jobs/${id}/policy`)).body).toEqual(JSON.parse(golden))
    expect((await ask('GET', `/jobs/${id}/policy?format=terraform&variables=account`)).text).toContain(
      'aws_caller_identity',
    )
    expect((await ask('GET', `/jobs/${id}/report`)).body).toEqual((await generated()).report)
    const { text } = await ask('GET', `/jobs/${id}/recipe`)
    expect((await ask('POST', '/recipes/check', { recipe: text })).body).toEqual({
      principal: expect.stringMatching(/web-task$/),
    })
  })

  it('can be asked for by a pattern, which the Access Analyzer API does not list', async () => {
    const { app, done } = await asking()
    const pattern = await done({ kind: 'generate', principal: 'marigold-*' })
    const { id } = await done({
      kind: 'generate',
      principal: 'arn:aws:iam::111122223333:role/app/marigold-web-task',
    })
    const listed = (await (await app.request('/policy/generation')).json()) as {
      policyGenerations: { jobId: string }[]
    }
    expect(listed.policyGenerations.map(({ jobId }) => jobId)).toEqual([id])
    expect(pattern.status).toBe('SUCCEEDED')
  })
})

describe('the other questions', () => {
  it('principals and activity are those of the workflows, page by page', async () => {
    const { result, ask, done } = await asking()
    expect((await result({ kind: 'principals' })).items).toEqual(
      (await principals(source(), allActivity, silent)).principals,
    )
    const { lines } = await activity(source(), { principal, query: allActivity }, silent)
    const { id } = await done({ kind: 'activity', principal })
    const items: unknown[] = []
    for (let next: string | null = '0'; next !== null; ) {
      const { body }: { body: { items: unknown[]; next: string | null } } = await ask(
        'GET',
        `/jobs/${id}/result?limit=7&cursor=${next}`,
      )
      expect(body.items.length).toBeLessThanOrEqual(7)
      items.push(...body.items)
      next = body.next
    }
    expect(items).toEqual(json(lines.map((line) => ({ ...line, action: line.action ?? null }))))
  })

  it('a policy is verified against the logs: its own passes, another is denied', async () => {
    const { result } = await asking()
    const { policies } = await generated()
    const own = policies.map((policy) => ({ text: JSON.stringify(policy) }))
    const good = await result({ kind: 'verify', principal, policies: own })
    expect(good.verification).toMatchObject({ denied: [] })
    expect(good.verification.allowed).toBeGreaterThan(500)
    const none = {
      text: '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"sts:GetCallerIdentity","Resource":"*"}]}',
    }
    const bad = await result({ kind: 'verify', principal, policies: [none] })
    expect(bad.verification.denied.length).toBeGreaterThan(5)
  })

  it('a backtest and the parts of a principal are answered', async () => {
    const { result } = await asking()
    expect(await result({ kind: 'backtest', principal, horizonDays: 1 })).toMatchObject({
      kind: 'backtest',
      first: '2026-03-02',
      points: [{ observed: 1 }, { observed: 2 }],
    })
    const { items } = await result({ kind: 'parts', principal, splitBy: 'user-agent' })
    expect(items.length).toBeGreaterThan(0)
    expect(items[0]).toMatchObject({ policies: [{ Version: '2012-10-17' }], report: {}, error: null })
  })

  it('a record is explained and a policy validated at once', async () => {
    const { ask } = await asking()
    const record = {
      eventVersion: '1.08',
      eventTime: '2026-03-02T00:00:00Z',
      eventSource: 's3.amazonaws.com',
      eventName: 'GetObject',
      awsRegion: 'eu-central-1',
      userIdentity: {
        type: 'IAMUser',
        arn: 'arn:aws:iam::111122223333:user/a',
        accountId: '111122223333',
        userName: 'a',
      },
      requestParameters: { bucketName: 'b', key: 'k' },
    }
    const { body } = await ask('POST', '/explain', { records: JSON.stringify(record) })
    expect(body.items).toMatchObject([
      { eventName: 'GetObject', permissions: [{ action: 's3:GetObject', resources: ['arn:aws:s3:::b/k'] }] },
    ])
    const { body: found } = await ask('POST', '/validate', {
      policy: '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:Nope","Resource":"*"}]}',
    })
    expect(found.items.length).toBeGreaterThan(0)
    expect((await ask('GET', '/formats')).body.items.map(({ name }: { name: string }) => name)).toEqual(
      Object.keys(formats),
    )
    expect((await ask('GET', '/sources')).body).toEqual({ items: [{ arn: trail, inputs: 1 }] })
  })
})

describe('jobs', () => {
  const endless = () => ({ ended: new Promise<never>(() => undefined), stop: () => undefined })

  it('are listed page by page, the latest first, and by kind', async () => {
    const { ask } = await asking({ work: endless })
    const ids: string[] = []
    for (const kind of ['principals', 'generate', 'activity', 'generate', 'principals']) {
      ids.unshift((await ask('POST', '/jobs', kind === 'generate' ? { kind, principal } : { kind })).body.id)
      await new Promise((later) => setTimeout(later, 3))
    }
    const first = (await ask('GET', '/jobs?limit=3')).body
    const second = (await ask('GET', `/jobs?limit=3&cursor=${first.next}`)).body
    expect([...first.items, ...second.items].map(({ id }) => id)).toEqual(ids)
    expect(second.next).toBeNull()
    expect((await ask('GET', '/jobs?kind=generate')).body.items).toHaveLength(2)
  })

  it('are told of as they go: progress, then the end', async () => {
    const { app, ask } = await asking()
    const { id } = (await ask('POST', '/jobs', { kind: 'principals' })).body
    const events = await (await app.request(`/api/v1/jobs/${id}/events`)).text()
    const names = [...events.matchAll(/^event: (.*)$/gm)].map(([, name]) => name)
    expect(names.slice(0, -1).every((name) => name === 'progress')).toBe(true)
    expect(names.length).toBeGreaterThan(1)
    expect(JSON.parse(events.trim().split('\n').at(-1)!.slice(6))).toMatchObject({ id, status: 'SUCCEEDED' })
    const late = await (await app.request(`/api/v1/jobs/${id}/events`)).text()
    expect([...late.matchAll(/^event: (.*)$/gm)].map(([, name]) => name)).toEqual(['ended'])
  })

  it('can be canceled, which ends those who wait and those who listen', async () => {
    const { app, ask } = await asking({ work: endless })
    const { body: job, status } = await ask('POST', '/jobs', { kind: 'principals' })
    expect([status, job.status]).toEqual([202, 'IN_PROGRESS'])
    expect((await ask('GET', `/jobs/${job.id}/result`)).body.error.code).toBe('JOB_NOT_ENDED')
    const listening = Promise.resolve(app.request(`/api/v1/jobs/${job.id}/events`)).then((answer) =>
      answer.text(),
    )
    const waiting = ask('GET', `/jobs/${job.id}?wait=30`)
    await new Promise((later) => setTimeout(later, 20))
    expect((await ask('DELETE', `/jobs/${job.id}`)).body.status).toBe('CANCELED')
    expect((await waiting).body.status).toBe('CANCELED')
    expect(await listening).toContain('CANCELED')
    expect((await ask('DELETE', `/jobs/${job.id}`)).body.status).toBe('CANCELED')
    expect(await ask('GET', `/jobs/${job.id}/result`)).toMatchObject({
      status: 409,
      body: { error: { code: 'JOB_HAS_NONE' } },
    })
  })

  it('let go of listeners when the server stops', async () => {
    const { app, ask, streams } = await asking({ work: endless })
    const { id } = (await ask('POST', '/jobs', { kind: 'principals' })).body
    const listening = Promise.resolve(app.request(`/api/v1/jobs/${id}/events`)).then((answer) =>
      answer.text(),
    )
    const waiting = ask('GET', `/jobs/${id}?wait=30`)
    await new Promise((later) => setTimeout(later, 20))
    streams.close()
    expect((await waiting).body.status).toBe('IN_PROGRESS')
    await listening
  })

  it('are the same for the same token, and refused for another request', async () => {
    const { ask } = await asking({ work: endless })
    for (const body of [{ kind: 'principals' }, { kind: 'generate', principal }]) {
      const clientToken = `token ${body.kind}`
      const first = (await ask('POST', '/jobs', { ...body, clientToken })).body
      expect((await ask('POST', '/jobs', { ...body, clientToken })).body.id).toBe(first.id)
      const other = await ask('POST', '/jobs', { ...body, clientToken, regions: ['eu-west-1'] })
      expect(other).toMatchObject({ status: 409, body: { error: { code: 'TOKEN_REUSED' } } })
    }
  })

  it('wait in a bounded queue', async () => {
    const { ask } = await asking({ work: endless, bound: 2 })
    for (let n = 0; n < 2; n++) expect((await ask('POST', '/jobs', { kind: 'principals' })).status).toBe(202)
    const full = await ask('POST', '/jobs', { kind: 'principals' })
    expect([full.status, full.body.error.code, full.headers.get('retry-after')]).toEqual([
      429,
      'TOO_MANY_REQUESTS',
      '5',
    ])
  })

  it('that fail say why in our own words', async () => {
    const { ask, done } = await asking()
    const job = await done({ kind: 'generate', principal: 'nobody-like-that' })
    expect(job).toMatchObject({
      status: 'FAILED',
      error: { code: 'PRINCIPAL_NOT_FOUND', message: expect.stringMatching(/nobody-like-that/) },
    })
    expect((await ask('GET', `/jobs/${job.id}/policy`)).body.error.code).toBe('JOB_HAS_NONE')
    const verified = await done({ kind: 'verify', principal, policies: [{ name: 'mine', text: '{]' }] })
    expect(verified.error).toMatchObject({ code: 'POLICY_INVALID', message: expect.stringMatching(/mine/) })
  })
})
