import { readdirSync, readFileSync } from 'node:fs'
import type { Finding, PathElement } from '../../../src/core/checks/validate/finding.js'
import { type PolicyKind, type PolicyUse, useOf } from '../../../src/core/checks/validate/policy-kind.js'

/*
 * Scenarios are data, to be reviewed by those who know IAM: for each code documents that have the finding, with
 * every place of each finding and the text there (long ones cut), and near misses that do not have it.
 */

export interface ScenarioDocument {
  readonly document?: { readonly Statement: readonly Record<string, unknown>[] }
  /** Instead of a document: a text that is not JSON, or has a key twice. */
  readonly text?: string
  /** Writes the element's `{n}` so many times, with a number each. */
  readonly repeat?: { readonly element: string; readonly count: number }
  readonly at?: readonly (readonly (readonly [path: string, text: string])[])[]
}

export interface Scenario {
  readonly policy: PolicyKind
  readonly resourceType?: string
  readonly hits: readonly ScenarioDocument[]
  readonly misses: readonly ScenarioDocument[]
}

const FOLDER = new URL('./scenarios/', import.meta.url)

export function allScenarios(): readonly (readonly [code: string, scenario: Scenario])[] {
  return readdirSync(FOLDER)
    .sort()
    .flatMap((file) => Object.entries(JSON.parse(readFileSync(new URL(file, FOLDER), 'utf8'))) as never)
}

export function scenarioUse({ policy, resourceType }: Scenario): PolicyUse {
  return useOf(policy, resourceType)
}

export function scenarioText({ document, text, repeat }: ScenarioDocument): string {
  if (text !== undefined) return text
  const copy = structuredClone(document)
  if (repeat !== undefined) {
    const statement = copy!.Statement[0] as Record<string, Record<string, unknown>>
    const [holder, key] =
      repeat.element === 'Principal' ? [statement.Principal!, 'AWS'] : [statement as never, repeat.element]
    const pattern = String(holder[key])
    holder[key] = Array.from({ length: repeat.count }, (_, n) =>
      pattern.replace('{n}', String(n).padStart(4, '0')),
    )
  }
  return JSON.stringify(copy, null, 2)
}

export function pathText(path: readonly PathElement[]): string {
  const steps = path.map((step) => {
    if ('index' in step) return `[${step.index}]`
    if ('value' in step) return `.${step.value}`
    return 'key' in step
      ? `.key(${step.key})`
      : `.substring(${step.substring.start},${step.substring.length})`
  })
  return steps.join('').replace(/^\./, '')
}

/** Every place of a finding, with the text there. */
export function placesOf({ locations }: Finding, text: string): readonly (readonly [string, string])[] {
  return locations.map(({ path, span }) => {
    const piece = text.slice(span.start.offset, span.end.offset)
    return [pathText(path), piece.length > 70 ? `${piece.slice(0, 67)}...` : piece]
  })
}
