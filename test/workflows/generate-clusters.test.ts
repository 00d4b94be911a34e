import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { clientTraits } from '../../src/core/cloudtrail/client.js'
import { evaluate } from '../../src/core/evaluate/evaluate.js'
import type { JsonObject } from '../../src/core/iam/json.js'
import { printPolicy } from '../../src/core/iam/policy-print.js'
import { allActivity } from '../../src/workflows/activity-query.js'
import { LeastwiseError } from '../../src/workflows/errors.js'
import { type Cluster, clustersKept, generateClusters } from '../../src/workflows/generate-clusters.js'
import { silent } from '../../src/workflows/ports.js'
import { logged, sessionOf, shuffled, webRole } from '../activity/busy-records.js'
import { logFile, memorySource } from './memory-source.js'
import { policyOf, records, total } from './trails.js'

type Trait = (typeof clientTraits)[number]

const clustersOf = (list: readonly JsonObject[], splitBy: Trait, principal = webRole) =>
  generateClusters(
    memorySource([logFile('a.json', list)]),
    { principal, query: allActivity, includeDenied: false, splitBy },
    silent,
  )

const resultOf = ({ result }: Cluster) => {
  if (result instanceof LeastwiseError) throw result
  return result
}

const agents = ['aws-cli/2.15 os/linux', 'Boto3/1.34', 'console.amazonaws.com', 'x/1']
/** The same trails with clients of several kinds; a second delivery is of the same client as the first. */
const mixed = records.map((list) =>
  list.map((one) => ({
    ...one,
    userAgent: agents[Number(/\d(?=\D*$)/.exec(String(one.eventID ?? 0))?.[0] ?? 0) % 4]!,
  })),
)
const trait = fc.constantFrom(...clientTraits)

describe('the parts of an activity', () => {
  it('account for every record, each on its own, and all calls are in one of them', () =>
    fc.assert(
      fc.asyncProperty(mixed, trait, async (list, by) => {
        const whole = (await policyOf([logFile('a.json', list)])).report.records
        const clusters = await clustersOf(list, by)
        for (const cluster of clusters) {
          const { read, matched, otherPrincipals, skipped } = resultOf(cluster).report.records
          expect([read, matched]).toEqual([list.length, cluster.calls])
          expect(matched + otherPrincipals + total(skipped)).toBe(read)
        }
        expect(clusters.reduce((sum, { calls }) => sum + calls, 0)).toBe(whole.matched)
      }),
      { numRuns: 40 },
    ))

  it('have policies that together allow what the whole needs, and each proves its own', () =>
    fc.assert(
      fc.asyncProperty(mixed, trait, async (list, by) => {
        const { report } = await policyOf([logFile('a.json', list)])
        const results = (await clustersOf(list, by)).map(resultOf)
        const documents = results.flatMap((one) => one.documents)
        for (const { verification } of results.map((one) => one.report))
          expect(verification.denied).toEqual([])
        for (const { action, resources, conditions } of report.permissions) {
          // What was generalised for the whole needs many names, which may be in different parts.
          const plain = resources.filter((one) => one === '*' || !/[*?]/.test(one))
          const context = new Map(
            Object.entries(conditions).map(([key, values]) => [key.toLowerCase(), values]),
          )
          for (const resource of plain)
            expect(evaluate({ action, resource, context }, documents).decision, action).toBe('allowed')
        }
      }),
      { numRuns: 40 },
    ))

  it('are the same for any order of the records', () =>
    fc.assert(
      fc.asyncProperty(
        mixed.chain((list) => fc.tuple(fc.constant(list), shuffled(list))),
        trait,
        async ([one, other], by) => {
          const said = async (list: readonly JsonObject[]) =>
            (await clustersOf(list, by)).map((part) => [
              { ...part, result: undefined },
              resultOf(part).documents.map(printPolicy),
              resultOf(part).report,
            ])
          expect(await said(other)).toEqual(await said(one))
        },
      ),
      { numRuns: 25 },
    ))
})

const by = (session: string, more: JsonObject = {}) => ({
  userIdentity: sessionOf(webRole, session),
  ...more,
})

