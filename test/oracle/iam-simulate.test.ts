import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { authorize } from '../../src/core/evaluate/authorize.js'
import { printPolicy } from '../../src/core/iam/policy-print.js'
import { type AccessCase, accessCase } from '../generate/access.js'
import { REWRITES } from './disagreements.js'
import { mapDocuments } from './rewrite.js'
import { simulate } from './simulate.js'

/*
 * Two evaluators, written by different people from the same documentation, decide the same cases. `npm run
 * differential -- COUNT SEED` tries more of them and prints the table.
 */

const COUNT = Number(process.env.LEASTWISE_DIFFERENTIAL_COUNT || 2000)
const SEED = Number(process.env.LEASTWISE_DIFFERENTIAL_SEED || 20260501)
const CHUNK = 1000

interface DisagreementClass {
  readonly id: string
  readonly right: 'ours' | 'theirs' | 'open'
  readonly page: string
}

const TABLE: { readonly classes: readonly DisagreementClass[] } = JSON.parse(
  readFileSync(new URL('./disagreements.json', import.meta.url), 'utf8'),
)

async function agree(one: AccessCase): Promise<boolean> {
  return authorize(one.request, one.policies).decision === (await simulate(one))
}

/** The classes that together explain a disagreement; `undefined` if none do. */
async function explain(one: AccessCase): Promise<string | undefined> {
  let rest = one
  const used: string[] = []
  for (const [id, rewrite] of Object.entries(REWRITES)) {
    if (await agree(rewrite(one))) return id
  }
  for (const [id, rewrite] of Object.entries(REWRITES)) {
    const next = rewrite(rest)
    if (JSON.stringify(next) !== JSON.stringify(rest)) used.push(id)
    rest = next
    if (await agree(rest)) return `several of ${used.join(', ')}`
  }
  return undefined
}

async function compare() {
  const decisions = new Map<string, number>()
  const classes = new Map<string, number>()
  const unexplained: AccessCase[] = []
  const add = (counts: Map<string, number>, key: string) => counts.set(key, (counts.get(key) ?? 0) + 1)
  for (let done = 0; done < COUNT; done += CHUNK) {
    const numRuns = Math.min(CHUNK, COUNT - done)
    for (const one of fc.sample(accessCase(), { numRuns, seed: SEED + done })) {
      const ours = authorize(one.request, one.policies).decision
      const theirs = await simulate(one)
      add(decisions, `${ours} / ${theirs}`)
      if (ours === theirs) continue
      const id = await explain(one)
      add(classes, id?.startsWith('several') ? 'several classes' : (id ?? 'unexplained'))
      if (id === undefined) unexplained.push(one)
    }
  }
  return { decisions, classes, unexplained }
}

/** A case as an IAM engineer writes it. */
function readable({ request, policies }: AccessCase): string {
  const context = Object.fromEntries(request.context)
  const shown = mapDocuments(policies, (document) => JSON.parse(printPolicy(document)))
  return JSON.stringify({ request: { ...request, context }, policies: shown })
}

const sorted = (counts: ReadonlyMap<string, number>) =>
  Object.fromEntries([...counts].sort(([, a], [, b]) => b - a))

describe('iam-simulate', () => {
  it('agrees, or the table of disagreements says why not', { timeout: 7_200_000 }, async () => {
    const { decisions, classes, unexplained } = await compare()
    if (process.env.LEASTWISE_DIFFERENTIAL_COUNT) {
      console.log(
        JSON.stringify(
          { count: COUNT, seed: SEED, decisions: sorted(decisions), classes: sorted(classes) },
          null,
          2,
        ),
      )
    }
    expect([...decisions.values()].reduce((a, b) => a + b, 0)).toBe(COUNT)
    expect(decisions.get('allowed / allowed') ?? 0).toBeGreaterThan(COUNT / 20)
    expect(unexplained.slice(0, 3).map(readable)).toEqual([])
  })

  it('has a table that is complete and cites AWS', () => {
    expect(TABLE.classes.map(({ id }) => id)).toEqual(Object.keys(REWRITES))
    for (const { page, right } of TABLE.classes) {
      expect(page).toMatch(/^https:\/\/docs\.aws\.amazon\.com\//)
      expect(['ours', 'theirs', 'open']).toContain(right)
    }
  })
})
