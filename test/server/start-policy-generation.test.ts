import { describe, expect, it } from 'vitest'
import { account, principal, requestFor, trail, twoCalls, writeCalls } from './records.js'
import { serving, temporaryFolder } from './serving.js'

describe('StartPolicyGeneration refuses what the model does not allow', () => {
  const longArn = `arn:aws:iam::${account}:role/${'x'.repeat(577)}`
  it.each([
    ['no principal', {}, 'policyGenerationDetails'],
    ['no ARN', { policyGenerationDetails: {} }, 'policyGenerationDetails.principalArn'],
    [
      'an ARN that is none',
      { policyGenerationDetails: { principalArn: 'Sandbox' } },
      'policyGenerationDetails.principalArn',
    ],
    [
      'a group',
      { policyGenerationDetails: { principalArn: `arn:aws:iam::${account}:group/g` } },
      'policyGenerationDetails.principalArn',
    ],
    [
      'an ARN that is too long',
      { policyGenerationDetails: { principalArn: longArn } },
      'policyGenerationDetails.principalArn',
    ],
    ['a number', { policyGenerationDetails: { principalArn: 7 } }, 'policyGenerationDetails.principalArn'],
    ['no trail', requestFor({}, { trails: [] }), 'cloudTrailDetails.trails'],
    [
      'a trail that is none',
      requestFor({ cloudTrailArn: 'main' }),
      'cloudTrailDetails.trails[0].cloudTrailArn',
    ],
    ['no Region at all', requestFor({ allRegions: false }), 'cloudTrailDetails.trails[0].regions'],
    ['a Region that is none', requestFor({ regions: ['../..'] }), 'cloudTrailDetails.trails[0].regions[0]'],
    ['no access role', requestFor({}, { accessRole: null }), 'cloudTrailDetails.accessRole'],
    ['an access role that is none', requestFor({}, { accessRole: 'x' }), 'cloudTrailDetails.accessRole'],
    ['no start', requestFor({}, { startTime: undefined }), 'cloudTrailDetails.startTime'],
    ['a start that is no time', requestFor({}, { startTime: 'yesterday' }), 'cloudTrailDetails.startTime'],
    [
      'a day that does not exist',
      requestFor({}, { startTime: '2026-02-30T00:00:00Z' }),
      'cloudTrailDetails.startTime',
    ],
    [
      'a start in the future',
      requestFor({}, { startTime: '2999-01-01T00:00:00Z', endTime: undefined }),
      'cloudTrailDetails.startTime',
    ],
    [
      'an end before the start',
      requestFor({}, { endTime: '2026-04-01T00:00:00Z' }),
      'cloudTrailDetails.endTime',
    ],
    ['a token that is no text', { ...principal, clientToken: 5 }, 'clientToken'],
    ['no object', '[]', 'body'],
  ])('%s', async (_what, body, field) => {
    const { ask, queue } = await serving({ trails: { [trail]: writeCalls(temporaryFolder(), twoCalls) } })
    const answer = await ask('PUT', '/policy/generation', body)
    expect([answer.status, answer.error]).toEqual([400, 'ValidationException'])
    expect(answer.body).toMatchObject({ reason: 'fieldValidationFailed' })
    expect(answer.body.fieldList.map(({ name }: { name: string }) => name)).toContain(field)
    expect(answer.body.message.length).toBeGreaterThan(0)
    expect(answer.headers.get('x-amzn-requestid')).toMatch(/^[0-9a-f-]{36}$/)
    expect(queue.list()).toEqual([])
  })

  it.each(['{', 'null null', '\u0000', '[['.repeat(50)])('a body that is no JSON: %j', async (body) => {
    const { ask } = await serving({ trails: { [trail]: writeCalls(temporaryFolder(), twoCalls) } })
    expect(await ask('PUT', '/policy/generation', body)).toMatchObject({
      status: 400,
      error: 'ValidationException',
      body: { reason: 'cannotParse' },
    })
  })

  it('a body that is nested without end', async () => {
    const { ask } = await serving({ trails: { [trail]: writeCalls(temporaryFolder(), twoCalls) } })
    const body = `${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)}`
    expect((await ask('PUT', '/policy/generation', body)).error).toBe('ValidationException')
  })
})
