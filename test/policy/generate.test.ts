import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { evaluate } from '../../src/core/evaluate/evaluate.js'
import type { JsonObject } from '../../src/core/iam/json.js'
import { hasWildcard } from '../../src/core/iam/literal.js'
import type { GeneratedPolicy } from '../../src/core/policy/generate.js'
import { actionById } from '../../src/core/reference/service.js'
import { account, busyTrail, logged } from '../activity/busy-records.js'
import { policyFrom, spelledOut, statementsIn } from './permissions.js'

const trails = busyTrail(60)

const refused = { errorCode: 'AccessDenied', errorMessage: 'Access Denied', responseElements: null }
const throttled = { errorCode: 'ThrottlingException', errorMessage: 'Rate exceeded', responseElements: null }

const isRefused = ({ errorCode }: JsonObject) => errorCode === 'AccessDenied'

const get = (key: string, more: JsonObject = {}) =>
  logged('s3', 'GetObject', { requestParameters: { bucketName: 'media', key }, ...more })

/** `action @ resource`, with the conditions where there are any. */
function granted(policy: GeneratedPolicy): string[] {
  return spelledOut(statementsIn(policy)).map((line) => {
    const [action, resource, conditions] = JSON.parse(line) as [string, string, unknown[]]
    return conditions.length === 0
      ? `${action} @ ${resource}`
      : `${action} @ ${resource} if ${JSON.stringify(conditions)}`
  })
}

const policyOf = (...records: readonly JsonObject[]) => granted(policyFrom(records))

describe('the policy of a trail', () => {
  it('allows all that the activity needs, by an evaluator that knows no generator', () => {
    fc.assert(
      fc.property(trails, fc.boolean(), (records, includeDenied) => {
        const { documents, needed } = policyFrom(records, includeDenied)
        for (const { action, resource, conditions } of needed) {
          const context = new Map(conditions.map(({ key, values }) => [key.toLowerCase(), values]))
          expect(evaluate({ action, resource, context }, documents).decision, action).toBe('allowed')
        }
      }),
    )
  })

  it('names actions that exist, and `*` for actions that support no resource', () => {
    fc.assert(
      fc.property(trails, (records) => {
        for (const { action, resource } of policyFrom(records).permissions) {
          const known = actionById(action)
          expect(known?.id).toBe(action)
          if (known?.resources.length === 0) expect(resource, action).toBe('*')
        }
      }),
    )
  })

  it('confesses every wildcard in a resource that the action could name', () => {
    fc.assert(
      fc.property(trails, fc.boolean(), (records, includeDenied) => {
        for (const { action, resource, wildcard } of policyFrom(records, includeDenied).permissions) {
          const isWide = hasWildcard(resource) && actionById(action)!.resources.length > 0
          expect(wildcard !== undefined, `${action} ${resource}`).toBe(isWide)
        }
      }),
    )
  })
})

