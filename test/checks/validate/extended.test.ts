import { describe, expect, it } from 'vitest'
import { extendedChecks } from '../../../src/core/checks/validate/extended.js'
import { validatePolicy } from '../../../src/core/checks/validate/validate.js'

const allow = (Action: unknown, Resource: unknown, more = {}) => ({
  Effect: 'Allow',
  Action,
  Resource,
  ...more,
})

function codes(...Statement: readonly unknown[]): readonly string[] {
  const text = JSON.stringify({ Version: '2012-10-17', Statement })
  return validatePolicy(text, { type: 'IDENTITY_POLICY' }, extendedChecks).map(({ issueCode }) =>
    issueCode.replace('LEASTWISE_', ''),
  )
}

const bucket = 'arn:aws:s3:::reports'

describe('the extended checks', () => {
  it('find resources on which no action acts, and actions that act on none of the resources', () => {
    expect(codes(allow('s3:ListBucket', bucket))).toEqual([])
    expect(codes(allow('s3:GetObject', [bucket, `${bucket}/*`]))).toEqual(['RESOURCE_UNSUPPORTED_BY_ACTIONS'])
    expect(codes(allow(['s3:ListBucket', 's3:GetObject'], bucket))).toEqual(['ACTION_WITHOUT_RESOURCE'])
    expect(codes(allow(['s3:ListBucket', 's3:ListAllMyBuckets'], bucket))).toEqual([
      'ACTION_WITHOUT_RESOURCE',
    ])
    expect(codes(allow(['s3:ListBucket', 's3:ListAllMyBuckets'], '*'))).toEqual([])
  })

  it('find statements that others cover, one of two that say the same', () => {
    expect(codes(allow('s3:*', '*'), allow('s3:GetObject', `${bucket}/*`))).toEqual(['SHADOWED_STATEMENT'])
    expect(codes(allow('s3:GetObject', '*'), allow('s3:GetObject', '*'))).toEqual(['SHADOWED_STATEMENT'])
    expect(codes(allow('s3:Get*', '*'), allow('s3:PutObject', '*'))).toEqual([])
    const condition = { Condition: { Bool: { 'aws:SecureTransport': 'true' } } }
    expect(codes(allow('s3:*', '*', condition), allow('s3:GetObject', `${bucket}/*`))).toEqual([])
  })

  it('find actions by which the caller gives itself more, alone and together', () => {
    expect(codes(allow('iam:CreatePolicyVersion', '*'))).toEqual(['PRIVILEGE_ESCALATION'])
    expect(codes(allow('iam:PassRole', '*'), allow('ec2:RunInstances', '*'))).toEqual([
      'PRIVILEGE_ESCALATION',
    ])
    expect(
      codes(allow('iam:PassRole', 'arn:aws:iam::111122223333:role/Job'), allow('ec2:RunInstances', '*')),
    ).toEqual([])
    expect(codes(allow('*', '*'))).toEqual(['PRIVILEGE_ESCALATION'])
  })

  it('find policies that fit no managed policy', () => {
    const many = Array.from({ length: 300 }, (_, n) => `arn:aws:s3:::bucket-${n}`)
    expect(codes(allow('s3:ListBucket', many))).toEqual(['EXCEEDS_MANAGED_POLICY'])
  })
})
