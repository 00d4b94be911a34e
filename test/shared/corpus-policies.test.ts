import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { filesSource } from '../../src/adapters/files/files-source.js'
import { validatePolicy } from '../../src/core/checks/validate/validate.js'
import { hasWildcard } from '../../src/core/iam/literal.js'
import type { PolicyDocument } from '../../src/core/iam/policy.js'
import { printPolicy } from '../../src/core/iam/policy-print.js'
import type { Report } from '../../src/core/policy/report.js'
import { actionById } from '../../src/core/reference/service.js'
import { allActivity } from '../../src/workflows/activity-query.js'
import { generate } from '../../src/workflows/generate.js'
import { silent } from '../../src/workflows/ports.js'
import { principals } from '../../src/workflows/principals.js'
import { type Grant, grantsIn } from '../workflows/grants.js'
import { total } from '../workflows/trails.js'
import { sharedFolder } from './folder.js'

const corpus = join(sharedFolder ?? '', 'corpus')
const folders =
  sharedFolder !== undefined && existsSync(corpus)
    ? readdirSync(corpus).filter((name) => existsSync(join(corpus, name, 'AWSLogs')))
    : []
const busiest = 8

/** What is read of a record, by nothing but JSON.parse. */
interface RawRecord {
  readonly eventID?: string
  readonly eventSource: string
  readonly eventName: string
  readonly eventType?: string
  readonly errorCode?: string
  readonly errorMessage?: string
  readonly userIdentity?: {
    readonly arn?: string
    readonly sessionContext?: { sessionIssuer?: { arn?: string } }
  }
}

function rawRecords(folder: string): readonly RawRecord[] {
  const names = readdirSync(join(corpus, folder, 'AWSLogs'), { recursive: true, encoding: 'utf8' })
  return names
    .filter((name) => name.endsWith('.json.gz') && !/Digest|Insight/.test(name))
    .flatMap((name) => {
      const bytes = gunzipSync(readFileSync(join(corpus, folder, 'AWSLogs', name)))
      return (JSON.parse(bytes.toString('utf8')) as { Records: RawRecord[] }).Records
    })
}

const refusedCode =
  /AccessDenied|Unauthorized|NotAuthorized|Forbidden|AuthFailure|InvalidClientTokenId|ExpiredToken|Authorization/i

const isDenied = ({ errorCode = '', errorMessage = '' }: RawRecord) =>
  refusedCode.test(errorCode) || errorMessage.includes('not authorized to perform')

const isServiceEvent = ({ eventType }: RawRecord) => eventType?.toLowerCase() === 'awsserviceevent'

interface Generated {
  readonly arn: string
  readonly documents: readonly PolicyDocument[]
  readonly report: Report
  readonly grants: readonly Grant[]
}

async function generatedFor(folder: string): Promise<readonly Generated[]> {
  const source = () => filesSource([join(corpus, folder)])
  const listed = (await principals(source(), allActivity, silent)).principals
  const able = listed.filter(({ type }) => ['role', 'user', 'federated-user'].includes(type))
  const results: Generated[] = []
  for (const { arn } of able) {
    if (results.length === busiest) break
    const options = { principal: arn, query: allActivity, includeDenied: false }
    const found = await generate(source(), options, silent).catch((error: unknown) => error)
    // A service-linked role, whose policy is AWS's.
    if (found instanceof Error)
      expect(String((found as { code?: string }).code), arn).toBe('PRINCIPAL_HAS_NO_POLICY')
    else {
      const { documents, report } = found as Awaited<ReturnType<typeof generate>>
      results.push({ arn, documents, report, grants: grantsIn(documents) })
    }
  }
  return results
}

/** Actions that could name a resource, and those of them that do. */
function resourceShare(grants: readonly Grant[]): { readonly able: number; readonly named: number } {
  const able = new Set(grants.map(({ action }) => action).filter(supportsResources))
  const named = new Set(grants.filter(({ resource }) => resource !== '*').map(({ action }) => action))
  return { able: able.size, named: [...able].filter((action) => named.has(action)).length }
}

const supportsResources = (action: string) => (actionById(action)?.resources.length ?? 0) > 0

function numbers(results: readonly Generated[]): string {
  const sum = (of: (one: Generated) => number) => results.reduce((all, one) => all + of(one), 0)
  const shares = results.map(({ grants }) => resourceShare(grants))
  const [able, named] = [
    shares.reduce((all, share) => all + share.able, 0),
    shares.reduce((all, share) => all + share.named, 0),
  ]
  return [
    `${results.length} principals`,
    `${sum(({ report }) => report.records.matched)} records`,
    `${sum(({ grants }) => new Set(grants.map(({ action }) => action)).size)} actions`,
    `${sum(({ report }) => report.statements.length)} statements`,
    `${sum(({ documents }) => documents.length)} documents`,
    `resource share ${named}/${able} = ${able === 0 ? '-' : `${((100 * named) / able).toFixed(1)} %`}`,
    `${sum(({ report }) => report.unmapped.length)} unmapped`,
    `${sum(({ report }) => report.denied.length)} denied`,
    `${sum(({ report }) => report.wildcards.length)} wildcards`,
  ].join(', ')
}