describe('a refused call', () => {
  it('changes nothing of what is granted', () => {
    fc.assert(
      fc.property(trails, (records) => {
        const allowed = records.filter((record) => !isRefused(record))
        expect(granted(policyFrom(records))).toEqual(granted(policyFrom(allowed, false, records)))
      }),
    )
  })

  it('is granted if asked for, on top of everything else', () => {
    fc.assert(
      fc.property(trails, (records) => {
        const [without, all] = [policyFrom(records), policyFrom(records, true)]
        expect(all.denied).toEqual(without.denied)
        for (const { action, resource } of all.denied) {
          const request = { action, resource, context: new Map() }
          expect(evaluate(request, all.documents).decision, `${action} ${resource}`).toBe('allowed')
        }
        for (const { action, resource, conditions } of without.permissions) {
          const context = new Map(conditions.map(({ key, values }) => [key.toLowerCase(), values]))
          expect(evaluate({ action, resource, context }, all.documents).decision).toBe('allowed')
        }
      }),
    )
  })

  it('is listed by the action and the resource that AWS names', () => {
    const errorMessage =
      'User: arn:aws:sts::111122223333:assumed-role/web/task-1 is not authorized to perform: s3:GetObjectTagging on resource: "arn:aws:s3:::media/b" because no identity-based policy allows the s3:GetObjectTagging action'
    const { denied, documents } = policyFrom([get('a', { ...refused, errorMessage })])
    expect(documents).toEqual([])
    expect(denied.map(({ action, resource, message }) => [action, resource, message])).toEqual([
      ['s3:GetObjectTagging', 'arn:aws:s3:::media/b', errorMessage],
    ])
  })

  it('is listed by the call if AWS’s words name no action', () => {
    const { denied } = policyFrom([get('a', refused)])
    expect(denied.map(({ action, resource }) => `${action} @ ${resource}`)).toEqual([
      's3:GetObject @ arn:aws:s3:::media/a',
    ])
  })

  it('leaves the same call alone where it succeeded', () => {
    expect(policyOf(get('a'), get('a', refused), get('b', refused))).toEqual([
      's3:GetObject @ arn:aws:s3:::media/a',
    ])
  })

  it('says so as the reason, if it is granted because it was asked for', () => {
    const { permissions } = policyFrom([get('a', refused)], true)
    expect(permissions.map(({ why }) => why)).toEqual([
      'denied so far, added because denied calls were asked for: Access Denied',
    ])
  })

  it('is one permission with the same call where it succeeded', () => {
    const [one, ...others] = policyFrom([get('a'), get('a', refused)], true).permissions
    expect(others).toEqual([])
    expect(one?.why).not.toContain('denied')
    expect(one?.evidence.count).toBe(2)
  })

  it('of an action that supports no resource is a permission on `*`', () => {
    const errorMessage = `User: x is not authorized to perform: kms:CreateKey on resource: arn:aws:kms:eu-central-1:${account}:* because no identity-based policy allows the kms:CreateKey action`
    const { denied } = policyFrom([logged('kms', 'CreateKey', { ...refused, errorMessage })])
    expect(denied.map(({ resource }) => resource)).toEqual(['*'])
  })
})

