import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { globMatches } from '../../src/core/iam/glob.js'
import {
  defaultChoices,
  generalizationsOf,
  generalized,
  type ResourceChoice,
  type ResourceChoices,
} from '../../src/core/policy/generalize.js'
import { shapesOf } from '../../src/core/policy/shapes.js'
import { matchesFormat } from '../../src/core/reference/arn-format.js'
import { actionById } from '../../src/core/reference/service.js'
import { account } from '../activity/busy-records.js'
import { observed } from './permissions.js'

const at = (service: string, resource: string) => `arn:aws:${service}:eu-central-1:${account}:${resource}`
const uuid = (n: number) => `6f1c0de8-0000-4000-8000-${n.toString(16).padStart(12, '0')}`

describe('the shape of a name', () => {
  it.each([
    [
      'uuid',
      at('ssm', `automation-execution/${uuid(1)}`),
      at('ssm', 'automation-execution/????????-????-????-????-????????????'),
    ],
    ['date', at('lambda', 'function:report-2026-03-01'), at('lambda', 'function:report-????-??-??')],
    ['date', 'arn:aws:s3:::marigold-logs/2026/03/01/part', 'arn:aws:s3:::marigold-logs/????/??/??/part'],
    ['timestamp', at('rds', 'snapshot:db-20260301T120000Z'), at('rds', 'snapshot:db-????????????????')],
    [
      'timestamp',
      at('dynamodb', 'table/orders/backup/1771234567890'),
      at('dynamodb', 'table/orders/backup/?????????????'),
    ],
    ['resource-id', at('ec2', 'instance/i-0123456789abcdef0'), at('ec2', 'instance/i-?????????????????')],
    [
      'hash',
      at('ecs', 'task/web/0123456789abcdef0123456789abcdef'),
      at('ecs', 'task/web/????????????????????????????????'),
    ],
    [
      'stack-suffix',
      at('lambda', 'function:shop-Handler-1A2B3C4D5E6F7'),
      at('lambda', 'function:shop-Handler-?????????????'),
    ],
    [
      'secret-suffix',
      at('secretsmanager', 'secret:shop/db-Ab1xYz'),
      at('secretsmanager', 'secret:shop/db-??????'),
    ],
    ['log-stream', at('logs', 'log-group:/app:log-stream:web/1'), at('logs', 'log-group:/app:log-stream:*')],
  ])('is seen by the rule %s', (rule, arn, pattern) => {
    expect(shapesOf(arn).made).toMatchObject({ rules: [rule], pattern })
  })

  it.each([
    ['a key', at('kms', `key/${uuid(1)}`)],
    ['a role', `arn:aws:iam::${account}:role/shop-Handler-1A2B3C4D5E6F7`],
    ['a bucket', 'arn:aws:s3:::shop-logs-1A2B3C4D5E6F7'],
    ['a plain name', at('sqs', 'marigold-orders')],
    ['words as long as a suffix', at('lambda', 'function:marigold-production')],
    ['a secret whose name ends in six letters', at('secretsmanager', 'secret:marigold-secret')],
    ['what is a pattern already', at('dynamodb', 'table/*')],
    ['everything', '*'],
  ])('is not seen in %s', (_, arn) => {
    expect(shapesOf(arn)).toEqual({ made: undefined, likely: undefined })
  })

  it('matches the name it was seen in, and no name of another length', () => {
    const part = fc.constantFrom(
      uuid(7),
      '2026-03-01',
      '20260301',
      '1771234567',
      'orders',
      'a1b2c3d4e5f6a7b8',
      '-',
      '17',
      'x9k2m4p6',
    )
    fc.assert(
      fc.property(
        fc.array(part, { minLength: 1, maxLength: 4 }),
        fc.constantFrom('-', '/', '_'),
        (parts, between) => {
          const arn = at('ssm', `parameter/${parts.join(between)}`)
          for (const shape of [shapesOf(arn).made, shapesOf(arn).likely]) {
            if (shape === undefined) continue
            expect(globMatches(shape.pattern, arn), shape.pattern).toBe(true)
            expect(globMatches(shape.pattern, `${arn}x`)).toBe(false)
            expect(shape.pattern.split(':').slice(0, 5)).toEqual(arn.split(':').slice(0, 5))
          }
        },
      ),
    )
  })
})

const all = (choice: ResourceChoice) => ({ all: choice, services: new Map() })
const numbered = (count: number) =>
  Array.from({ length: count }, (_, n) => observed('ssm:GetParameter', at('ssm', `parameter/shop/key-${n}`)))

