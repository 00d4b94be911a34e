import { describe, expect, it } from 'vitest'
import { verifyRequests } from '../../src/core/verify/verification.js'
import { policy, used } from './requests.js'

const documents = [
  policy(
    { Sid: 'Far', Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::other/*' },
    { Sid: 'Near', Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::bucket/a/*' },
    { Sid: 'Never', Effect: 'Deny', Action: 's3:*', Resource: 'arn:aws:s3:::bucket/a/secret' },
  ),
  policy({
    Effect: 'Allow',
    Action: 'kms:Decrypt',
    Resource: '*',
    Condition: {
      StringEquals: { 'aws:RequestedRegion': 'eu-west-1', 'kms:ViaService': 's3.eu-west-1.amazonaws.com' },
    },
  }),
]
const region = { 'aws:requestedregion': ['eu-west-1'] }

describe('verifying requests', () => {
  it('accounts for every check, with its days, events, reason and the statement that came nearest', () => {
    const result = verifyRequests(
      [
        used('s3:GetObject', 'arn:aws:s3:::bucket/a/1', [1, 2]),
        used('s3:GetObject', 'arn:aws:s3:::bucket/b/1', [3, 4, 4]),
        used('s3:GetObject', 'arn:aws:s3:::bucket/a/secret', [5]),
        used('s3:PutObject', 'arn:aws:s3:::bucket/a/1', [6]),
        used('kms:Decrypt', 'arn:aws:kms:eu-west-1:111122223333:key/k', [7], { context: region }),
      ],
      documents,
    )
    expect([result.checks, result.allowed, result.undecidable]).toEqual([8, 2, []])
    expect(result.denied).toEqual([
      expect.objectContaining({
        action: 'kms:Decrypt',
        reason: 'condition',
        nearest: {
          policy: 1,
          statement: 0,
          sid: null,
          element: 'condition',
          condition: 'StringEquals kms:ViaService',
        },
      }),
      expect.objectContaining({ resource: 'arn:aws:s3:::bucket/a/secret', reason: 'explicitDeny' }),
      {
        action: 's3:GetObject',
        resource: 'arn:aws:s3:::bucket/b/1',
        count: 3,
        first: '2026-05-03T12:00:00Z',
        last: '2026-05-04T12:00:00Z',
        days: 2,
        eventIds: ['s3:GetObject 3', 's3:GetObject 4'],
        source: 's3:GetObject',
        reason: 'resource',
        nearest: { policy: 0, statement: 1, sid: 'Near', element: 'resource', condition: null },
      },
      expect.objectContaining({ action: 's3:PutObject', reason: 'action', nearest: null }),
    ])
    expect(result.denied[1]!.nearest).toMatchObject({ sid: 'Never', element: null })
  })

  it('decides nothing on a resource or a key that nobody knows, but a missing action is denied', () => {
    const unknown = { 'aws:requestedregion': 'unknown', 'kms:viaservice': 'unknown' } as const
    const { denied, undecidable } = verifyRequests(
      [
        used('s3:GetObject', 'arn:aws:s3:::third/*', [1], { uncertain: true }),
        used('s3:PutObject', 'arn:aws:s3:::third/*', [1], { uncertain: true }),
        used('kms:Decrypt', '*', [1], { context: unknown }),
      ],
      documents,
    )
    expect(denied.map(({ action }) => action)).toEqual(['s3:PutObject'])
    expect(undecidable.map(({ action, reason }) => [action, reason])).toEqual([
      ['kms:Decrypt', 'condition'],
      ['s3:GetObject', 'resource'],
    ])
  })

  it('joins the same check from several places and gives the same answer in any order', () => {
    const requests = [
      used('s3:GetObject', 'arn:aws:s3:::x', [2], { context: region }),
      used('s3:GetObject', 'arn:aws:s3:::x', [1]),
      used('sqs:SendMessage', '*', [1]),
    ]
    const result = verifyRequests(requests, documents)
    expect(result.denied.map(({ count }) => count)).toEqual([2, 1])
    expect(verifyRequests([...requests].reverse(), documents)).toEqual(result)
  })
})
