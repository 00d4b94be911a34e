import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { compilePolicies } from '../../src/core/evaluate/compile.js'
import { compileIdentity } from '../../src/core/evaluate/compile-identity.js'
import { evaluate } from '../../src/core/evaluate/evaluate.js'
import type { EvaluationRequest, StatementReason } from '../../src/core/evaluate/evaluation.js'
import { parsePolicy } from '../../src/core/iam/policy-parse.js'

/*
 * Scenarios are data, to be reviewed by those who know IAM. `reasons` has one entry for each statement:
 * `applies`, or the first element that does not match (`condition 1` is the second key of `Condition`), or
 * `undecidable` and the element that is.
 */

interface Scenario {
  readonly name: string
  readonly policies: readonly unknown[]
  readonly request: {
    readonly action: string
    readonly resource: string
    readonly context: Readonly<Record<string, string | readonly string[]>>
  }
  readonly decision: string
  readonly reasons: readonly string[]
}

const FOLDER = new URL('./scenarios/', import.meta.url)
const FILES = readdirSync(FOLDER).sort()

function scenariosIn(file: string): readonly Scenario[] {
  return JSON.parse(readFileSync(new URL(file, FOLDER), 'utf8')).scenarios
}

function requestOf({ request: { action, resource, context } }: Scenario): EvaluationRequest {
  const entries = Object.entries(context).map(([key, value]): [string, readonly string[]] => [
    key.toLowerCase(),
    typeof value === 'string' ? [value] : value,
  ])
  return { action, resource, context: new Map(entries) }
}

function documentsOf({ policies }: Scenario) {
  return policies.map((policy) => {
    const parsed = parsePolicy(JSON.stringify(policy))
    if (!parsed.ok) throw new Error(parsed.problems[0]?.message)
    return parsed.document
  })
}

function worded({ result, element, condition }: StatementReason): string {
  const place = condition === undefined ? element : `${element} ${condition}`
  if (result === 'applies') return result
  return result === 'undecidable' ? `${result} ${place}` : String(place)
}

const results = ['applies', 'doesNotApply', 'undecidable']

describe.each(FILES)('%s', (file) => {
  it.each(scenariosIn(file))('$name', (scenario) => {
    const request = requestOf(scenario)
    const documents = documentsOf(scenario)
    const { decision, by, reasons } = evaluate(request, documents)
    expect(reasons.map(worded)).toEqual(scenario.reasons)
    expect(decision).toBe(scenario.decision)
    expect(by === undefined).toBe(decision === 'implicitDeny')
    expect(compilePolicies(documents)(request)).toEqual({ decision, by, reasons })
    for (const { result } of reasons) expect(results).toContain(result)
    const decide = compileIdentity(documents)
    const shouted = { ...request, action: request.action.toUpperCase() }
    // What is kept by action answers the second time.
    for (const one of [request, request, shouted, shouted]) expect(decide(one)).toBe(decision)
  })
})

describe('the scenarios', () => {
  const all = FILES.flatMap((file) => scenariosIn(file).map(({ name }) => `${file}: ${name}`))

  it('are many, and no two of a file share a name', () => {
    expect(all.length).toBeGreaterThan(150)
    expect(new Set(all).size).toBe(all.length)
  })
})
