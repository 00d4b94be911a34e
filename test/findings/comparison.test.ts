import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { accountPolicies } from '../../src/core/account/account-policies.js'
import { comparePrincipal, type UsedRequest } from '../../src/core/findings/comparison.js'
import type { Json } from '../../src/core/iam/json.js'
import { parsePolicy } from '../../src/core/iam/policy-parse.js'
import { allow, deny, document, role, snapshot } from '../account/details.js'

const used = (action: string, resource: string, count = 1): UsedRequest => ({
  ...{ action, resource, count, context: new Map(), source: action },
})

function proposed(...statements: readonly Json[]) {
  const parsed = parsePolicy(JSON.stringify(document(...statements)))
  if (!parsed.ok) throw new Error('no policy')
  return [parsed.document]
}

function compared(
  inline: Json,
  requests: readonly UsedRequest[],
  documents = proposed(allow('s3:GetObject')),
) {
  const found = snapshot({ RoleDetailList: [role('Deploy', inline)] })
  const principal = found.principals[0]!
  return comparePrincipal(principal, accountPolicies(principal, found, undefined), requests, documents)
}

const object = 'arn:aws:s3:::b/a.zip'

describe('a comparison', () => {
  it('says what was used, what was not, and what nothing explains', () => {
    const found = compared(document(allow(['s3:GetObject', 'iam:CreateAccessKey']), deny('s3:PutObject')), [
      used('s3:GetObject', object, 5),
      used('s3:PutObject', object, 2),
      used('sqs:SendMessage', 'arn:aws:sqs:eu-west-1:111122223333:q', 1),
      used('sqs:SendMessage', 'arn:aws:sqs:eu-west-1:111122223333:q', 2),
    ])
    expect([found.used, found.unused, found.creep]).toEqual([['s3:GetObject'], ['iam:CreateAccessKey'], 0.5])
    expect(found.usedNotGranted).toMatchObject([
      { action: 's3:PutObject', count: 2, decision: 'explicitDeny', layer: 'identity' },
      { action: 'sqs:SendMessage', count: 3, decision: 'implicitDeny', layer: 'identity' },
    ])
    expect(found.risk.privilegeEscalation).toEqual(['iam:CreateAccessKey'])
    expect(found.proposed).toMatchObject({ removed: ['iam:CreateAccessKey'], added: [], creep: 0 })
    expect(found.proposed!.risk.privilegeEscalation).toEqual([])
  })

  it('counts a call that hangs on what no record shows as a use, and says so', () => {
    const mfa = { Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } } }
    const found = compared(document(allow('s3:GetObject', '*', mfa)), [used('s3:GetObject', object)])
    expect(found.used).toEqual(['s3:GetObject'])
    expect(found.usedNotGranted).toEqual([])
    expect(found.undecidable).toMatchObject([{ action: 's3:GetObject', decision: 'undecidable' }])
  })

  it('counts as used of the proposal what only the proposal grants', () => {
    const found = compared(document(allow('s3:PutObject')), [used('s3:GetObject', object)])
    expect(found.proposed).toMatchObject({ added: ['s3:GetObject'], removed: ['s3:PutObject'], creep: 0 })
  })

  it('has no share of nothing, and no proposal without documents', () => {
    const found = snapshot({ RoleDetailList: [role('Deploy', document(deny('*')))] })
    const principal = found.principals[0]!
    const nothing = comparePrincipal(principal, accountPolicies(principal, found, undefined), [], undefined)
    expect([nothing.creep, nothing.proposed, nothing.unused]).toEqual([undefined, undefined, []])
  })

  it('keeps statements that say the same in another order', () => {
    const { statements } = compared(
      document(
        { ...(allow(['s3:PutObject', 'S3:getobject'], [object, 'arn:aws:s3:::c/*']) as object), Sid: 'A' },
        allow('sqs:*'),
      ),
      [],
      proposed(allow(['s3:GetObject', 's3:PutObject'], ['arn:aws:s3:::c/*', object]), allow('sns:Publish')),
    ).proposed!
    expect(statements.kept.map(({ statement }) => statement.sid)).toEqual(['A'])
    expect(statements.removed.map(({ statement }) => statement.action.patterns)).toEqual([['sqs:*']])
    expect(statements.added.map(({ statement }) => statement.action.patterns)).toEqual([['sns:Publish']])
  })

  it('divides what is granted into used and unused', () => {
    const names = ['s3:GetObject', 's3:PutObject', 'sqs:SendMessage', 'sns:Publish']
    const list = fc.subarray(names, { minLength: 1 })
    fc.assert(
      fc.property(list, list, fc.subarray(names), (allowed, called, denied) => {
        const inline = document(allow(allowed), ...(denied.length === 0 ? [] : [deny(denied)]))
        const found = compared(
          inline,
          called.map((action) => used(action, action.startsWith('s3') ? object : '*')),
        )
        const granted = found.granted.actions.map(({ action }) => action)
        expect([...found.used, ...found.unused].sort()).toEqual(granted)
        expect(granted).toEqual(allowed.filter((one) => !denied.includes(one)).sort())
        expect(found.used).toEqual(granted.filter((one) => called.includes(one)))
        expect(found.usedNotGranted.map(({ action }) => action).sort()).toEqual(
          called.filter((one) => !granted.includes(one)).sort(),
        )
      }),
      { numRuns: 50 },
    )
  })
})
