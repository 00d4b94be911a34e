import { describe, expect, it } from 'vitest'
import { authorize } from '../../src/core/evaluate/authorize.js'
import { compileAccess } from '../../src/core/evaluate/compile-access.js'
import {
  ACCESS_FILES,
  accessScenarios,
  becauseOf,
  policiesOf,
  reasonsOf,
  requestOf,
} from './access-scenario.js'

describe.each(ACCESS_FILES)('%s', (file) => {
  it.each(accessScenarios(file))('$name', (scenario) => {
    const [request, policies] = [requestOf(scenario), policiesOf(scenario)]
    const access = authorize(request, policies)
    expect(access.decision).toBe(scenario.expect)
    if (scenario.because !== undefined) expect(becauseOf(access)).toBe(scenario.because)
    if (scenario.openKeys !== undefined) expect(access.openKeys).toEqual(scenario.openKeys)
    for (const [type, reasons] of Object.entries(scenario.reasons ?? {})) {
      expect(reasonsOf(access, type)).toEqual(reasons)
    }
    const compiled = compileAccess(policies)
    expect(compiled.decide(request)).toBe(scenario.expect)
    expect(compiled.explain(request)).toEqual(access)
  })
})

describe('the scenarios of access', () => {
  const all = ACCESS_FILES.flatMap((file) => accessScenarios(file).map(({ name }) => `${file}: ${name}`))

  it('are many, and no two of a file share a name', () => {
    expect(all.length).toBeGreaterThan(250)
    expect(new Set(all).size).toBe(all.length)
  })
})