describe('a failed call whose request is not logged', () => {
  const blind = (eventName: string) =>
    logged('dynamodb', eventName, { ...throttled, requestParameters: null })
  const table = (eventName: string, tableName: string, more: JsonObject = {}) =>
    logged('dynamodb', eventName, { requestParameters: { tableName }, ...more })
  const arn = (name: string) => `arn:aws:dynamodb:eu-central-1:${account}:table/${name}`

  it('does not widen what the calls with requests show', () => {
    expect(policyOf(table('DescribeTable', 'orders'), blind('DescribeTable'))).toEqual([
      `dynamodb:DescribeTable @ ${arn('orders')}`,
    ])
  })

  it('is granted, with a confession, if nothing else is known of the action', () => {
    const { permissions, documents } = policyFrom([table('DescribeTable', 'orders'), blind('DeleteTable')])
    const wide = permissions.filter(({ action }) => action === 'dynamodb:DeleteTable')
    expect(documents).toHaveLength(1)
    expect(
      wide.map(({ resource, wildcard, failed }) => [hasWildcard(resource), wildcard !== undefined, failed]),
    ).toEqual([[true, true, 1]])
  })

  it.each([
    ['s3', 'CopyObject', { bucketName: 'media', key: 'a', 'x-amz-copy-source': 'media/b' }],
    ['ecs', 'RunTask', { cluster: 'web', taskDefinition: 'web:1' }],
    ['logs', 'CreateLogStream', { logGroupName: 'web', logStreamName: 's' }],
    ['athena', 'StartQueryExecution', { workGroup: 'reports', queryString: 'SELECT 1' }],
  ])('does not widen what %s %s shows with its request', (source, eventName, requestParameters) => {
    const seeing = logged(source, eventName, { requestParameters })
    const dark = logged(source, eventName, { ...throttled, requestParameters: null })
    expect(policyOf(seeing, dark)).toEqual(policyOf(seeing))
  })

  it('says why it is wide, where the call makes something up', () => {
    const dark = logged('ecs', 'RunTask', { ...throttled, requestParameters: null })
    const wide = policyFrom([dark]).permissions.filter(({ wildcard }) => wildcard !== undefined)
    expect(wide.map(({ action }) => action)).toContain('ecs:RunTask')
    for (const { wildcard } of wide)
      expect(wildcard?.reason).toBe('the call failed and its request was not logged')
  })

  it('is granted on the resource that the record lists all the same', () => {
    const listed = { ...blind('DescribeTable'), resources: [{ ARN: arn('users') }] }
    expect(policyOf(table('DescribeTable', 'orders'), listed)).toEqual([
      `dynamodb:DescribeTable @ ${arn('orders')}`,
      `dynamodb:DescribeTable @ ${arn('users')}`,
    ])
  })

  it('is not one whose request is logged and names no resource', () => {
    const make = (awsRegion: string, more: JsonObject = {}) =>
      logged('ec2', 'CreateVpc', { awsRegion, requestParameters: { cidrBlock: '10.0.0.0/16' }, ...more })
    const vpcs = (region: string) => `ec2:CreateVpc @ arn:aws:ec2:${region}:${account}:vpc/*`
    expect(
      policyOf(make('eu-central-1'), make('us-east-1', { ...throttled, errorCode: 'VpcLimitExceeded' })),
    ).toEqual([vpcs('eu-central-1'), vpcs('us-east-1')])
  })

  it('is never a reason to widen, whatever else happened', () => {
    fc.assert(
      fc.property(trails, (records) => {
        const before = policyFrom(records)
        const seen = new Set(
          before.permissions.filter(({ blind: none }) => !none).map(({ action }) => action),
        )
        const again = records
          .filter((record) => !isRefused(record) && record.eventSource === 'dynamodb.amazonaws.com')
          .map(({ resources: _, ...record }) => ({
            ...record,
            ...throttled,
            eventID: null,
            requestParameters: null,
          }))
        if (!seen.has('dynamodb:DescribeTable')) return
        expect(granted(policyFrom([...records, ...again]))).toEqual(granted(before))
      }),
    )
  })

  it('counts as failed if its request is logged, and is granted on its resource', () => {
    const { permissions } = policyFrom([table('DescribeTable', 'orders', throttled)])
    expect(permissions.map(({ resource, failed, wildcard }) => [resource, failed, wildcard])).toEqual([
      [arn('orders'), 1, undefined],
    ])
  })
})

describe('a prefix', () => {
  const keys = (count: number, prefix = 'uploads/') =>
    Array.from({ length: count }, (_, at) => `${prefix}${at}`)

  it('stands for more than twenty names below it, and confesses', () => {
    const { permissions } = policyFrom(keys(21).map((key) => get(key)))
    expect(permissions.map(({ resource }) => resource)).toEqual(['arn:aws:s3:::media/uploads/*'])
    expect(permissions[0]?.wildcard?.reason).toBe('more than 20 different names were used under this prefix')
    expect(permissions[0]?.evidence.count).toBe(21)
  })

  it('does not stand for twenty', () => {
    const { permissions } = policyFrom(keys(20).map((key) => get(key)))
    expect(permissions).toHaveLength(20)
    expect(permissions.filter(({ wildcard }) => wildcard !== undefined)).toEqual([])
  })

  it('is of one bucket and one action', () => {
    const records = [
      ...keys(15).map((key) => get(key)),
      ...keys(15, 'uploads/x').map((key) => get(key, { eventName: 'PutObject' })),
    ]
    expect(policyFrom(records).permissions).toHaveLength(30)
  })

  it('is one for all calls that need the action, however they are logged', () => {
    const call = (eventName: string, key: string) =>
      logged('s3', eventName, { requestParameters: { bucketName: 'media', key } })
    const records = [
      ...keys(12).map((key) => call('PutObject', key)),
      ...keys(12, 'uploads/part').map((key) => call('UploadPart', key)),
    ]
    expect(policyOf(...records)).toEqual(['s3:PutObject @ arn:aws:s3:::media/uploads/*'])
  })

  it('leaves an object alone that has its name without the slash', () => {
    const records = ['reports', ...keys(21, 'reports/')].map((key) => get(key))
    expect(policyOf(...records)).toEqual([
      's3:GetObject @ arn:aws:s3:::media/reports',
      's3:GetObject @ arn:aws:s3:::media/reports/*',
    ])
  })

  it('is no wildcard that the log has in a name', () => {
    expect(policyOf(get('a*'), get('${aws:username}/?'))).toEqual([
      's3:GetObject @ arn:aws:s3:::media/${$}{aws:username}/${?}',
      's3:GetObject @ arn:aws:s3:::media/a${*}',
    ])
  })

  it('of a name with characters that no policy can hold confesses', () => {
    for (const { wildcard } of policyFrom([get('secret-\uE000'), get('preis-€')]).permissions)
      expect(wildcard).toBeDefined()
  })
})

