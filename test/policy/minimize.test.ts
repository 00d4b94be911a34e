import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { evaluate } from '../../src/core/evaluate/evaluate.js'
import type { PolicyDocument, Statement } from '../../src/core/iam/policy.js'
import { policySize } from '../../src/core/iam/policy-print.js'
import { isInert } from '../../src/core/policy/inert.js'
import { minimized, type Pairs } from '../../src/core/policy/minimize.js'
import type { ObservedPermission } from '../../src/core/policy/observed.js'
import { statementIds } from '../../src/core/policy/statement-ids.js'
import { statementsOf } from '../../src/core/policy/statements.js'
import { actionById } from '../../src/core/reference/service.js'
import { account, shuffled } from '../activity/busy-records.js'
import { identityOf, observed, permissions, spelledOut, via } from './permissions.js'

const documentOf = (statements: readonly Statement[]): PolicyDocument => ({
  version: '2012-10-17',
  id: undefined,
  statements,
})

const actions = ['s3:GetObject', 's3:PutObject', 's3:DeleteObjectVersion', 's3:ListMultipartUploadParts']
const resources = [
  'arn:aws:s3:::a/*',
  'arn:aws:s3:::marigold-media/*',
  'arn:aws:s3:::marigold-media-archive/2026/invoices/*',
  'arn:aws:s3:::b/reports/daily/*',
]

/** Any relation of at most four actions and four resources. */
const small: fc.Arbitrary<readonly ObservedPermission[]> = fc
  .uniqueArray(fc.tuple(fc.nat(3), fc.nat(3)), {
    selector: ([a, r]) => a * 4 + r,
    minLength: 1,
    maxLength: 16,
  })
  .map((pairs) => pairs.map(([a, r]) => observed(actions[a]!, resources[r]!)))

/** The members of a set of at most four, by bit. */
const chosen = (list: readonly string[], set: number) => list.filter((_, at) => (set >> at) & 1)

/** By rectangle: the pairs in it, as a set of bits, and what its statement costs with the comma before it. */
const rectangles = Array.from(
  { length: 225 },
  (_, at) => [(at % 15) + 1, Math.floor(at / 15) + 1] as const,
).map(([a, r]) => {
  let pairs = 0
  for (let at = 0; at < 4; at++) if ((a >> at) & 1) pairs |= r << (4 * at)
  const one = { actions: chosen(actions, a), resources: chosen(resources, r), condition: [] }
  const statement: Statement = {
    sid: statementIds([one])[0],
    effect: 'Allow',
    principal: undefined,
    action: { not: false, patterns: one.actions },
    resource: { not: false, patterns: one.resources },
    condition: [],
  }
  return { pairs, cost: policySize(documentOf([statement])) - policySize(documentOf([])) + 1 }
})

/** Fewest characters of any set of statements that grant exactly these pairs: every set of rectangles is considered. */
function optimum(target: number): number {
  const inside = rectangles.filter(({ pairs }) => (pairs & ~target) === 0)
  const best = new Map<number, number>([[0, 0]])
  // Covered pairs only grow, so one ascending pass sees every state before what follows from it.
  for (let state = 0; state <= target; state++) {
    const cost = best.get(state)
    if (cost === undefined) continue
    for (const one of inside) {
      const next = state | one.pairs
      if (next !== state && cost + one.cost < (best.get(next) ?? Number.POSITIVE_INFINITY))
        best.set(next, cost + one.cost)
    }
  }
  return best.get(target)! + policySize(documentOf([])) - 1
}

const pairsOf = (list: readonly ObservedPermission[]) =>
  list.reduce(
    (set, { action, resource }) => set | (1 << (4 * actions.indexOf(action) + resources.indexOf(resource))),
    0,
  )

describe('minimised statements', () => {
  it('are at most 5 % longer than the shortest there are, in every case small enough to try all', () => {
    let [worst, sum, count] = [1, 0, 0]
    fc.assert(
      fc.property(small, (list) => {
        const ratio = policySize(documentOf(statementsOf(list))) / optimum(pairsOf(list))
        worst = Math.max(worst, ratio)
        sum += ratio
        count += 1
        expect(ratio).toBeLessThanOrEqual(1.05)
      }),
      { numRuns: 300 },
    )
    process.stdout.write(
      `minimise: worst ${worst.toFixed(4)}, mean ${(sum / count).toFixed(4)} of the optimum\n`,
    )
  })

  it('are the same for permissions in any order', () => {
    const both = permissions.chain((list) => fc.tuple(fc.constant(list), shuffled(list)))
    fc.assert(
      fc.property(both, fc.constantFrom<Pairs>('exact', 'inert'), ([list, other], pairs) => {
        expect(minimized(other, pairs)).toEqual(minimized(list, pairs))
      }),
    )
  })

  it('spell out exactly what was needed, or beside it only what cannot be asked for', () => {
    fc.assert(
      fc.property(ofOneService, fc.constantFrom<Pairs>('exact', 'inert'), (list, pairs) => {
        const spelled = new Set(spelledOut(statementsOf(list, pairs)))
        const wanted = new Set(list.map(identityOf))
        expect([...wanted].filter((one) => !spelled.has(one))).toEqual([])
        const beside = [...spelled].filter((one) => !wanted.has(one))
        if (pairs === 'exact') expect(beside).toEqual([])
        expect(beside.filter((one) => canBeAskedFor(...(JSON.parse(one) as [string, string])))).toEqual([])
      }),
    )
  })

  it('allow a request that can be made exactly if a permission does, with inert pairs too', () => {
    fc.assert(
      fc.property(
        ofOneService,
        fc.constantFrom(...ec2Actions),
        fc.constantFrom(...instances),
        (list, action, resource) => {
          fc.pre(canBeAskedFor(action, resource))
          const request = { action, resource, context: new Map<string, readonly string[]>() }
          const { decision } = evaluate(request, [documentOf(statementsOf(list, 'inert'))])
          const type = resource.slice(0, resource.lastIndexOf('/') + 1)
          const needed = list.some(
            (one) => one.action === action && (one.resource === resource || one.resource === `${type}*`),
          )
          expect(decision === 'allowed').toBe(needed)
        },
      ),
      { numRuns: 500 },
    )
  })
})