describe('permissions are generalised', () => {
  it('when so many names of a shape were used that the shape is meant, and no sooner', () => {
    expect(generalized(numbered(9), defaultChoices)).toEqual(numbered(9))
    expect(generalized(numbered(12), defaultChoices).map(({ resource }) => resource)).toEqual([
      at('ssm', 'parameter/shop/key-?'),
      at('ssm', 'parameter/shop/key-??'),
    ])
  })

  it('for one name alone only if that was asked for and a machine wrote it', () => {
    const one = [observed('lambda:InvokeFunction', at('lambda', 'function:shop-Handler-1A2B3C4D5E6F7'))]
    expect(generalized(one, defaultChoices)).toEqual(one)
    expect(generalized(one, all('patterns'))[0]?.resource).toBe(
      at('lambda', 'function:shop-Handler-?????????????'),
    )
    expect(generalized(numbered(3), all('patterns'))).toEqual(numbered(3))
  })

  it('never with `exact` or `observed`, and by service as was asked', () => {
    for (const choice of ['exact', 'observed'] as const)
      expect(generalized(numbered(12), all(choice))).toEqual(numbered(12))
    const choices: ResourceChoices = { all: 'exact', services: new Map([['ssm', 'evident']]) }
    expect(generalized(numbered(12), choices)).toHaveLength(2)
  })

  it('with ten names at least if nothing of the name would be left', () => {
    const tasks = (count: number) =>
      Array.from({ length: count }, (_, n) =>
        observed('ssm:GetAutomationExecution', at('ssm', `automation-execution/${uuid(n)}`)),
      )
    expect(generalized(tasks(9), defaultChoices)).toHaveLength(9)
    expect(generalized(tasks(10), defaultChoices)).toHaveLength(1)
  })

  it('not for an action that used few of the names, where the rule only says what is likely', () => {
    const other = observed('ssm:DeleteParameter', at('ssm', 'parameter/shop/key-1'))
    expect(generalized([...numbered(12), other], defaultChoices)).toContainEqual(other)
  })

  it('to patterns that say their rule, their number and what else they cover', () => {
    expect(generalizationsOf(generalized(numbered(12), defaultChoices))).toMatchObject([
      { resource: at('ssm', 'parameter/shop/key-?'), rule: 'number', observed: 10, size: 'shape' },
      { resource: at('ssm', 'parameter/shop/key-??'), rule: 'number', observed: 2, size: 'shape' },
    ])
  })
})

const place = fc.tuple(fc.constantFrom('eu-central-1', 'us-east-1'), fc.constantFrom(account, '444455556666'))
const name = fc.oneof(
  fc.nat(60).map((n) => `key-${n}`),
  fc.nat(20).map((n) => `run/${uuid(n)}`),
  fc.nat(9).map((n) => `shop-Handler-1A2B3C4D5E6F${n}`),
  fc.nat(9).map((n) => `report-2026-03-0${n + 1}`),
  fc.constantFrom('orders', 'customers'),
)
const some = fc.array(
  fc
    .tuple(fc.constantFrom('ssm:GetParameter', 'ssm:DeleteParameter'), place, name)
    .map(([action, [region, owner], resource]) =>
      observed(action, `arn:aws:ssm:${region}:${owner}:parameter/${resource}`),
    ),
  { maxLength: 60 },
)

describe('generalising', () => {
  it('keeps every ARN, its account, Region and type, and adds only what the stated patterns cover', () => {
    fc.assert(
      fc.property(some, fc.constantFrom<ResourceChoice>('evident', 'patterns'), (list, choice) => {
        const result = generalized(list, all(choice))
        const stated = new Set(generalizationsOf(result).map(({ resource }) => resource))
        const before = new Set(list.map(({ action, resource }) => `${action} ${resource}`))
        for (const { action, resource } of list)
          expect(result.some((one) => one.action === action && globMatches(one.resource, resource))).toBe(
            true,
          )
        for (const { action, resource, pattern } of result) {
          expect(before.has(`${action} ${resource}`) || stated.has(resource)).toBe(true)
          for (const value of pattern?.values ?? [])
            expect(value.split(':').slice(0, 5)).toEqual(resource.split(':').slice(0, 5))
          const types = actionById(action)!.resources
          expect(types.some(({ type }) => matchesFormat(type.format, resource.replaceAll('?', 'x')))).toBe(
            true,
          )
        }
        const uses = (of: typeof list) => of.reduce((sum, { evidence }) => sum + evidence.count, 0)
        expect(uses([...result])).toBe(uses(list))
      }),
    )
  })

  it('takes no access away when more is observed', () => {
    fc.assert(
      fc.property(
        some,
        some,
        fc.constantFrom<ResourceChoice>('evident', 'patterns'),
        (list, more, choice) => {
          const wider = generalized([...list, ...more], all(choice))
          for (const one of generalized(list, all(choice)))
            expect(
              wider.some(
                ({ action, resource }) => action === one.action && globMatches(resource, one.resource),
              ),
            ).toBe(true)
        },
      ),
    )
  })
})
