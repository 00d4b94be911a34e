import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type IamNames, learnNames, nameLessonsOf, openIamNames } from '../../src/core/activity/iam-names.js'
import type { JsonObject } from '../../src/core/iam/json.js'
import {
  account,
  backupUser,
  busyTrail,
  decoded,
  identityOfUser,
  lakeRole,
  logged,
  sessionOf,
  shuffled,
  webRole,
} from './busy-records.js'

const arn = (resource: string, owner = account) => `arn:aws:iam::${owner}:${resource}`

function namesFrom(...records: readonly JsonObject[]): IamNames {
  const names = openIamNames()
  for (const record of records) learnNames(nameLessonsOf(decoded(record)), names)
  return names
}

describe('the path of an IAM name is learned', () => {
  it.each<[string, JsonObject, string, string]>([
    ['from the issuer of a session', logged('s3', 'ListBuckets'), arn('role/web'), webRole],
    [
      'from the user that called',
      logged('s3', 'ListBuckets', { userIdentity: identityOfUser(backupUser) }),
      arn('user/backup'),
      backupUser,
    ],
    [
      'from resources[]',
      logged('sts', 'AssumeRole', { resources: [{ ARN: arn('role/ops/deploy'), type: 'AWS::IAM::Role' }] }),
      arn('role/deploy'),
      arn('role/ops/deploy'),
    ],
    [
      'from what IAM answered',
      logged('iam', 'CreateRole', {
        requestParameters: { path: '/ci/', roleName: 'build' },
        responseElements: { role: { arn: arn('role/ci/build'), roleName: 'build' } },
      }),
      arn('role/build'),
      arn('role/ci/build'),
    ],
    [
      'from what IAM was asked',
      logged('iam', 'AttachRolePolicy', {
        requestParameters: { roleName: 'web', policyArn: arn('policy/team/read') },
      }),
      arn('policy/read'),
      arn('policy/team/read'),
    ],
    [
      'of an instance profile',
      logged('iam', 'CreateInstanceProfile', {
        responseElements: { instanceProfile: { arn: arn('instance-profile/fleet/web') } },
      }),
      arn('instance-profile/web'),
      arn('instance-profile/fleet/web'),
    ],
  ])('%s', (_, record, pathless, whole) => {
    expect(namesFrom(record).knownAs(pathless)).toEqual([whole])
  })

  it('not from the request of another service, which the caller may have made up', () => {
    const record = logged('s3', 'PutObject', { requestParameters: { key: arn('role/made/up') } })
    expect(namesFrom(record).knownAs(arn('role/up'))).toEqual([])
  })
})

describe('a name', () => {
  const names = openIamNames()
  names.learn(arn('role/a/x'))
  names.learn(arn('role/b/x'))
  names.learn(arn('role/b/x'))
  names.learn(arn('user/u'))
  names.learn('arn:aws-cn:iam::111122223333:role/cn/x')

  it('is known with every path that was seen, sorted', () => {
    expect(names.knownAs(arn('role/x'))).toEqual([arn('role/a/x'), arn('role/b/x')])
    expect(names.knownAs(arn('role/any/path/x'))).toEqual([arn('role/a/x'), arn('role/b/x')])
  })

  it.each([
    ['type', arn('user/x')],
    ['account', arn('role/x', '444455556666')],
    ['partition', 'arn:aws-us-gov:iam::111122223333:role/x'],
    ['letter case', arn('role/X')],
  ])('of another %s is another name', (_, other) => {
    expect(names.knownAs(other)).toEqual([])
  })

  it.each(['', 'x', 'arn:aws:s3:::x', arn('root'), arn('role/'), arn('mfa/u'), arn('role/with space')])(
    'is not in %j',
    (text) => {
      names.learn(text)
      expect(names.knownAs(text)).toEqual([])
    },
  )
})

describe('an instance profile', () => {
  const add = (more: JsonObject = {}) =>
    logged('iam', 'AddRoleToInstanceProfile', {
      awsRegion: 'us-east-1',
      requestParameters: { instanceProfileName: 'fleet', roleName: 'web' },
      ...more,
    })

  it('holds the role that was put into it', () => {
    expect(namesFrom(add()).rolesIn(arn('instance-profile/fleet'))).toEqual([arn('role/web')])
    expect(namesFrom(add()).rolesIn(arn('instance-profile/some/path/fleet'))).toEqual([arn('role/web')])
  })

  it('of another partition is in that partition', () => {
    const userIdentity = sessionOf('arn:aws-cn:iam::111122223333:role/ops', 'x')
    expect(
      namesFrom(add({ userIdentity })).rolesIn('arn:aws-cn:iam::111122223333:instance-profile/fleet'),
    ).toEqual(['arn:aws-cn:iam::111122223333:role/web'])
  })

  it.each<[string, JsonObject]>([
    ['the call failed', add({ errorCode: 'LimitExceeded' })],
    ['the request is not logged', add({ requestParameters: null })],
    ['another service has an operation of that name', add({ eventSource: 'ec2.amazonaws.com' })],
  ])('holds nothing if %s', (_, record) => {
    expect(namesFrom(record).rolesIn(arn('instance-profile/fleet'))).toEqual([])
  })
})

describe('what is known', () => {
  it('does not depend on the order of records', () => {
    const both = busyTrail(30).chain((list) => fc.tuple(fc.constant(list), shuffled(list)))
    const asked = [arn('role/web'), arn('role/lake'), arn('user/backup'), arn('role/gone')]
    fc.assert(
      fc.property(both, ([list, other]) => {
        const [one, two] = [namesFrom(...list), namesFrom(...other)]
        for (const name of asked) expect(two.knownAs(name)).toEqual(one.knownAs(name))
      }),
    )
    expect(namesFrom(logged('s3', 'ListBuckets')).knownAs(lakeRole)).toEqual([])
  })
})
