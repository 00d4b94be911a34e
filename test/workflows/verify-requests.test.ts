import { describe, expect, it } from 'vitest'
import type { JsonObject } from '../../src/core/iam/json.js'
import { parsePolicy } from '../../src/core/iam/policy-parse.js'
import { allActivity } from '../../src/workflows/activity-query.js'
import { silent } from '../../src/workflows/ports.js'
import { verify } from '../../src/workflows/verify.js'
import { logged } from '../activity/busy-records.js'
import { logFile, memorySource } from './memory-source.js'

const bucket = { bucketName: 'reports' }
const listing = (eventID: string, sent: JsonObject = {}) =>
  logged('s3', 'ListObjects', { eventID, requestParameters: { ...bucket, ...sent } })
const create = (eventID: string, tags: JsonObject) =>
  logged('dynamodb', 'CreateTable', { eventID, requestParameters: { tableName: 'orders', tags: [tags] } })

function verified(records: readonly JsonObject[], action: string, condition: JsonObject) {
  const statement = { Effect: 'Allow', Action: action, Resource: '*', Condition: condition }
  const parsed = parsePolicy(JSON.stringify({ Version: '2012-10-17', Statement: statement }))
  if (!('document' in parsed)) throw new Error('the policy of a test does not parse')
  const policies = [{ name: 'policy.json', document: parsed.document }]
  const source = memorySource([logFile('trail.json', records)])
  return verify(source, { principal: 'web', query: allActivity, policies }, silent)
}

describe('verify, of a policy that asks for what requests carry', () => {
  it('counts listings with another prefix, and without one, as denied', async () => {
    const records = [
      listing('1', { prefix: 'home/a/' }),
      listing('2', { prefix: 'home/a/' }),
      listing('3', { prefix: 'other/' }),
      listing('4'),
      logged('s3', 'HeadBucket', { eventID: '5', requestParameters: bucket }),
    ]
    const { verification } = await verified(records, 's3:ListBucket', {
      StringLike: { 's3:prefix': 'home/*' },
    })
    expect(verification).toMatchObject({ checks: 5, allowed: 2, undecidable: [] })
    expect(verification.denied).toMatchObject([{ action: 's3:ListBucket', count: 3, reason: 'condition' }])
  })

  it('knows the tags of a creation', async () => {
    const records = [
      create('1', { key: 'team', value: 'shop' }),
      create('2', { key: 'team', value: 'other' }),
    ]
    const condition = { StringEquals: { 'aws:RequestTag/team': 'shop' } }
    const { verification } = await verified(records, 'dynamodb:CreateTable', condition)
    const own = verification.denied.filter(({ action }) => action === 'dynamodb:CreateTable')
    expect(own).toMatchObject([{ count: 1, reason: 'condition' }])
    expect(verification.undecidable).toEqual([])
  })
})
