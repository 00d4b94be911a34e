import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parseRecipe } from '../../src/adapters/recipe/read-recipe.js'
import { recipeOf } from '../../src/adapters/recipe/recipe-change.js'
import { emptyRecipe } from '../../src/core/policy/recipe.js'
import { requestJudge } from '../../src/core/verify/verification.js'
import { allActivity } from '../../src/workflows/activity-query.js'
import { generate } from '../../src/workflows/generate.js'
import { silent } from '../../src/workflows/ports.js'
import { watchDenials } from '../../src/workflows/watch-denials.js'
import { logFile, memorySource } from '../workflows/memory-source.js'
import { sharedFolder } from './folder.js'

const file = join(sharedFolder ?? '', 'corpus/accessdenied.jsonl')
const present = existsSync(file)

const rest = {
  eventVersion: '1.08',
  eventTime: '2026-05-01T12:00:00Z',
  eventType: 'AwsApiCall',
  errorCode: 'AccessDenied',
  sourceIPAddress: '203.0.113.7',
}

function recordsByPrincipal() {
  const found = new Map<string, object[]>()
  const lines = readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
  for (const [at, line] of lines.entries()) {
    const { action, ...members } = JSON.parse(line)
    const arn = members.userIdentity?.sessionContext?.sessionIssuer?.arn ?? members.userIdentity?.arn
    if (arn === undefined) continue
    const record = { ...rest, ...members, eventID: `event-${at}`, wanted: action }
    found.set(arn, [...(found.get(arn) ?? []), record])
  }
  return found
}

describe.runIf(present)('real refusals', () => {
  it('lead to additions of the very action that AWS names, and a recipe that allows each', async () => {
    const totals = { principals: 0, denials: 0, additions: 0, verdicts: {} as Record<string, number> }
    for (const [principal, records] of present ? recordsByPrincipal() : []) {
      const source = () => memorySource([logFile('a.json', records as never)])
      const options = {
        principal,
        query: allActivity,
        since: undefined,
        policies: undefined,
        recipe: undefined,
      }
      const result = await watchDenials(source(), options, silent).catch(
        (error: { code?: string }) => error.code,
      )
      if (typeof result === 'string' || result === undefined) continue
      totals.principals += 1
      totals.denials += result.denials.length
      for (const [verdict, count] of Object.entries(result.byVerdict))
        totals.verdicts[verdict] = (totals.verdicts[verdict] ?? 0) + count
      const wanted = new Set(records.map((one) => (one as { wanted: string }).wanted.toLowerCase()))
      const additions = result.denials.flatMap(({ addition }) => addition ?? [])
      for (const { action } of additions) expect(wanted).toContain(action.toLowerCase())
      totals.additions += additions.length
      const rules = additions.map((one) => ({ ...one, resources: [one.resource], reason: 'denied' }))
      const recipe = parseRecipe('recipe', recipeOf({ principal, rules, open: [] }))
      const { documents } = await generate(
        source(),
        { principal, query: allActivity, includeDenied: false, recipe: { ...emptyRecipe, ...recipe } },
        silent,
      )
      const judge = requestJudge(documents)
      for (const { action, resource, conditions } of additions) {
        const context = new Map(
          Object.entries(conditions).map(([key, values]) => [key.toLowerCase(), values]),
        )
        expect([action, resource, judge({ action, resource, context, uncertain: false }).result]).toEqual([
          action,
          resource,
          'allowed',
        ])
      }
    }
    process.stdout.write(`refusals: ${JSON.stringify(totals)}\n`)
    expect(totals.additions).toBeGreaterThan(150)
  })
})
