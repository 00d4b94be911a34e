import { expect, it } from 'vitest'
import { authorize } from '../../src/core/evaluate/authorize.js'
import { accessScenarios, policiesOf, requestOf } from './access-scenario.js'

function explained(file: string, name: string) {
  const scenario = accessScenarios(file).find((one) => one.name === name)
  if (scenario === undefined) throw new Error(`no scenario ${name}`)
  return authorize(requestOf(scenario), policiesOf(scenario))
}

it('says which layers have no say, and does not judge their statements', () => {
  const { layers } = explained('scps.json', 'an SCP does not bind a service')
  expect(layers.map(({ type, level, verdict }) => [type, level, verdict])).toEqual([
    ['scp', 0, 'notApplicable'],
    ['resource', 0, 'allows'],
    ['identity', 0, 'notApplicable'],
  ])
  expect(layers[0]?.reasons).toEqual([])
})

it('says of every layer what it says', () => {
  const { layers } = explained('unknown-keys.json', 'an SCP hangs on it')
  expect(layers.map(({ verdict }) => verdict)).toEqual(['undecidable', 'allows'])
  const silent = explained('boundaries.json', 'the boundary is silent').layers
  expect(silent.map(({ type, verdict }) => `${type} ${verdict}`)).toEqual([
    'identity allows',
    'boundary silent',
  ])
  const denied = explained('session-policies.json', 'the session policy denies').layers
  expect(denied.at(-1)?.verdict).toBe('denies')
})

it('says that of a kind of policy which is not there the first level is missing', () => {
  const { missing } = explained('trust-policies.json', 'without a trust policy nobody can')
  expect(missing).toEqual({ type: 'resource', level: 0 })
})
