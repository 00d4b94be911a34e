import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { JsonObject } from '../../src/core/iam/json.js'
import { type ActivityQuery, allActivity } from '../../src/workflows/activity-query.js'
import type { LeastwiseError } from '../../src/workflows/errors.js'
import { silent } from '../../src/workflows/ports.js'
import { principals } from '../../src/workflows/principals.js'
import { account, logged, sessionOf, webRole } from '../activity/busy-records.js'
import { logFile, memorySource } from './memory-source.js'
import { policyOf, records, total } from './trails.js'

let events = 0
const read = (bucketName: string, more: JsonObject = {}) =>
  logged('s3', 'GetBucketAcl', { eventID: `e${events++}`, requestParameters: { bucketName }, ...more })

const trail = [
  logFile('a.json', [
    read('plain'),
    read('early', { eventTime: '2026-03-01T23:59:59Z' }),
    read('late', { eventTime: '2026-03-02T09:00:00Z' }),
    read('far', { awsRegion: 'us-east-1' }),
    read('nowhere', { awsRegion: null }),
    read('other-account', { recipientAccountId: '444455556666' }),
    read('unsaid-account', { recipientAccountId: null }),
    read('second-task', { userIdentity: sessionOf(webRole, 'task-2') }),
    read('browser', { userAgent: 'Mozilla/5.0 (X11)' }),
    read('silent', { userAgent: null }),
  ]),
]

const all = [
  'browser',
  'early',
  'far',
  'late',
  'nowhere',
  'other-account',
  'plain',
  'second-task',
  'silent',
  'unsaid-account',
]
const but = (...names: readonly string[]) => all.filter((name) => !names.includes(name))

const bucketsOf = async (query: Partial<ActivityQuery>) =>
  (await policyOf(trail, query)).report.permissions.flatMap(({ resources }) =>
    resources.map((resource) => resource.split(':::')[1]!),
  )

describe('a question is about', () => {
  it.each<[string, Partial<ActivityQuery>, string[]]>([
    ['everything', {}, all],
    ['what happened from a time on, that second too', { start: '2026-03-02T08:00:00Z' }, but('early')],
    ['what happened before a time, not in that second', { end: '2026-03-02T09:00:00Z' }, but('late')],
    ['a period', { start: '2026-03-01T00:00:00Z', end: '2026-03-02T00:00:00Z' }, ['early']],
    ['one Region', { regions: ['us-east-1'] }, ['far']],
    ['Regions', { regions: ['us-east-1', 'eu-central-1'] }, but('nowhere')],
    ['one account', { accounts: ['444455556666'] }, ['other-account']],
    ['accounts, the caller’s where the record names none', { accounts: [account] }, but('other-account')],
    ['a user agent', { userAgent: 'Mozilla/*' }, ['browser']],
    ['any user agent, none too', { userAgent: '*' }, all],
    ['a session', { session: 'task-2' }, ['second-task']],
    ['sessions', { session: 'task-?' }, all],
    ['all of it together', { session: 'task-1', regions: ['us-east-1'], userAgent: 'aws-*' }, ['far']],
  ])('%s', async (_, query, buckets) => {
    expect(await bucketsOf(query)).toEqual(buckets)
  })
})

describe('what is not asked about', () => {
  it('is counted as outside', async () => {
    const { records: counts } = (await policyOf(trail, { regions: ['us-east-1'] })).report
    expect(counts).toEqual({ read: 10, matched: 1, otherPrincipals: 0, skipped: { 'outside-query': 9 } })
  })

  it('is counted as of another session or user agent', async () => {
    const { records: counts } = (await policyOf(trail, { session: 'task-2' })).report
    expect(counts).toEqual({ read: 10, matched: 1, otherPrincipals: 0, skipped: { 'other-session': 9 } })
  })

  it('does not widen the window that is covered', async () => {
    const { window } = (await policyOf(trail, { start: '2026-03-02T08:00:00Z' })).report
    expect(window.requested).toEqual({ start: '2026-03-02T08:00:00Z', end: null })
    expect(window.covered).toEqual({ start: '2026-03-02T08:00:00Z', end: '2026-03-02T09:00:00Z' })
  })

  it('is no evidence, but adds up', () =>
    fc.assert(
      fc.asyncProperty(records, async (list) => {
        const query = { start: '2026-03-02T08:00:00Z', end: '2026-03-03T00:00:00Z' }
        const isInside = ({ eventTime }: JsonObject) =>
          String(eventTime) >= query.start && String(eventTime) < query.end
        const { report } = await policyOf([logFile('a', list)], query)
        const { read: count, matched, otherPrincipals, skipped } = report.records
        expect(matched + otherPrincipals + total(skipped)).toBe(count)
        expect(skipped['outside-query'] ?? 0).toBe(list.filter((record) => !isInside(record)).length)
        for (const { evidence } of report.permissions)
          expect(evidence.first >= query.start && evidence.last < query.end).toBe(true)
      }),
    ))

  it('is the reason if nothing is left', async () => {
    const error = await policyOf(trail, { start: '2027-01-01T00:00:00Z' }).catch((one: LeastwiseError) => one)
    expect((error as LeastwiseError).code).toBe('NO_MATCHING_RECORDS')
  })

  it('is the reason if nothing is left of the principal’s sessions', async () => {
    await expect(policyOf(trail, { session: 'task-9' })).rejects.toMatchObject({
      code: 'NO_MATCHING_RECORDS',
    })
  })

  it('is not listed among the principals', async () => {
    const list = async (query: Partial<ActivityQuery>) =>
      (await principals(memorySource(trail), { ...allActivity, ...query }, silent)).principals
    expect((await list({})).map(({ arn, records: count, services }) => [arn, count, services])).toEqual([
      [webRole, 10, ['s3']],
    ])
    expect((await list({ regions: ['us-east-1'] })).map(({ records: count }) => count)).toEqual([1])
    await expect(list({ start: '2027-01-01T00:00:00Z' })).rejects.toMatchObject({
      code: 'NO_MATCHING_RECORDS',
      message: 'none of 10 records is in the chosen period, Region, account or session',
    })
  })
})
