import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { openIamNames } from '../../src/core/activity/iam-names.js'
import { openMadeIdentifiers } from '../../src/core/activity/made.js'
import { generatePolicy } from '../../src/core/policy/generate.js'
import { emptyRecipe, type Recipe, withRecipe } from '../../src/core/policy/recipe.js'
import { account } from '../activity/busy-records.js'
import { identityOf, observed, permissions } from './permissions.js'

const orders = `arn:aws:dynamodb:eu-central-1:${account}:table/orders`
const read = observed('dynamodb:GetItem', orders)
const unknown = {
  eventSource: 'new.amazonaws.com',
  eventName: 'DoIt',
  reason: 'no service',
  evidence: read.evidence,
}
const rule = (actions: string, resources: string, reason = 'because') => ({
  actions: [actions],
  resources: [resources],
  reason,
})
const apply = (recipe: Partial<Recipe>) => withRecipe([read], [unknown], { ...emptyRecipe, ...recipe })
const granted = (recipe: Partial<Recipe>) =>
  apply(recipe).permissions.map(({ action, resource }) => `${action} ${resource}`)

describe('a recipe', () => {
  it('that is empty changes nothing', () => {
    fc.assert(
      fc.property(permissions, (list) => {
        const result = withRecipe(list, [unknown], emptyRecipe)
        expect(result.permissions.map(identityOf)).toEqual(list.map(identityOf))
        expect([result.unmapped, result.added, result.excluded, result.idle]).toEqual([[unknown], [], [], []])
      }),
    )
  })

  it('adds what it allows, without any evidence and with its reason', () => {
    const { permissions: list, added } = apply({ allow: [rule('dynamodb:PutItem', orders)] })
    expect(list.map(({ action, evidence, why }) => [action, evidence.count, why])).toEqual([
      ['dynamodb:GetItem', 1, 'dynamodb:GetItem was called'],
      ['dynamodb:PutItem', 0, 'because'],
    ])
    expect(added).toEqual([{ action: 'dynamodb:PutItem', resource: orders, reason: 'because' }])
  })

  it('adds under its own conditions, which no choice of condition keys takes away', () => {
    const conditions = [{ key: 'aws:CalledVia', values: ['athena.amazonaws.com'] }]
    const allow = [{ ...rule('dynamodb:PutItem', orders), conditions }]
    expect(apply({ allow })).toMatchObject({ permissions: [read], conditioned: [{ conditions }] })
    const learned = { names: openIamNames(), made: openMadeIdentifiers(), runtimes: [] }
    const settings = {
      includeDenied: false,
      recipe: { ...emptyRecipe, allow },
      conditions: new Set<string>(),
    }
    expect(
      generatePolicy([], learned, settings).documents[0]?.statements.map((one) => one.condition),
    ).toEqual([
      [{ operator: 'ForAnyValue:StringEquals', key: 'aws:CalledVia', values: ['athena.amazonaws.com'] }],
    ])
  })

  it('keeps the evidence of what it allows and what was used as well', () => {
    const [one, ...more] = apply({ allow: [rule('dynamodb:GetItem', orders)] }).permissions
    expect([one?.evidence, more]).toEqual([read.evidence, []])
  })

  it.each([
    ['dynamodb:*', '*'],
    ['dynamodb:GetItem', orders],
    ['dynamodb:get*', `${orders.slice(0, -2)}*`],
  ])('takes %s on %s away', (action, resource) => {
    expect(granted({ exclude: [rule(action, resource)] })).toEqual([])
    expect(apply({ exclude: [rule(action, resource)] }).excluded).toHaveLength(1)
  })

  it('takes away nothing that an exclusion does not include, and says that the rule is idle', () => {
    const result = apply({ exclude: [rule('dynamodb:GetItem', `${orders}2`)] })
    expect([result.permissions, result.idle]).toEqual([[read], ['exclude: dynamodb:GetItem']])
  })

  it('puts its pattern where it matches', () => {
    const pattern = `arn:aws:dynamodb:eu-central-1:${account}:table/*`
    expect(granted({ patterns: [rule('dynamodb:*', pattern)] })).toEqual([`dynamodb:GetItem ${pattern}`])
    expect(apply({ patterns: [rule('dynamodb:*', pattern)] }).permissions[0]?.pattern).toMatchObject({
      rule: 'recipe',
      values: [orders],
    })
  })

  it('answers for an event that no rule knows', () => {
    const answer = { event: 'new.amazonaws.com DoIt', ...rule('s3:GetObject', '*') }
    const result = apply({ choose: [answer] })
    expect(result.unmapped).toEqual([])
    expect(result.permissions.at(-1)).toMatchObject({ action: 's3:GetObject', resource: '*' })
    expect(apply({ choose: [{ ...answer, event: 'other.amazonaws.com DoIt' }] }).idle).toHaveLength(1)
  })
})
