import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { evaluate } from '../../src/core/evaluate/evaluate.js'
import { conditionKeys, defaultConditions, underConditions } from '../../src/core/policy/conditions.js'
import type { ObservedPermission } from '../../src/core/policy/observed.js'
import { contextOfOrigin, type Origin } from '../../src/core/policy/origin.js'
import { statementsOf } from '../../src/core/policy/statements.js'
import { identityOf, observed, permissions } from './permissions.js'

const origin: fc.Arbitrary<Origin> = fc.record({
  region: fc.constantFrom('eu-central-1', 'us-east-1', undefined),
  endpoint: fc.constantFrom('vpce-1', 'vpce-2', undefined),
  forwarded: fc.boolean(),
})
const withOrigins: fc.Arbitrary<readonly ObservedPermission[]> = permissions.chain((list) =>
  fc
    .array(fc.array(origin, { minLength: 1, maxLength: 3 }), {
      minLength: list.length,
      maxLength: list.length,
    })
    .map((origins) => list.map((one, at) => ({ ...one, origins: origins[at]! }))),
)
const keys = fc.subarray([...conditionKeys]).map((list) => new Set<string>(list))

const home: Origin = { region: 'eu-central-1', endpoint: 'vpce-1', forwarded: false }
const keysOf = (origins: readonly Origin[], ...asked: readonly string[]) =>
  underConditions(
    [{ ...observed('s3:GetObject', 'arn:aws:s3:::b/k'), origins }],
    new Set(asked),
  ).permissions.flatMap(({ conditions }) => conditions)

describe('conditions from evidence', () => {
  it('hold for every observed use, whichever are asked for', () => {
    fc.assert(
      fc.property(withOrigins, keys, (list, asked) => {
        const policy = {
          version: '2012-10-17',
          id: undefined,
          statements: statementsOf(underConditions(list, asked).permissions),
        } as const
        for (const { action, resource, conditions, origins } of list)
          for (const one of origins ?? []) {
            const own = conditions.map(({ key, values }) => [key.toLowerCase(), values] as const)
            const context = new Map([...contextOfOrigin(one), ...own])
            expect(evaluate({ action, resource, context }, [policy]).decision).toBe('allowed')
          }
      }),
    )
  })

  it('are by default what a call is part of, and nothing changes', () => {
    fc.assert(
      fc.property(withOrigins, (list) => {
        expect(underConditions(list, defaultConditions).permissions.map(identityOf)).toEqual(
          list.map(identityOf),
        )
      }),
    )
  })

  it('are none if none are asked for', () => {
    fc.assert(
      fc.property(withOrigins, (list) => {
        expect(underConditions(list, new Set()).permissions.flatMap(({ conditions }) => conditions)).toEqual(
          [],
        )
      }),
    )
  })

  it('ask for the Regions and the endpoints of all uses', () => {
    const other = { ...home, region: 'us-east-1', endpoint: 'vpce-2' }
    expect(keysOf([home, other], 'aws:RequestedRegion', 'aws:SourceVpce')).toEqual([
      { key: 'aws:RequestedRegion', values: ['eu-central-1', 'us-east-1'] },
      { key: 'aws:SourceVpce', values: ['vpce-1', 'vpce-2'] },
    ])
  })

  it('do not ask for what one use did not carry', () => {
    expect(keysOf([home, { ...home, endpoint: undefined }], 'aws:SourceVpce')).toEqual([])
    expect(keysOf([home, { ...home, forwarded: true }], 'aws:ViaAWSService')).toEqual([])
    expect(keysOf([{ ...home, forwarded: true }], 'aws:ViaAWSService')).toEqual([
      { key: 'aws:ViaAWSService', values: ['true'] },
    ])
  })

  it('do not repeat a Region that the ARN says', () => {
    const table = observed('dynamodb:GetItem', 'arn:aws:dynamodb:eu-central-1:111122223333:table/orders')
    const [one] = underConditions(
      [{ ...table, origins: [home] }],
      new Set(['aws:RequestedRegion']),
    ).permissions
    expect(one?.conditions).toEqual([])
  })
})
