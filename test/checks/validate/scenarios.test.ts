import { describe, expect, it } from 'vitest'
import { catalog } from '../../../src/core/checks/validate/catalog.js'
import { validatePolicy } from '../../../src/core/checks/validate/validate.js'
import { allScenarios, placesOf, scenarioText, scenarioUse } from './scenario.js'

const scenarios = allScenarios()

describe.each(scenarios)('%s', (code, scenario) => {
  it.each(scenario.hits)('is found: %j', (hit) => {
    const text = scenarioText(hit)
    const findings = validatePolicy(text, scenarioUse(scenario)).filter(({ issueCode }) => issueCode === code)
    expect(findings.map((finding) => placesOf(finding, text))).toEqual(hit.at)
    expect(findings).not.toEqual([])
    for (const { findingDetails } of findings)
      expect(findingDetails).toMatch(/^(?:aws:|[A-Z`"0-9])[^\n]*[.?]$/)
  })

  it.each(scenario.misses)('is not found: %j', (miss) => {
    const findings = validatePolicy(scenarioText(miss), scenarioUse(scenario))
    expect(findings.filter(({ issueCode }) => issueCode === code)).toEqual([])
  })
})

describe('the catalog', () => {
  it('has scenarios for every check, and every scenario has a check', () => {
    const codes = catalog.map(({ code }) => code)
    expect(scenarios.map(([code]) => code).sort()).toEqual([...codes].sort())
    for (const [, { hits, misses }] of scenarios)
      expect(Math.min(hits.length, misses.length)).toBeGreaterThan(0)
  })

  it('explains every check', () => {
    for (const { tests, why, fix, policies } of catalog) {
      for (const text of [tests, why, fix]) expect(text).toMatch(/^[A-Z`][^\n]*\.$/)
      expect(policies).not.toEqual([])
    }
  })
})
