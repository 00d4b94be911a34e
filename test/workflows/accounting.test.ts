import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Json } from '../../src/core/iam/json.js'
import { printPolicy } from '../../src/core/iam/policy-print.js'
import { allActivity } from '../../src/workflows/activity-query.js'
import type { GenerateResult } from '../../src/workflows/generate.js'
import { silent } from '../../src/workflows/ports.js'
import { principals } from '../../src/workflows/principals.js'
import { account, logged, shuffled, webRole } from '../activity/busy-records.js'
import { logFile, type MemoryFile, memorySource } from './memory-source.js'
import { elements, malformed, policyOf, records, spread, total } from './trails.js'

const inFiles = (parts: readonly (readonly Json[])[]) => parts.map((part, at) => logFile(`${at}.json`, part))

const bytesOf = ({ documents, report }: GenerateResult) =>
  [...documents.map(printPolicy), JSON.stringify(report)].join('\n')

/** All that is said, without what names files: that differs when the same records come in others. */
function contentOf({ documents, report }: GenerateResult): string {
  const { files: _, warnings, ...rest } = report
  const said = warnings.filter((warning) => !/^(?:file skipped|skipped)/.test(warning))
  return [...documents.map(printPolicy), JSON.stringify([rest, said])].join('\n')
}

const cut: MemoryFile['breaks'] = { reason: 'truncated-gzip', message: 'the file ends in the middle' }

/** Good files with one that breaks at its end, or whose text ends too early. */
const withBroken = fc
  .tuple(records.chain(spread), records, fc.nat({ max: 5 }), fc.boolean())
  .map(([parts, lost, place, early]) => {
    const good = inFiles(parts)
    const whole = logFile('broken.json', lost)
    const broken = early ? { ...whole, text: whole.text.slice(0, -1) } : { ...whole, breaks: cut }
    return { good, all: [...good.slice(0, place), broken, ...good.slice(place)] }
  })

describe('every record that is read', () => {
  it('is of the principal, of another one, or skipped for a reason', () =>
    fc.assert(
      fc.asyncProperty(elements.chain(spread), async (parts) => {
        const { report } = await policyOf(inFiles(parts))
        const { read, matched, otherPrincipals, skipped } = report.records
        expect(read).toBe(parts.flat().length)
        expect(matched + otherPrincipals + total(skipped)).toBe(read)
      }),
    ))

  it('is of the principal, of another one, or skipped, if a file cannot be read to its end', () =>
    fc.assert(
      fc.asyncProperty(withBroken, async ({ good, all }) => {
        const { records: counts, files } = (await policyOf(all)).report
        expect(counts.matched + counts.otherPrincipals + total(counts.skipped)).toBe(counts.read)
        expect(counts.read).toBe(good.reduce((sum, { text }) => sum + JSON.parse(text).Records.length, 0))
        expect([files.read, files.skipped.map(({ name }) => name)]).toEqual([good.length, ['broken.json']])
      }),
    ))

  it('is of some principal or skipped, when all of them are listed', () =>
    fc.assert(
      fc.asyncProperty(elements.chain(spread), async (parts) => {
        const result = await principals(memorySource(inFiles(parts)), allActivity, silent)
        const { read, matched, skipped } = result.input.records
        expect(read).toBe(parts.flat().length)
        expect(matched + total(skipped)).toBe(read)
        expect(result.principals.reduce((sum, one) => sum + one.records, 0)).toBe(matched)
      }),
    ))

  it('is read whatever pieces the text comes in', () =>
    fc.assert(
      fc.asyncProperty(elements.chain(spread), fc.integer({ min: 1, max: 70 }), async (parts, length) => {
        const pieces = await principals(memorySource(inFiles(parts), length), allActivity, silent)
        expect(pieces).toEqual(await principals(memorySource(inFiles(parts)), allActivity, silent))
      }),
      { numRuns: 20 },
    ))
})

