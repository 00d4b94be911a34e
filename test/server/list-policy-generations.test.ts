import { describe, expect, it } from 'vitest'
import { principal, role, trail, twoCalls, writeCalls } from './records.js'
import { serving, temporaryFolder } from './serving.js'

describe('ListPolicyGenerations', () => {
  it('gives the latest first, page by page, each job once', async () => {
    let time = Date.UTC(2026, 5, 15)
    const now = () => (time += 1000)
    const { ask } = await serving({ trails: { [trail]: writeCalls(temporaryFolder(), twoCalls) }, now })
    const started: string[] = []
    for (let at = 0; at < 7; at++)
      started.unshift((await ask('PUT', '/policy/generation', principal)).body.jobId)
    const other = { policyGenerationDetails: { principalArn: `${role}2` } }
    await ask('PUT', '/policy/generation', other)
    const path = `/policy/generation?principalArn=${encodeURIComponent(role)}&maxResults=3`
    const seen: string[] = []
    let [token, pages] = ['', 0]
    for (;;) {
      const { body, status } = await ask('GET', `${path}${token === '' ? '' : `&nextToken=${token}`}`)
      expect(status).toBe(200)
      seen.push(...body.policyGenerations.map(({ jobId }: { jobId: string }) => jobId))
      pages += 1
      // A job that is started meanwhile moves nothing.
      await ask('PUT', '/policy/generation', principal)
      if (body.nextToken === undefined) break
      token = body.nextToken
    }
    expect([seen, pages]).toEqual([started, 3])
    const wrong = await ask('GET', `/policy/generation?nextToken=${token}`)
    expect(wrong).toMatchObject({
      error: 'ValidationException',
      body: { fieldList: [{ name: 'nextToken' }] },
    })
  })

  it.each([
    ['maxResults=0', 'maxResults'],
    ['maxResults=-1', 'maxResults'],
    ['maxResults=many', 'maxResults'],
    ['maxResults=99999999999', 'maxResults'],
    ['principalArn=me', 'principalArn'],
    ['nextToken=x', 'nextToken'],
    ['nextToken=WyJhIiwiYiJd', 'nextToken'],
  ])('refuses %s', async (query, field) => {
    const { ask } = await serving({ trails: { [trail]: writeCalls(temporaryFolder(), twoCalls) } })
    const answer = await ask('GET', `/policy/generation?${query}`)
    expect(answer).toMatchObject({
      status: 400,
      error: 'ValidationException',
      body: { fieldList: [{ name: field }] },
    })
  })
})
