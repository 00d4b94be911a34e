import { describe, expect, it } from 'vitest'
import { tightnessOf } from '../../src/core/verify/tightness.js'
import { actionKnowledge } from '../../src/workflows/action-knowledge.js'
import { policy, used } from './requests.js'

const bucket = 'arn:aws:s3:::bucket'
const tight = (statements: unknown[], requests: readonly ReturnType<typeof used>[]) =>
  tightnessOf([policy(...statements)], requests, actionKnowledge())

const none = { permissions: 0, calls: 0, first: null, last: null, eventIds: [] }

describe('tightness', () => {
  it('says of each action and resource what uses it, what needs it, and what is beyond', () => {
    const { statements, summary } = tight(
      [
        {
          Sid: 'Objects',
          Effect: 'Allow',
          Action: ['s3:GetObject', 's3:PutObject', 's3:DeleteObject'],
          Resource: [`${bucket}/a/*`, `${bucket}/b`, 'arn:aws:s3:::never/*'],
        },
        { Sid: 'Again', Effect: 'Allow', Action: 's3:PutObject', Resource: `${bucket}/b` },
      ],
      [
        used('s3:GetObject', `${bucket}/a/1`, [1]),
        used('s3:GetObject', `${bucket}/a/2`, [2, 3]),
        used('s3:PutObject', `${bucket}/b`, [4]),
      ],
    )
    const [objects, again] = statements
    expect(objects).toMatchObject({
      sid: 'Objects',
      used: { permissions: 3, calls: 4, first: '2026-05-01T12:00:00Z', last: '2026-05-04T12:00:00Z' },
      breaks: { permissions: 2, calls: 3 },
      pairs: { granted: 9, unused: 7 },
    })
    expect(
      objects!.actions.map(({ pattern, used: { calls }, breaks, unused }) => [
        pattern,
        calls,
        breaks.calls,
        unused,
      ]),
    ).toEqual([
      ['s3:GetObject', 3, 3, 0],
      ['s3:PutObject', 1, 0, 0],
      ['s3:DeleteObject', 0, 0, 1],
    ])
    expect(objects!.actions[2]!.used).toEqual(none)
    expect(objects!.resources).toMatchObject([
      {
        pattern: `${bucket}/a/*`,
        observed: 2,
        wider: true,
        breaks: { calls: 3 },
        examples: [`${bucket}/a/1`, `${bucket}/a/2`],
      },
      { pattern: `${bucket}/b`, observed: 1, wider: false, breaks: { calls: 0 } },
      { pattern: 'arn:aws:s3:::never/*', observed: 0, wider: true, used: none },
    ])
    expect(again).toMatchObject({
      used: { calls: 1 },
      breaks: { calls: 0 },
      pairs: { granted: 1, unused: 0 },
    })
    expect(summary).toEqual({
      statements: 2,
      statementsWithoutEvidence: 0,
      actions: 3,
      actionsWithoutEvidence: 1,
      unusedActions: ['s3:DeleteObject'],
      resources: 3,
      resourcesWithoutEvidence: 1,
      widerResources: 2,
      pairs: 10,
      pairsWithoutEvidence: 7,
      statementsNotListed: 0,
    })
  })

  it('counts the actions of a pattern, in any letter case, and of every service', () => {
    const [one] = tight(
      [{ Effect: 'Allow', Action: 'SQS:*message', Resource: '*' }],
      [used('sqs:SendMessage', 'arn:aws:sqs:eu-west-1:111122223333:q', [1])],
    ).statements
    expect(one!.actions[0]).toMatchObject({
      allowed: 3,
      unused: 2,
      examples: ['sqs:DeleteMessage', 'sqs:ReceiveMessage'],
    })
    const { summary } = tight([{ Effect: 'Allow', Action: '*', Resource: '*' }], [])
    expect(summary.actions).toBeGreaterThan(15_000)
    expect(summary.actionsWithoutEvidence).toBe(summary.actions)
  })

  it('takes `*` for narrow where only `*` can grant the actions, and leaves out pairs that allow nothing', () => {
    const { statements } = tight(
      [
        { Effect: 'Allow', Action: 's3:ListAllMyBuckets', Resource: '*' },
        {
          Effect: 'Allow',
          Action: ['sqs:SendMessage', 'sns:Publish'],
          Resource: ['arn:aws:sqs:eu-west-1:111122223333:q', 'arn:aws:sns:eu-west-1:111122223333:t'],
        },
        { Effect: 'Allow', Action: 's3:GetObject', Resource: '*' },
      ],
      [],
    )
    expect(statements.map(({ resources }) => resources[0]!.wider)).toEqual([false, false, true])
    expect(statements[1]!.pairs).toMatchObject({ granted: 2, unused: 2 })
  })

  it('says which value of a condition lets which calls in', () => {
    const via = (service: string) => ({ context: { 'kms:viaservice': [service] } })
    const [one] = tight(
      [
        {
          Effect: 'Allow',
          Action: 'kms:Decrypt',
          Resource: '*',
          Condition: {
            StringEquals: { 'kms:ViaService': ['s3', 'sqs', 'sns'] },
            StringNotEquals: { 'aws:RequestedRegion': 'us-east-1' },
          },
        },
      ],
      [used('kms:Decrypt', '*', [1, 2], via('s3')), used('kms:Decrypt', '*', [3], via('sqs'))],
    ).statements
    expect(one!.conditions).toMatchObject([
      {
        key: 'kms:ViaService',
        used: { calls: 3 },
        values: [
          { value: 's3', used: { calls: 2 }, breaks: { calls: 2 } },
          { value: 'sqs', used: { calls: 1 }, breaks: { calls: 1 } },
          { value: 'sns', used: { calls: 0 }, breaks: { calls: 0 } },
        ],
      },
      { operator: 'StringNotEquals', used: { calls: 3 }, values: [] },
    ])
  })

  it('tells what cannot be listed, and what a Deny stops', () => {
    const { statements, summary } = tight(
      [
        { Effect: 'Allow', NotAction: 'iam:*', Resource: '*' },
        { Effect: 'Allow', Action: 's3:GetObject', NotResource: `${bucket}/x` },
        { Effect: 'Deny', Action: 's3:GetObject', Resource: `${bucket}/k` },
      ],
      [used('s3:GetObject', `${bucket}/k`, [1]), used('s3:GetObject', `${bucket}/l`, [2])],
    )
    expect(statements.map(({ used: { calls } }) => calls)).toEqual([1, 1, 1])
    expect(statements.map(({ pairs }) => pairs)).toEqual([null, null, null])
    expect(statements[2]).toMatchObject({ effect: 'Deny', allows: [], breaks: { calls: 0 } })
    expect(summary).toMatchObject({ statements: 2, statementsNotListed: 2, actionsWithoutEvidence: 0 })
  })

  it('follows policy variables', () => {
    const [one] = tight(
      [
        {
          Effect: 'Allow',
          Action: 's3:GetObject',
          Resource: [`${bucket}/\${aws:username}/k`, `${bucket}/eve/k`],
        },
      ],
      [used('s3:GetObject', `${bucket}/bob/k`, [1], { context: { 'aws:username': ['bob'] } })],
    ).statements
    expect(one!.resources.map(({ used: { calls }, wider }) => [calls, wider])).toEqual([
      [1, true],
      [0, false],
    ])
  })
})