describe('an identifier that AWS made up for the principal', () => {
  const create = logged('ec2', 'CreateSecurityGroup', {
    requestParameters: { groupName: 'web', vpcId: 'vpc-0ccccccccccccccc3' },
    responseElements: { groupId: 'sg-0123456789abcdef0' },
  })
  const remove = (groupId: string) => logged('ec2', 'DeleteSecurityGroup', { requestParameters: { groupId } })
  const group = (id: string) => `arn:aws:ec2:eu-central-1:${account}:security-group/${id}`

  it('gives way to `*`, and confesses', () => {
    const { permissions } = policyFrom([create, remove('sg-0123456789abcdef0')])
    const removal = permissions.filter(({ action }) => action === 'ec2:DeleteSecurityGroup')
    expect(removal.map(({ resource }) => resource)).toEqual([group('*')])
    expect(removal[0]?.wildcard?.reason).toContain('the principal created these resources itself')
  })

  it('stays if somebody else made it', () => {
    expect(policyOf(remove('sg-0fedcba9876543210'))).toEqual([
      `ec2:DeleteSecurityGroup @ ${group('sg-0fedcba9876543210')}`,
    ])
  })

  it('stays in a key, which is too valuable', () => {
    const keyId = '1234abcd-12ab-34cd-56ef-1234567890ab'
    const key = `arn:aws:kms:eu-central-1:${account}:key/${keyId}`
    const made = logged('kms', 'CreateKey', { responseElements: { keyMetadata: { keyId, arn: key } } })
    const used = logged('kms', 'DescribeKey', { requestParameters: { keyId }, resources: [{ ARN: key }] })
    expect(policyOf(made, used)).toContain(`kms:DescribeKey @ ${key}`)
  })
})

describe('an IAM name', () => {
  const role = (path: string) => `arn:aws:iam::${account}:role${path}`
  const ask = logged('iam', 'GetRole', { requestParameters: { roleName: 'deploy' } })

  it('has the path that another record shows', () => {
    const shown = logged('iam', 'CreateRole', { ...refused, resources: [{ ARN: role('/ops/deploy') }] })
    const policy = policyFrom([ask, shown])
    expect(granted(policy)).toEqual([`iam:GetRole @ ${role('/ops/deploy')}`])
    expect(policy.assumedPaths).toEqual([])
  })

  it('has no path if none does, and is listed for that', () => {
    const policy = policyFrom([ask])
    expect(granted(policy)).toEqual([`iam:GetRole @ ${role('/deploy')}`])
    expect(policy.assumedPaths).toEqual([role('/deploy')])
  })
})

describe('nothing', () => {
  it('is a policy without documents', () => {
    const policy = policyFrom([])
    expect([policy.documents, policy.permissions, policy.tooLarge]).toEqual([[], [], undefined])
  })

  it('is needed for a call that no policy has to allow; an unknown event is listed', () => {
    const policy = policyFrom([logged('sts', 'GetCallerIdentity'), logged('nosuchservice', 'DoThings')])
    expect(policy.documents).toEqual([])
    expect(policy.unmapped.map(({ eventName }) => eventName)).toEqual(['DoThings'])
  })
})
