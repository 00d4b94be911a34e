import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { filesSource } from '../../src/adapters/files/files-source.js'
import { allActivity } from '../../src/workflows/activity-query.js'
import { explainEvent } from '../../src/workflows/explain-event.js'
import type { ExplainedEvent } from '../../src/workflows/explained-event.js'
import { generate } from '../../src/workflows/generate.js'
import { type LogFile, type RecordSource, silent, UnreadableFile } from '../../src/workflows/ports.js'
import { principals } from '../../src/workflows/principals.js'
import { EXAMPLES } from '../simulator/trail.js'

const account = '111122223333'
const deploy = `arn:aws:iam::${account}:role/ci/Deploy`

/** A record of the role Deploy. */
function record(eventSource: string, eventName: string, changes: object = {}) {
  return {
    eventVersion: '1.08',
    eventTime: '2026-05-01T00:00:00Z',
    eventSource: `${eventSource}.amazonaws.com`,
    eventName,
    awsRegion: 'eu-west-1',
    recipientAccountId: account,
    eventType: 'AwsApiCall',
    userIdentity: {
      type: 'AssumedRole',
      accountId: account,
      arn: `arn:aws:sts::${account}:assumed-role/Deploy/ci-1`,
      sessionContext: {
        sessionIssuer: { type: 'Role', arn: deploy, accountId: account, userName: 'Deploy' },
      },
    },
    ...changes,
  }
}

type Pieces = () => AsyncIterable<string>

function sourceOf(files: Readonly<Record<string, string | Pieces>>): RecordSource {
  const logs = Object.entries(files).map(
    ([name, text]): LogFile => ({
      name,
      bytes: undefined,
      text:
        typeof text === 'string'
          ? async function* () {
              yield text
            }
          : text,
    }),
  )
  return { list: async () => ({ files: logs, passedOver: { digest: 2 } }) }
}

async function explained(files: Parameters<typeof sourceOf>[0]) {
  const events: ExplainedEvent[] = []
  const result = await explainEvent(sourceOf(files), (one) => void events.push(one))
  return { events, result }
}

async function explainOne(one: object) {
  const { events } = await explained({ '-': JSON.stringify(one) })
  expect(events).toHaveLength(1)
  return events[0]!
}

