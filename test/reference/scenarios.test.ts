import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { requiredPermissions } from '../../src/core/reference/required.js'
import { actionById } from '../../src/core/reference/service.js'
import { callOf, expectedOf, outcomeOf, scenarioFiles, scenariosIn } from './scenario.js'

/** Scenarios whose answer is still wrong, by `file: name`, each with the wrong answer in one sentence. */
const knownDefects: Readonly<Record<string, string>> = JSON.parse(
  readFileSync(new URL('./known-defects.json', import.meta.url), 'utf8'),
)

const all = scenarioFiles.flatMap((file) =>
  scenariosIn(file).map((scenario) => ({ scenario, id: `${file}: ${scenario.name}` })),
)

describe.each(scenarioFiles)('%s', (file) => {
  for (const scenario of scenariosIn(file)) {
    const test = Object.hasOwn(knownDefects, `${file}: ${scenario.name}`) ? it.fails : it
    test(scenario.name, () => {
      const mapping = requiredPermissions(callOf(scenario))
      expect(outcomeOf(mapping)).toEqual(expectedOf(scenario))
    })
  }
})

describe('the scenarios', () => {
  it('are many, and no two of a file share a name', () => {
    expect(all.length).toBeGreaterThan(250)
    expect(new Set(all.map(({ id }) => id)).size).toBe(all.length)
  })

  it('name no action that does not exist, and forbid none that they need', () => {
    const needed = all.flatMap(({ scenario }) => (scenario.needs ?? []).map(({ action }) => action))
    expect(needed.filter((action) => actionById(action)?.id !== action)).toEqual([])
    const contradictory = all.filter(({ scenario: { needs = [], notGranted = [] } }) =>
      needs.some(({ action }) => notGranted.includes(action)),
    )
    expect(contradictory).toEqual([])
  })

  it('each say what they expect, once', () => {
    const said = ({ needs, none, unmapped }: (typeof all)[number]['scenario']) =>
      [needs, none, unmapped].filter((one) => one !== undefined).length
    expect(all.filter(({ scenario }) => said(scenario) !== 1)).toEqual([])
    expect(all.filter(({ scenario }) => scenario.needs?.length === 0)).toEqual([])
  })

  const hardCases = [...Array.from({ length: 20 }, (_, at) => at + 1), 27, 29, 30, 31, 32, 33, 34]

  it.each(hardCases)('show hard case %i at least twice', (number) => {
    expect(all.filter(({ scenario }) => scenario.hardCase === number).length).toBeGreaterThanOrEqual(2)
  })

  it('have every known defect among them', () => {
    const ids = new Set(all.map(({ id }) => id))
    expect(Object.keys(knownDefects).filter((id) => !ids.has(id))).toEqual([])
  })
})
