import fc from 'fast-check'
import { expect, it } from 'vitest'
import { projectCall, withUnbounded } from '../../src/core/reference/project.js'
import { requiredPermissions } from '../../src/core/reference/required.js'
import { serviceRules } from '../../src/core/reference/services/index.js'
import { call } from '../generate/calls.js'
import { outcomeOf } from './scenario.js'
it('x', () => {
  const bad = new Map<string, unknown>()
  const seen = new Map<string, number>()
  fc.assert(fc.property(call, (one) => {
    const p = one.eventSource.split('.')[0]!
    fc.pre(serviceRules.has(p))
    fc.pre(!JSON.stringify(one.request ?? {}).includes('"tags"'))
    const pr = projectCall(one)
    const back = withUnbounded(pr.call, new Map(pr.unbounded.map(({ member, value }) => [member.key, value])))
    const a = JSON.stringify(outcomeOf(requiredPermissions(back))), b = JSON.stringify(outcomeOf(requiredPermissions(one)))
    if (a !== b) { seen.set(p, (seen.get(p) ?? 0) + 1); bad.set(p, { e: one.eventName, r: one.request, res: one.resources, a, b }) }
  }), { numRuns: 25_000, seed: 77 })
  console.log(JSON.stringify([...seen]), JSON.stringify([...bad], null, 1).slice(0, 6000))
  expect(1).toBe(1)
}, 120_000)