describe('one record', () => {
  it('that is mapped: permissions with resources, fields and conditions', async () => {
    const { event, explanation } = await explainOne(
      record('kms', 'Decrypt', {
        requestParameters: { keyId: `arn:aws:kms:eu-west-1:${account}:key/k-1` },
        userIdentity: { ...record('kms', 'Decrypt').userIdentity, invokedBy: 'secretsmanager.amazonaws.com' },
      }),
    )
    expect(event).toMatchObject({ outcome: 'succeeded', invokedBy: 'secretsmanager.amazonaws.com' })
    expect(event?.principal).toMatchObject({ arn: deploy, type: 'role', session: 'ci-1' })
    expect(explanation).toEqual({
      kind: 'mapped',
      notShown: [],
      implied: [],
      permissions: [
        {
          action: 'kms:Decrypt',
          kind: 'primary',
          why: 'the operation itself',
          resources: [
            expect.objectContaining({
              arn: `arn:aws:kms:eu-west-1:${account}:key/k-1`,
              why: expect.stringContaining('key'),
            }),
          ],
          context: [{ key: 'kms:ViaService', values: ['secretsmanager.eu-west-1.amazonaws.com'] }],
        },
      ],
    })
  })

  it('that shows more than its operation, and what it does not show', async () => {
    const launch = { instancesSet: { items: [{ imageId: 'ami-1', minCount: 1, maxCount: 1 }] } }
    const { explanation: plain } = await explainOne(
      record('ec2', 'RunInstances', { requestParameters: launch }),
    )
    const tagged = {
      ...launch,
      tagSpecificationSet: { items: [{ resourceType: 'instance', tags: [{ key: 'a', value: 'b' }] }] },
    }
    const { explanation } = await explainOne(record('ec2', 'RunInstances', { requestParameters: tagged }))
    expect(plain).toMatchObject({ notShown: expect.arrayContaining(['ec2:CreateTags', 'iam:PassRole']) })
    expect(explanation).toMatchObject({
      permissions: [
        { action: 'ec2:RunInstances', kind: 'primary' },
        { action: 'ec2:CreateTags', kind: 'additional' },
      ],
    })
    expect(explanation.kind === 'mapped' && explanation.notShown).not.toContain('ec2:CreateTags')
    expect(explanation.kind === 'mapped' && explanation.notShown).toContain('iam:PassRole')
  })

  it('that AWS denied is explained with what AWS said', async () => {
    const errorMessage = `User: ${deploy} is not authorized to perform: s3:GetObject`
    const { event, explanation } = await explainOne(
      record('s3', 'GetObject', {
        errorCode: 'AccessDenied',
        errorMessage,
        requestParameters: { bucketName: 'b', key: 'k' },
      }),
    )
    expect(event).toMatchObject({ outcome: 'denied', errorCode: 'AccessDenied', errorMessage })
    expect(explanation).toMatchObject({ kind: 'mapped', permissions: [{ action: 's3:GetObject' }] })
  })

  it.each([
    ['needs no permission', record('sts', 'GetCallerIdentity'), { kind: 'none' }],
    [
      'is not known in its service',
      record('s3', 'GetObjekt'),
      { kind: 'unmapped', reason: 's3 has no action for GetObjekt', near: ['s3:GetObject', 's3:PutObject'] },
    ],
    [
      'is of a source that is not known',
      record('dynamodbb', 'GetItem'),
      { kind: 'unmapped', near: expect.arrayContaining(['dynamodb']) },
    ],
    [
      'is no call',
      record('ec2', 'RunInstances', { eventType: 'AwsServiceEvent' }),
      { kind: 'skipped', reason: 'service-event', detail: '' },
    ],
  ])('that %s', async (_, one, expected) => {
    const { event, explanation } = await explainOne(one)
    expect(event?.eventName).toBe(one.eventName)
    expect(explanation).toMatchObject(expected)
  })

  it('is explained alike the second time: nothing is learned from others', async () => {
    const unknown = record('s3', 'GetObjekt')
    const read = record('iam', 'GetRole', { requestParameters: { roleName: 'Deploy' } })
    const { events } = await explained({
      a: [unknown, read, unknown, read].map((one) => JSON.stringify(one)).join('\n'),
    })
    expect(events[2]!.explanation).toEqual(events[0]!.explanation)
    expect(events[3]!.explanation).toEqual(events[1]!.explanation)
  })
})

describe('many records', () => {
  const get = record('s3', 'GetObject', { requestParameters: { bucketName: 'b', key: 'k' } })

  it('come one by one, in order, with their place, whatever the shape; so does what is no record', async () => {
    const { events, result } = await explained({
      'a.json': JSON.stringify({ Records: [get, { eventSource: 'x' }, record('sts', 'GetCallerIdentity')] }),
      'b.jsonl': `${JSON.stringify(get)}\n{"a": tru}\n${JSON.stringify(get)}\n`,
      'c.json': JSON.stringify({
        Events: [{ EventId: 'x', CloudTrailEvent: JSON.stringify(record('s3', 'Nothing')) }],
      }),
    })
    expect(
      events.map(({ file, index, event, explanation }) => [file, index, event?.eventName, explanation.kind]),
    ).toEqual([
      ['a.json', 0, 'GetObject', 'mapped'],
      ['a.json', 1, undefined, 'skipped'],
      ['a.json', 2, 'GetCallerIdentity', 'none'],
      ['b.jsonl', 0, 'GetObject', 'mapped'],
      ['b.jsonl', 1, undefined, 'skipped'],
      ['b.jsonl', 2, 'GetObject', 'mapped'],
      ['c.json', 0, 'Nothing', 'unmapped'],
    ])
    expect(result).toMatchObject({ mapped: 3, none: 1, unmapped: 1 })
    expect(result.input.files).toEqual({ read: 3, skipped: [], passedOver: { digest: 2 } })
    expect(result.input.records).toMatchObject({ read: 7, matched: 5, otherPrincipals: 0 })
    expect(Object.values(result.input.records.skipped).reduce((sum, count) => sum + count, 0)).toBe(2)
    expect(result.input.covered).toEqual({ start: get.eventTime, end: get.eventTime })
  })

  it('are read no faster than they are taken', async () => {
    let [pulled, taken] = [0, 0]
    const pieces: Pieces = async function* () {
      for (; pulled < 50; pulled++) yield `${JSON.stringify(get)}\n`
    }
    await explainEvent(sourceOf({ a: pieces }), async () => {
      await new Promise((done) => setImmediate(done))
      taken += 1
      expect(pulled - taken).toBeLessThanOrEqual(2)
    })
    expect([pulled, taken]).toEqual([50, 50])
  })

  it('are explained up to where a file breaks off, and the next file is read', async () => {
    const gone: Pieces = async function* () {
      yield `${JSON.stringify(get)}\n`
      throw new UnreadableFile('corrupt-gzip', 'the gzip data is damaged')
    }
    const text = JSON.stringify({ Records: [get, get] })
    const { events, result } = await explained({ cut: text.slice(0, -20), gone, whole: text })
    expect(events.map(({ file }) => file)).toEqual(['cut', 'gone', 'whole', 'whole'])
    expect(result.input.files.read).toBe(1)
    expect(result.input.files.skipped.map(({ name, reason }) => [name, reason])).toEqual([
      ['cut', 'truncated'],
      ['gone', 'corrupt-gzip'],
    ])
    expect(result.input.warnings[1]).toMatch(
      /^file not read to its end \(corrupt-gzip\): gone: the gzip data is damaged .*1 element/,
    )
  })

  it('that fail for another reason fail the run', async () => {
    const broken: Pieces = async function* () {
      yield `${JSON.stringify(get)}\n`
      throw new RangeError('a fault')
    }
    await expect(explained({ broken })).rejects.toThrow(RangeError)
  })
})

