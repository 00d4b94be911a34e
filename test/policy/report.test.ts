import { describe, expect, it } from 'vitest'
import type { JsonObject } from '../../src/core/iam/json.js'
import { type ReportFacts, reportOn } from '../../src/core/policy/report.js'
import { logged } from '../activity/busy-records.js'
import { nothingUnused } from '../cli/fake-workflows.js'
import { policyFrom } from './permissions.js'

const facts: ReportFacts = {
  principal: 'web',
  principals: [],
  window: {
    requested: { start: null, end: null },
    covered: { start: null, end: null },
    daysWithoutRecords: [],
  },
  records: { read: 0, matched: 0, otherPrincipals: 0, skipped: {} },
  regions: [],
  files: { read: 0, skipped: [], passedOver: {} },
  verification: { replayed: 0, allowed: 0, denied: [], undecidable: [] },
  tightness: nothingUnused,
  coverage: null,
  warnings: [],
}

const get = (key: string, more: JsonObject = {}) =>
  logged('s3', 'GetObject', { requestParameters: { bucketName: 'media', key }, ...more })
const refused = { errorCode: 'AccessDenied', errorMessage: 'Access Denied' }

const deniedIn = (...records: readonly JsonObject[]) =>
  reportOn(policyFrom(records), facts).denied.map(({ resource, granted }) => [
    resource.split(':::')[1],
    granted,
  ])

describe('a denied permission of the report', () => {
  it('is granted if the same call succeeded at another time, and not if another did', () => {
    expect(deniedIn(get('a'), get('a', refused), get('b', refused))).toEqual([
      ['media/a', true],
      ['media/b', false],
    ])
  })

  it('is granted if a prefix of the policy covers it', () => {
    const uploads = Array.from({ length: 21 }, (_, at) => get(`uploads/${at}`))
    expect(deniedIn(...uploads, get('uploads/new', refused), get('other', refused))).toEqual([
      ['media/other', false],
      ['media/uploads/new', true],
    ])
  })

  it('is not granted by a permission that asks for a condition', () => {
    const via = {
      userIdentity: { ...(get('a').userIdentity as JsonObject), invokedBy: 'athena.amazonaws.com' },
    }
    const records = [get('a', via), get('a', refused)]
    expect(policyFrom(records).permissions.map(({ conditions }) => conditions.length)).toEqual([1])
    expect(deniedIn(...records)).toEqual([['media/a', false]])
  })
})