describe('the parts of a role', () => {
  const list = [
    logged('s3', 'ListBuckets', {
      eventID: '1',
      ...by('ci-1', { userAgent: 'aws-cli/2 exec-env/GitHubActions' }),
    }),
    logged('s3', 'ListBuckets', {
      eventID: '2',
      ...by('ci-2', { userAgent: 'aws-cli/2 exec-env/GitHubActions' }),
    }),
    logged('iam', 'ListUsers', { eventID: '3', ...by('ada@example.com', { userAgent: 'Mozilla/5.0' }) }),
  ]

  it.each([
    ['session', ['ci-*', '*@example.com']],
    ['user-agent', ['aws-cli in GitHubActions', 'console']],
    ['invoked-by', ['own calls']],
  ] as const)('by %s are %j, the busiest first', async (splitBy, names) => {
    expect((await clustersOf(list, splitBy)).map(({ name }) => name)).toEqual(names)
  })

  it('hold what each did and nothing else', async () => {
    const parts = await clustersOf(list, 'session')
    const actions = parts.map((part) => resultOf(part).report.permissions.map(({ action }) => action))
    expect(actions).toEqual([['s3:ListAllMyBuckets'], ['iam:ListUsers']])
    expect(resultOf(parts[1]!).report.records.skipped).toEqual({ 'other-cluster': 2 })
  })

  it('are few: of too many, the first in the order of text are kept, whatever came first', async () => {
    const names = Array.from(
      { length: clustersKept + 6 },
      (_, at) => `s${String.fromCharCode(65 + (at % 26), 65 + at / 26)}`,
    )
    const many = names.map((name) => logged('s3', 'ListBuckets', { eventID: name, ...by(name) }))
    const [one, other] = [await clustersOf(many, 'session'), await clustersOf([...many].reverse(), 'session')]
    expect(one).toHaveLength(clustersKept + 1)
    expect(one[0]).toMatchObject({ name: 'others', calls: 6 })
    expect(other).toEqual(one)
  })

  it('are refused where the whole is', async () => {
    await expect(clustersOf(list, 'session', 'nobody')).rejects.toMatchObject({ code: 'PRINCIPAL_NOT_FOUND' })
  })
})

describe('a role of several workloads', () => {
  const calls = (source: string, events: readonly string[], more: JsonObject) =>
    events.map((name) => logged(source, name, { eventID: `${source}${name}`, ...more }))
  const ci = calls(
    's3',
    ['ListBuckets', 'GetBucketAcl', 'GetBucketCors', 'GetBucketPolicy'],
    by('ci-1', { userAgent: 'aws-cli/2' }),
  )
  const person = calls(
    'iam',
    ['ListUsers', 'ListRoles', 'ListGroups', 'ListPolicies'],
    by('ada@example.com', { userAgent: 'Mozilla/5' }),
  )
  const said = async (list: readonly JsonObject[]) =>
    (await policyOf([logFile('a.json', list)])).report.warnings.filter((one) => one.includes('unrelated'))

  it('is warned about, with who did what', async () => {
    const [warning = '', ...more] = await said([...ci, ...person])
    expect(more).toEqual([])
    expect(warning).toContain(`${webRole} seems to be used by 2 unrelated workloads`)
    expect(warning).toContain('console as *@example.com (4 calls of 4 kinds, iam, 2026-03-02 to 2026-03-02)')
    expect(warning).toContain('aws-cli as ci-* (4 calls of 4 kinds, s3')
  })

  it('is not, if both do the same, share a session, or one does too little to tell', async () => {
    const same = ci.map((one) => ({
      ...one,
      eventID: `${one.eventID}2`,
      ...by('web', { userAgent: 'Boto3/1' }),
    }))
    const shared = person.map((one) => ({ ...one, ...by('ci-7', { userAgent: 'Boto3/1' }) }))
    for (const list of [[...ci, ...same], [...ci, ...shared], [...ci, ...person.slice(0, 2)], ci])
      expect(await said(list)).toEqual([])
  })
})