describe('an input without any record', () => {
  it('is an error, after every element was told', async () => {
    const told: ExplainedEvent[] = []
    const run = explainEvent(sourceOf({ '-': 'hello' }), (one) => void told.push(one))
    await expect(run).rejects.toMatchObject({
      code: 'NO_RECORDS',
      message: 'the inputs hold no CloudTrail record',
    })
    expect(told.map(({ explanation }) => explanation)).toEqual([
      { kind: 'skipped', reason: 'unknown-text', detail: '`hello`' },
    ])
  })

  it('explains a record that was pasted without its time', async () => {
    const one = await explainOne({ ...record('s3', 'GetObject'), eventTime: undefined })
    expect(one.explanation.kind).toBe('mapped')
  })

  it('says so if a record was cut off', async () => {
    await expect(explained({ '-': '{"eventVersion": "1.08", ' })).rejects.toThrow(
      'the inputs hold no CloudTrail record: `-` cannot be read to its end: the text ends in the middle of a value',
    )
  })

  it.each(['{"Records": []}', ''])('is an error if it is empty: %j', async (text) => {
    await expect(explained({ '-': text })).rejects.toMatchObject({ code: 'NO_RECORDS' })
  })

  it.each([
    ['no-event-name', { ...record('s3', 'GetObject'), eventName: undefined }],
    ['unsupported-version', { ...record('s3', 'GetObject'), eventVersion: '9.0' }],
  ])('is another matter than a record that cannot be used: %s', async (reason, one) => {
    expect((await explainOne(one)).explanation).toMatchObject({ kind: 'skipped', reason })
  })
})

describe('the example trail', () => {
  it('needs record by record what `generate` finds in it', async () => {
    const trail = join(EXAMPLES, 'trail')
    const explainedActions = new Map<string, Set<string>>()
    await explainEvent(filesSource([trail]), ({ event, explanation }) => {
      if (explanation.kind !== 'mapped' || event === undefined || event.outcome === 'denied') return
      const { arn } = event.principal
      const actions = explainedActions.get(arn) ?? new Set()
      explainedActions.set(arn, actions)
      for (const { action } of explanation.permissions) actions.add(action)
    })
    const found = await principals(filesSource([trail]), allActivity, silent)
    const roles = found.principals.filter(
      ({ arn, type }) => type === 'role' && !arn.includes(':role/aws-service-role/'),
    )
    expect(roles.length).toBeGreaterThan(2)
    for (const { arn } of roles) {
      const options = { principal: arn, query: allActivity, includeDenied: false }
      const { report } = await generate(filesSource([trail]), options, silent)
      const granted = new Set(report.permissions.map(({ action }) => action))
      expect([...(explainedActions.get(arn) ?? [])].sort()).toEqual([...granted].sort())
    }
  })
})
