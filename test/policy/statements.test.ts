import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { evaluate } from '../../src/core/evaluate/evaluate.js'
import { arnCovers } from '../../src/core/iam/arn-pattern.js'
import type { PolicyDocument, Statement } from '../../src/core/iam/policy.js'
import { withoutCovered } from '../../src/core/policy/covered.js'
import type { ObservedPermission } from '../../src/core/policy/observed.js'
import { statementsOf } from '../../src/core/policy/statements.js'
import { account, shuffled } from '../activity/busy-records.js'
import { actions, identityOf, observed, permissions, resources, spelledOut, via } from './permissions.js'

/** A statement once for every value of its conditions: the values of a key are alternatives. */
function singleValued(statement: Statement): readonly Statement[] {
  const at = statement.condition.findIndex(({ values }) => values.length > 1)
  if (at < 0) return [statement]
  return statement.condition[at]!.values.flatMap((value) =>
    singleValued({
      ...statement,
      condition: statement.condition.map((one, index) => (index === at ? { ...one, values: [value] } : one)),
    }),
  )
}

function documentFor(list: readonly ObservedPermission[]): PolicyDocument {
  return { version: '2012-10-17', id: undefined, statements: statementsOf(list) }
}

type Context = ReadonlyMap<string, readonly string[]>

function contextOf({ conditions }: ObservedPermission): Context {
  return new Map(conditions.map(({ key, values }) => [key.toLowerCase(), values]))
}

/** What it means that a permission allows a request, said again without the product's own patterns. */
function allows(one: ObservedPermission, action: string, resource: string, context: Context): boolean {
  const holds = one.conditions.every(({ key, values }) =>
    (context.get(key.toLowerCase()) ?? []).some((value) => values.includes(value)),
  )
  return one.action.toLowerCase() === action.toLowerCase() && holds && regexOf(one.resource).test(resource)
}

function regexOf(pattern: string): RegExp {
  const parts = pattern.match(/\$\{[*?$]\}|[*?]|[^*?$]+|\$/g) ?? []
  const source = parts.map((part) =>
    part === '*' ? '.*' : part === '?' ? '.' : part.replace(/^\$\{(.)\}$/, '$1').replace(/[^\w]/g, '\\$&'),
  )
  return new RegExp(`^${source.join('')}$`, 's')
}

describe('statements', () => {
  it('spell out exactly the permissions', () => {
    fc.assert(
      fc.property(permissions, (list) => {
        const spelled = statementsOf(list)
          .flatMap(singleValued)
          .flatMap((one) => spelledOut([one]))
        expect(new Set(spelled)).toEqual(new Set(list.map(identityOf)))
      }),
    )
  })

  it('are the same for permissions in any order', () => {
    const both = permissions.chain((list) => fc.tuple(fc.constant(list), shuffled(list)))
    fc.assert(
      fc.property(both, ([list, other]) => {
        expect(statementsOf(other)).toEqual(statementsOf(list))
      }),
    )
  })

  it('have an id of letters and digits each, and no id twice', () => {
    fc.assert(
      fc.property(permissions, (list) => {
        const sids = statementsOf(list).map(({ sid }) => sid ?? '')
        expect(sids.filter((sid) => !/^[A-Za-z0-9]+$/.test(sid))).toEqual([])
        expect(new Set(sids).size).toBe(sids.length)
      }),
    )
  })

  it('only ever allow, by actions and resources that are written out', () => {
    fc.assert(
      fc.property(permissions, (list) => {
        for (const { effect, principal, action, resource } of statementsOf(list)) {
          expect([effect, principal, action.not, resource?.not]).toEqual(['Allow', undefined, false, false])
          expect(action.patterns.length * (resource?.patterns.length ?? 0)).toBeGreaterThan(0)
        }
      }),
    )
  })

  it('ask for one of the services with the operator that the key needs', () => {
    const [first, second] = statementsOf([
      observed('kms:Decrypt', '*', via('kms:ViaService', 's3.eu-central-1.amazonaws.com')),
      observed('s3:GetObject', '*', via('aws:CalledVia', 'athena.amazonaws.com')),
    ])
    expect(first?.condition.map(({ operator }) => operator)).toEqual(['StringEquals'])
    expect(second?.condition.map(({ operator }) => operator)).toEqual(['ForAnyValue:StringEquals'])
  })

  it.each([
    ['Bool', 'kms:CreateGrant', 'kms:GrantIsForAWSResource', 'true'],
    ['Bool', 'kms:Decrypt', 'aws:ViaAWSService', 'true'],
    [
      'ArnEquals',
      'lambda:CreateEventSourceMapping',
      'lambda:FunctionArn',
      `arn:aws:lambda:eu-central-1:${account}:function:f`,
    ],
  ])('ask with %s where %s has a key of another type than text', (operator, action, key, value) => {
    const policy = documentFor([observed(action, '*', via(key, value))])
    expect(policy.statements[0]?.condition).toEqual([{ operator, key, values: [value] }])
    const decisionFor = (sent: string) =>
      evaluate({ action, resource: '*', context: new Map([[key.toLowerCase(), [sent]]]) }, [policy]).decision
    expect(decisionFor(value)).toBe('allowed')
    expect(decisionFor(value === 'true' ? 'false' : `${value}2`)).not.toBe('allowed')
  })
})

