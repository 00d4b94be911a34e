import { describe, expect, it } from 'vitest'
import { actionById } from '../../src/core/reference/service.js'
import { resultOf, saidOf, type TrailScenario, trailScenarioFiles, trailScenariosIn } from './scenario.js'

const sorted = (list: readonly string[]) => [...list].sort()

/** Only what a scenario speaks of is compared, but `granted` always, and exactly. */
function expectSaid(scenario: TrailScenario, said: ReturnType<typeof saidOf>): void {
  expect(said.granted).toEqual(sorted(scenario.granted))
  expect(said.refused).toEqual([])
  for (const list of ['denied', 'suggested', 'failed', 'left'] as const) {
    const expected = scenario[list]
    if (expected !== undefined) expect(said[list], list).toEqual(sorted(expected))
  }
  if (scenario.skipped !== undefined) expect(said.skipped).toEqual(scenario.skipped)
  if (scenario.daysWithoutRecords !== undefined)
    expect(said.daysWithoutRecords).toEqual(scenario.daysWithoutRecords)
  for (const part of scenario.warns ?? [])
    expect(
      said.warnings.filter((warning) => warning.includes(part)),
      part,
    ).toHaveLength(1)
}

describe.each(trailScenarioFiles)('%s', (file) => {
  it.each(trailScenariosIn(file).map((scenario) => [scenario.name, scenario] as const))(
    '%s',
    async (_, scenario) => {
      if (scenario.refused !== undefined) {
        await expect(resultOf(scenario)).rejects.toMatchObject({ code: scenario.refused })
        return
      }
      const result = await resultOf(scenario)
      const said = saidOf(result)
      expectSaid(scenario, said)
      const granted = new Set(said.granted.map((one) => one.split(' @ ')[0]))
      expect((scenario.notGranted ?? []).filter((action) => granted.has(action))).toEqual([])
      expect(said.suggested.filter((one) => said.granted.includes(one))).toEqual([])
      expect(JSON.stringify(result.report)).not.toMatch(/\bunused\b/)
    },
  )

  it('names actions that exist', () => {
    const named = trailScenariosIn(file).flatMap(
      ({ granted, denied = [], suggested = [], notGranted = [] }) => [
        ...[...granted, ...denied, ...suggested].map((one) => one.split(' @ ')[0]!),
        ...notGranted,
      ],
    )
    expect(named.filter((action) => actionById(action)?.id !== action)).toEqual([])
  })
})
