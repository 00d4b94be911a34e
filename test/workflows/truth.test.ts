import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readOptions } from '../../examples/simulator/options.js'
import type { PrincipalTruth, Truth } from '../../examples/simulator/truth.js'
import { writeTrail } from '../../examples/simulator/write.js'
import { filesSource } from '../../src/adapters/files/files-source.js'
import { allActivity } from '../../src/workflows/activity-query.js'
import { type GenerateResult, generate } from '../../src/workflows/generate.js'
import { silent } from '../../src/workflows/ports.js'
import { EXAMPLES } from '../simulator/trail.js'
import { grantLines, grantsIn } from './grants.js'

/** What each trail is called, where it lies, and what is known about it. */
interface Trail {
  readonly name: string
  readonly folder: string
  readonly truth: string
  /** How to write it first; `undefined` for what is committed. */
  readonly write: readonly string[] | undefined
}

const temporary = mkdtempSync(join(tmpdir(), 'truth-'))

function written(seed: string, ...more: readonly string[]): Trail {
  const folder = join(temporary, seed)
  const write = ['--out', folder, '--seed', seed, '--records', '20000', ...more]
  return { name: `the trail of the seed ${seed}`, folder, truth: join(folder, 'truth.json'), write }
}

const trails: readonly Trail[] = [
  {
    name: 'the committed example',
    folder: join(EXAMPLES, 'trail'),
    truth: join(EXAMPLES, 'truth.json'),
    write: undefined,
  },
  written('calendula'),
  written('tagetes', '--days', '5', '--accounts', '123456789012,210987654321'),
]

afterAll(() => rmSync(temporary, { recursive: true }))

describe.each(trails)('$name', ({ folder, truth, write }) => {
  const results = new Map<string, GenerateResult>()
  let principals: readonly PrincipalTruth[] = []

  beforeAll(async () => {
    if (write !== undefined) await writeTrail(readOptions(write))
    principals = (JSON.parse(readFileSync(truth, 'utf8')) as Truth).principals
    for (const { arn } of principals) {
      const options = { principal: arn, query: allActivity, includeDenied: false }
      results.set(arn, await generate(filesSource([folder]), options, silent))
    }
  }, 300_000)

  const each = (check: (principal: PrincipalTruth, result: GenerateResult) => void) => {
    expect(principals.length).toBe(8)
    for (const principal of principals) check(principal, results.get(principal.arn)!)
  }

  it('gives every permission that was used, and no other', () => {
    each(({ arn, permissions }, { documents }) => {
      const used = permissions.flatMap(({ action, resources, conditions }) =>
        resources.map((resource) => ({ action, resource, conditions })),
      )
      expect(used.length, arn).toBeGreaterThan(0)
      expect(grantLines(grantsIn(documents)), arn).toEqual(grantLines(used))
    })
  })

  it('gives no action that was only ever denied, and lists it', () => {
    each(({ arn, neverGranted }, { documents, report }) => {
      const granted = new Set(grantsIn(documents).map(({ action }) => action))
      const listed = new Set(report.denied.map(({ action }) => action))
      expect(
        neverGranted.filter((action) => granted.has(action)),
        arn,
      ).toEqual([])
      expect(
        neverGranted.filter((action) => !listed.has(action)),
        arn,
      ).toEqual([])
    })
    expect(principals.flatMap(({ neverGranted }) => neverGranted).length).toBeGreaterThan(0)
  })

  it('lists every refusal on its resource', () => {
    const missing: string[] = []
    each((principal, { report }) => {
      const listed = new Set(report.denied.map(({ action, resource }) => `${action} @ ${resource}`))
      const refused = principal.denied.flatMap(({ action, resources }) =>
        resources.map((resource) => `${action} @ ${resource}`),
      )
      missing.push(...refused.filter((one) => !listed.has(one)))
    })
    expect(missing).toEqual([])
  })

  it('is replayed without a call that the policy would refuse', () => {
    each(({ arn }, { report: { verification } }) => {
      expect(verification.replayed, arn).toBeGreaterThan(0)
      expect([verification.denied, verification.undecidable], arn).toEqual([[], []])
      expect(verification.allowed, arn).toBe(verification.replayed)
    })
  })

  it('leaves no record and no event out', () => {
    each(({ arn }, { report: { records, unmapped } }) => {
      const skipped = Object.values(records.skipped).reduce((sum, count) => sum + count, 0)
      expect(records.matched + records.otherPrincipals + skipped, arn).toBe(records.read)
      expect(unmapped, arn).toEqual([])
    })
  })

  it('has ten times the records of the example, if it was written for this', () => {
    each((_, { report }) => {
      expect(report.records.read).toBeGreaterThan(write === undefined ? 1900 : 19_000)
    })
  })
})
