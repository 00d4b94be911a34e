import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  lastSegment,
  type MadeIdentifiers,
  madeLessonsOf,
  openMadeIdentifiers,
} from '../../src/core/activity/made.js'
import type { JsonObject } from '../../src/core/iam/json.js'
import { busyTrail, decoded, logged, shuffled } from './busy-records.js'

function madeFrom(...records: readonly JsonObject[]): MadeIdentifiers {
  const made = openMadeIdentifiers()
  for (const record of records) made.learn(madeLessonsOf(decoded(record)))
  return made
}

const launch = (more: JsonObject = {}) =>
  logged('ec2', 'RunInstances', {
    requestParameters: {
      instancesSet: { items: [{ imageId: 'ami-0123456789abcdef0' }] },
      subnetId: 'subnet-0aaaaaaaaaaaaaaa1',
    },
    responseElements: {
      instancesSet: {
        items: [
          { instanceId: 'i-0123456789abcdef0', imageId: 'ami-0123456789abcdef0', vpcId: 'vpc-0ccccccc' },
        ],
      },
      reservationId: 'r-0ddddddddddddddd4',
    },
    ...more,
  })

describe('an identifier was made by the principal', () => {
  it.each<[string, JsonObject, string]>([
    ['of the instance it launched', launch(), 'i-0123456789abcdef0'],
    [
      'of the security group it created',
      logged('ec2', 'CreateSecurityGroup', {
        requestParameters: { groupName: 'web', vpcId: 'vpc-0ccccccc' },
        responseElements: { groupId: 'sg-0123456789abcdef0' },
      }),
      'sg-0123456789abcdef0',
    ],
    [
      'of the change it submitted, behind the last slash',
      logged('route53', 'ChangeResourceRecordSets', {
        requestParameters: { hostedZoneId: 'Z0EXAMPLE1234' },
        responseElements: { changeInfo: { id: '/change/C2682N5HXP0BZ4', status: 'PENDING' } },
      }),
      'C2682N5HXP0BZ4',
    ],
    [
      'of the stack it created, behind the last slash of an ARN',
      logged('cloudformation', 'CreateStack', {
        requestParameters: { stackName: 'web' },
        responseElements: {
          stackId:
            'arn:aws:cloudformation:eu-central-1:111122223333:stack/web/6f7e8d90-1234-11ee-be56-0242ac120002',
        },
      }),
      '6f7e8d90-1234-11ee-be56-0242ac120002',
    ],
  ])('if AWS answered with that %s', (_, record, identifier) => {
    expect(madeFrom(record).has(identifier)).toBe(true)
  })

  it.each<[string, JsonObject, string]>([
    ['the answer only mentions it', launch(), 'vpc-0ccccccc'],
    ['the request named it before', launch(), 'ami-0123456789abcdef0'],
    ['the call only read', launch({ eventName: 'DescribeInstances' }), 'i-0123456789abcdef0'],
    ['the record says that it only read', launch({ readOnly: true }), 'i-0123456789abcdef0'],
    ['the call was refused', launch({ responseElements: null }), 'i-0123456789abcdef0'],
    [
      'it is a name without a digit',
      logged('ec2', 'CreateSecurityGroup', { responseElements: { groupId: 'default-group' } }),
      'default-group',
    ],
    [
      'it is no text that an identifier can be',
      logged('ec2', 'CreateSecurityGroup', { responseElements: { groupId: 'sg 1234567' } }),
      'sg 1234567',
    ],
    ['it is part of one', launch(), '0123456789abcdef0'],
  ])('not if %s', (_, record, identifier) => {
    expect(madeFrom(record).has(identifier)).toBe(false)
  })

  it('not by the name of a member of every object', () => {
    const made = madeFrom(launch())
    for (const name of ['__proto__', 'constructor', '']) {
      expect(made.has(name)).toBe(false)
      expect(made.standsFor(name)).toBeUndefined()
    }
  })
})

describe('an identifier stands for', () => {
  const start = logged('athena', 'StartQueryExecution', {
    requestParameters: { workGroup: 'reports', queryString: 'SELECT 1' },
    responseElements: { queryExecutionId: '11111111-aaaa-4bbb-8ccc-000000000000' },
  })

  it('the workgroup in which the query was started', () => {
    expect(madeFrom(start).standsFor('11111111-aaaa-4bbb-8ccc-000000000000')).toBe('reports')
  })

  it.each<[string, JsonObject]>([
    ['the query was started by somebody else', logged('athena', 'GetQueryExecution')],
    ['the request names no workgroup', { ...start, requestParameters: { queryString: 'SELECT 1' } }],
    ['the call failed', { ...start, responseElements: null }],
    ['another service answered so', { ...start, eventSource: 'glue.amazonaws.com' }],
  ])('nothing if %s', (_, record) => {
    expect(madeFrom(record).standsFor('11111111-aaaa-4bbb-8ccc-000000000000')).toBeUndefined()
  })
})

describe('what was made', () => {
  const known = (made: MadeIdentifiers) =>
    ['i-0aaaaaaaaaaaaaaa1', 'i-0bbbbbbbbbbbbbbb2', 'ami-0123456789abcdef0'].map((one) => made.has(one))

  it('does not depend on the order of records', () => {
    const both = busyTrail(40).chain((list) => fc.tuple(fc.constant(list), shuffled(list)))
    fc.assert(
      fc.property(both, ([list, other]) => {
        expect(known(madeFrom(...other))).toEqual(known(madeFrom(...list)))
      }),
    )
  })

  it.each([
    ['a', 'a'],
    ['/change/C1', 'C1'],
    ['arn:aws:s3:::b/c/', ''],
    ['', ''],
  ])('is compared by what is behind the last slash of %j', (text, segment) => {
    expect(lastSegment(text)).toBe(segment)
  })
})