const ec2 = (type: string, name: string) => `arn:aws:ec2:eu-central-1:${account}:${type}/${name}`

const ec2Actions = [
  'ec2:DeleteSubnet',
  'ec2:DeleteVpc',
  'ec2:CreateSubnet',
  'ec2:RunInstances',
  'ec2:StopInstances',
  'ec2:DescribeVpcs',
]
const instances = [ec2('subnet', 's'), ec2('vpc', 'v'), ec2('instance', 'i'), ec2('security-group', 'g')]

const ofOneService: fc.Arbitrary<readonly ObservedPermission[]> = fc.uniqueArray(
  fc
    .tuple(fc.constantFrom(...ec2Actions), fc.constantFrom(...instances, ec2('subnet', '*'), ec2('vpc', '*')))
    .map(([action, resource]) => observed(action, resource)),
  { selector: identityOf, maxLength: 20 },
)

/** Said again by the names of the types alone: the action lists a type that the resource is of. */
function canBeAskedFor(action: string, resource: string): boolean {
  const type = resource.split(':')[5]!.split('/')[0]
  return actionById(action)!.resources.some(({ type: { name } }) => name === type)
}

describe('a pair of action and resource', () => {
  it.each([
    ['ec2:DeleteSubnet', ec2('security-group', '*'), true],
    ['ec2:DeleteSubnet', ec2('subnet', 'subnet-1'), false],
    ['ec2:DeleteSubnet', '*', false],
    ['ec2:DescribeVpcs', ec2('vpc', 'v'), true],
    ['ec2:RunInstances', 'arn:aws:ec2:*:*:*/*', false],
    ['s3:ListBucket', 'arn:aws:dynamodb:eu-central-1:111122223333:table/orders', false],
    ['ec2:NoSuchAction', ec2('vpc', 'v'), false],
  ])('%s on %s is inert: %s', (action, resource, inert) => {
    expect(isInert(action, resource)).toBe(inert)
  })
})

describe('the values of a condition', () => {
  const role = `arn:aws:iam::${account}:role/app`
  const pass = (service: string, on: string) =>
    observed('iam:PassRole', on, via('iam:PassedToService', service))

  it('stand in one statement where everything else is equal', () => {
    const [statement, ...more] = statementsOf([
      pass('ec2.amazonaws.com', role),
      pass('lambda.amazonaws.com', role),
    ])
    expect(more).toEqual([])
    expect(statement?.condition[0]?.values).toEqual(['ec2.amazonaws.com', 'lambda.amazonaws.com'])
  })

  it('stay apart where a role would be passed to a service that it never was', () => {
    const list = [pass('ec2.amazonaws.com', role), pass('lambda.amazonaws.com', `${role}2`)]
    for (const pairs of ['exact', 'inert'] as const) expect(statementsOf(list, pairs)).toHaveLength(2)
  })

  it('of a creation are joined only where what one creates can never be what the other tags', () => {
    const tags = (creation: string, type: string) =>
      observed('ec2:CreateTags', ec2(type, '*'), via('ec2:CreateAction', creation))
    const apart = [tags('CreateVpc', 'vpc'), tags('CreateSubnet', 'subnet')]
    const mixed = [tags('RunInstances', 'instance'), tags('CreateVolume', 'volume')]
    expect([statementsOf(apart, 'exact'), statementsOf(mixed, 'inert')].map(({ length }) => length)).toEqual([
      2, 2,
    ])
    const together = statementsOf(
      [tags('AllocateAddress', 'elastic-ip'), tags('CreateSecurityGroup', 'security-group')],
      'inert',
    )
    expect(together.map(({ condition }) => condition[0]?.values)).toEqual([
      ['AllocateAddress', 'CreateSecurityGroup'],
    ])
  })
})