describe('the answer', () => {
  it('does not depend on the order of files', () =>
    fc.assert(
      fc.asyncProperty(
        records
          .chain(spread)
          .chain((parts) => shuffled(inFiles(parts)).map((other) => [inFiles(parts), other])),
        async ([files, other]) => {
          expect(bytesOf(await policyOf(other!))).toBe(bytesOf(await policyOf(files!)))
        },
      ),
    ))

  it('does not depend on how records are spread over files, nor on their order in them', () =>
    fc.assert(
      fc.asyncProperty(
        elements.chain((list) => fc.tuple(spread(list), shuffled(list).chain(spread))),
        async ([one, other]) => {
          expect(contentOf(await policyOf(inFiles(other)))).toBe(contentOf(await policyOf(inFiles(one))))
        },
      ),
    ))

  it('lists the same principals for any order and any files', () =>
    fc.assert(
      fc.asyncProperty(
        elements.chain((list) => fc.tuple(spread(list), shuffled(list).chain(spread))),
        async ([one, other]) => {
          const list = async (parts: typeof one) =>
            (await principals(memorySource(inFiles(parts)), allActivity, silent)).principals
          expect(await list(other)).toEqual(await list(one))
        },
      ),
    ))

  it('has the same bytes on the second run', () =>
    fc.assert(
      fc.asyncProperty(elements.chain(spread), async (parts) => {
        expect(bytesOf(await policyOf(inFiles(parts)))).toBe(bytesOf(await policyOf(inFiles(parts))))
      }),
    ))

  it('allows, by its own replay, every call that it was made from', () =>
    fc.assert(
      fc.asyncProperty(records, async (list) => {
        const { verification } = (await policyOf([logFile('a.json', list)])).report
        expect(verification.replayed).toBeGreaterThan(0)
        expect([verification.denied, verification.undecidable]).toEqual([[], []])
        expect(verification.allowed).toBe(verification.replayed)
      }),
    ))

  it('does not depend on which record shows the path of the role', async () => {
    const issued = logged('s3', 'ListBuckets', { eventID: '1' })
    const arn = `arn:aws:sts::${account}:assumed-role/plain/x`
    const bare = { ...issued, eventID: '2', userIdentity: { type: 'AssumedRole', arn, accountId: account } }
    const role = `arn:aws:iam::${account}:role/plain`
    const sessionContext = {
      sessionIssuer: { type: 'Role', arn: role, accountId: account, userName: 'plain' },
    }
    const whole = { ...bare, eventID: '3', userIdentity: { ...bare.userIdentity, sessionContext } }
    const [one, other] = [
      [bare, whole],
      [whole, bare],
    ].map((list) => [logFile('a.json', list)])
    expect(bytesOf(await policyOf(one!, {}, role))).toBe(bytesOf(await policyOf(other!, {}, role)))
  })
})

describe('a file that cannot be read to its end', () => {
  it('leaves no trace but its entry', () =>
    fc.assert(
      fc.asyncProperty(withBroken, async ({ good, all }) => {
        expect(contentOf(await policyOf(all))).toBe(contentOf(await policyOf(good)))
      }),
    ))

  it('leaves no record behind', () =>
    fc.assert(
      fc.asyncProperty(withBroken, async ({ good, all }) => {
        const [with_, without] = [await policyOf(all), await policyOf(good)]
        expect(with_.report.records).toEqual(without.report.records)
        expect(with_.report.principals).toEqual(without.report.principals)
        expect(with_.report.denied).toEqual(without.report.denied)
      }),
    ))

  const seen = logged('s3', 'ListBuckets', { eventID: 's' })
  const asked = logged('iam', 'GetRole', { eventID: 'a', requestParameters: { roleName: 'deploy' } })
  const lost = logged('iam', 'ListRoles', {
    eventID: 'l',
    resources: [{ ARN: `arn:aws:iam::${account}:role/ops/deploy`, type: 'AWS::IAM::Role' }],
  })

  it('teaches no path of a role', async () => {
    const good = logFile('a.json', [seen, asked])
    const broken = { ...logFile('b.json', [lost]), breaks: cut }
    expect(contentOf(await policyOf([good, broken]))).toBe(contentOf(await policyOf([good])))
  })

  it('has its name and its reason in the report and in a warning', async () => {
    const { report } = await policyOf([
      logFile('a.json', [seen]),
      { ...logFile('b.json', [lost]), breaks: cut },
    ])
    expect(report.files.skipped).toEqual([
      { name: 'b.json', reason: 'truncated-gzip', detail: 'the file ends in the middle' },
    ])
    expect(report.warnings).toContain('file skipped (truncated-gzip): b.json: the file ends in the middle')
  })

  it('leaves the elements unsaid that it would have skipped', async () => {
    const broken = { ...logFile('b.json', malformed), breaks: cut }
    const { report } = await policyOf([logFile('a.json', [seen]), broken])
    expect(report.records).toEqual({ read: 1, matched: 1, otherPrincipals: 0, skipped: {} })
  })
})

describe('an element that is no record', () => {
  it('is counted by its reason and named by file and place', async () => {
    const { report } = await policyOf([logFile('a.json', [logged('s3', 'ListBuckets'), ...malformed])])
    expect(report.records.matched).toBe(1)
    expect(total(report.records.skipped)).toBe(malformed.length)
    expect(report.warnings.filter((warning) => warning.startsWith('skipped: a.json record '))).toHaveLength(5)
    expect(report.warnings).toContain('skipped: 2 more, counted by reason in the report')
    expect(report.principal).toBe(webRole)
  })
})