describe.skipIf(sharedFolder === undefined).each(sharedFolder === undefined ? ['no corpus'] : folders)(
  'the policies for %s',
  (folder) => {
    let results: readonly Generated[] = []
    let raw: readonly RawRecord[] = []

    beforeAll(async () => {
      raw = rawRecords(folder)
      results = await generatedFor(folder)
    }, 300_000)
    afterAll(() => process.stdout.write(`${folder}: ${numbers(results)}\n`))

    /** All offenders of all principals at once: `principal: what`. */
    const offenders = (of: (one: Generated) => readonly string[]) =>
      results.flatMap((one) => of(one).map((what) => `${one.arn}: ${what}`))

    it('are made for every principal that can have one', () => {
      expect(results.length).toBeGreaterThan(0)
    })

    it('validate with no error and no security warning', () => {
      const grave = new Set(['ERROR', 'SECURITY_WARNING'])
      expect(
        offenders(({ documents }) =>
          documents
            .flatMap((document) => validatePolicy(printPolicy(document), { type: 'IDENTITY_POLICY' }))
            .filter(({ findingType }) => grave.has(findingType))
            .map(({ issueCode, findingDetails }) => `${issueCode}: ${findingDetails}`),
        ),
      ).toEqual([])
    })

    it('name actions that exist, as AWS spells them', () => {
      expect(
        offenders(({ grants }) =>
          grants.map(({ action }) => action).filter((action) => actionById(action)?.id !== action),
        ),
      ).toEqual([])
    })

    it('grant nothing for calls that were only ever denied', () => {
      const byId = byEventId(raw)
      expect(
        offenders(({ arn, report }) => {
          const own = raw.filter(({ userIdentity }) => principalOf(userIdentity) === arn)
          const event = ({ eventSource, eventName }: RawRecord) => `${eventSource} ${eventName}`
          const allowed = new Set(own.filter((record) => !isDenied(record)).map(event))
          return report.permissions
            .filter(({ evidence }) => evidence.eventIds.length > 0)
            .filter(({ evidence }) =>
              evidence.eventIds.some((id) => {
                const shown = (byId.get(id) ?? []).filter(
                  ({ userIdentity }) =>
                    principalOf(userIdentity) === arn || principalOf(userIdentity) === undefined,
                )
                return (
                  shown.length > 0 && shown.every((record) => isDenied(record) && !allowed.has(event(record)))
                )
              }),
            )
            .map(({ action, evidence }) => `${action} because of ${evidence.eventIds.join()}`)
        }),
      ).toEqual([])
    })

    it('account for every record', () => {
      expect(
        offenders(({ report: { records } }) =>
          records.matched + records.otherPrincipals + total(records.skipped) === records.read &&
          records.read === raw.length
            ? []
            : [`${JSON.stringify(records)} of ${raw.length}`],
        ),
      ).toEqual([])
    })

    it('confess every wildcard in a resource of an action that supports resources', () => {
      expect(
        offenders(({ grants, report }) => {
          const confessed = new Set(report.wildcards.map(({ action, resource }) => `${action} ${resource}`))
          return grants
            .filter(({ action, resource }) => hasWildcard(resource) && supportsResources(action))
            .map(({ action, resource }) => `${action} ${resource}`)
            .filter((line) => !confessed.has(line))
        }),
      ).toEqual([])
    })

    it('attribute what AWS did by itself to nobody', () => {
      const calls = new Set(raw.filter((record) => !isServiceEvent(record)).map(({ eventID }) => eventID))
      const events = new Set(
        raw
          .filter((record) => isServiceEvent(record) && !calls.has(record.eventID))
          .map(({ eventID }) => eventID),
      )
      expect(
        offenders(({ report }) =>
          report.permissions.flatMap(({ evidence }) => evidence.eventIds).filter((id) => events.has(id)),
        ),
      ).toEqual([])
    })

    it('allow, by their own replay, every call', () => {
      expect(
        offenders(({ report: { verification } }) =>
          [...verification.denied, ...verification.undecidable].map(({ action }) => action),
        ),
      ).toEqual([])
    })

    it('hold no placeholder of a resource type', () => {
      expect(
        offenders(({ grants }) =>
          grants.filter(({ resource }) => /\$\{[^*?$]/.test(resource)).map(({ action }) => action),
        ),
      ).toEqual([])
    })

    it.runIf(folder === 'invictus')(
      'name resources for at least 70 % of the actions of bert-jan that can',
      () => {
        const bertJan = results.find(({ arn }) => arn.endsWith('user/bert-jan'))
        expect(bertJan).toBeDefined()
        const { able, named } = resourceShare(bertJan!.grants)
        process.stdout.write(`bert-jan: ${numbers([bertJan!])}\n`)
        expect(able).toBeGreaterThan(20)
        expect(named / able).toBeGreaterThanOrEqual(0.7)
      },
    )
  },
)

function principalOf(identity: RawRecord['userIdentity']): string | undefined {
  return identity?.sessionContext?.sessionIssuer?.arn ?? identity?.arn
}

function byEventId(records: readonly RawRecord[]): ReadonlyMap<string | undefined, readonly RawRecord[]> {
  const groups = new Map<string | undefined, RawRecord[]>()
  for (const record of records) {
    const group = groups.get(record.eventID)
    if (group === undefined) groups.set(record.eventID, [record])
    else group.push(record)
  }
  return groups
}