describe('the evaluator, which knows no generator,', () => {
  it('allows every permission that was observed, whatever was left out as covered', () => {
    fc.assert(
      fc.property(permissions, (list) => {
        const policy = documentFor(withoutCovered(list))
        for (const one of list) {
          const { action, resource } = one
          const { decision } = evaluate({ action, resource, context: contextOf(one) }, [policy])
          expect(decision, identityOf(one)).toBe('allowed')
        }
      }),
    )
  })

  it('allows a request exactly if one of the observed permissions does', () => {
    fc.assert(
      fc.property(permissions, requested, (list, [action, resource, context]) => {
        const { decision } = evaluate({ action, resource, context }, [documentFor(withoutCovered(list))])
        const implied = list.some((one) => allows(one, action, resource, context))
        expect(decision === 'allowed').toBe(implied)
      }),
      { numRuns: 1000 },
    )
  })
})

/** Requests for what is in reach of the permissions, and just out of it. */
const requested: fc.Arbitrary<readonly [string, string, Context]> = fc.tuple(
  fc.constantFrom(...actions, 's3:DeleteObject', 's3:getobject'),
  fc.constantFrom(
    ...resources.filter((one) => !/[*?]/.test(one)),
    'arn:aws:s3:::media/a',
    'arn:aws:s3:::media/a/',
    'arn:aws:s3:::media/oddxkey',
    'arn:aws:s3:::media',
    'arn:aws:s3:::mediax/a/b',
    'arn:aws:secretsmanager:eu-central-1:111122223333:secret:db-AbCdEf',
    'arn:aws:secretsmanager:eu-central-1:111122223333:secret:db-AbCdEfG',
    'arn:aws:dynamodb:eu-west-1:111122223333:table/orders',
  ),
  fc
    .uniqueArray(
      fc.constantFrom<readonly [string, readonly string[]]>(
        ['kms:viaservice', ['s3.eu-central-1.amazonaws.com']],
        ['kms:viaservice', ['s3.eu-west-1.amazonaws.com']],
        ['aws:calledvia', ['athena.amazonaws.com', 'glue.amazonaws.com']],
        ['aws:calledvia', ['cloudformation.amazonaws.com']],
        ['iam:passedtoservice', ['lambda.amazonaws.com']],
      ),
      { maxLength: 3, selector: ([key]) => key },
    )
    .map((entries) => new Map(entries)),
)

describe('what covers another permission', () => {
  it('is kept, and what is covered is not', () => {
    fc.assert(
      fc.property(permissions, (list) => {
        const kept = withoutCovered(list)
        const all = new Set(list.map(identityOf))
        expect(kept.filter((one) => !all.has(identityOf(one)))).toEqual([])
        for (const one of kept) {
          const wider = kept.filter((other) => other !== one && coversWholly(other, one))
          expect(wider.map(identityOf), identityOf(one)).toEqual([])
        }
      }),
    )
  })

  it('takes over its evidence, so that no call is lost', () => {
    const count = (list: readonly ObservedPermission[]) =>
      list.reduce((sum, { evidence }) => sum + evidence.count, 0)
    fc.assert(
      fc.property(permissions, (list) => {
        expect(count(withoutCovered(list))).toBe(count(list))
      }),
    )
  })

  it.each<[string, ObservedPermission, ObservedPermission]>([
    [
      'a wider resource',
      observed('s3:GetObject', 'arn:aws:s3:::b/*'),
      observed('s3:GetObject', 'arn:aws:s3:::b/x'),
    ],
    ['every resource', observed('s3:GetObject', '*'), observed('s3:GetObject', 'arn:aws:s3:::b/x')],
    [
      'no condition',
      observed('kms:Decrypt', 'arn:aws:kms:eu-central-1:111122223333:key/k'),
      observed('kms:Decrypt', 'arn:aws:kms:eu-central-1:111122223333:key/k', via('kms:ViaService', 's3.x')),
    ],
  ])('has %s', (_, wider, narrower) => {
    for (const list of [
      [wider, narrower],
      [narrower, wider],
    ])
      expect(withoutCovered(list).map(identityOf)).toEqual([identityOf(wider)])
  })

  it.each<[string, ObservedPermission, ObservedPermission]>([
    [
      'under a condition',
      observed('s3:GetObject', '*', via('aws:CalledVia', 'athena.amazonaws.com')),
      observed('s3:GetObject', 'arn:aws:s3:::b/x'),
    ],
    ['of another action', observed('s3:PutObject', '*'), observed('s3:GetObject', 'arn:aws:s3:::b/x')],
    [
      'of a name that only looks like a pattern',
      observed('s3:GetObject', 'arn:aws:s3:::b/${*}'),
      observed('s3:GetObject', 'arn:aws:s3:::b/x'),
    ],
  ])('is not one %s', (_, one, other) => {
    expect(withoutCovered([one, other])).toEqual([one, other])
  })
})

function coversWholly(wider: ObservedPermission, narrower: ObservedPermission): boolean {
  if (wider.action !== narrower.action || !wider.resource.replaceAll('${*}', '').match(/[*?]/)) return false
  const same = JSON.stringify(wider.conditions) === JSON.stringify(narrower.conditions)
  return (same || wider.conditions.length === 0) && arnCovers(wider.resource, narrower.resource)
}
