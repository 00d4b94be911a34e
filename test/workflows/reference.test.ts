import { describe, expect, it } from 'vitest'
import type { Json } from '../../src/core/iam/json.js'
import type { Call } from '../../src/core/reference/call.js'
import { requiredPermissions } from '../../src/core/reference/required.js'
import { serviceByPrefix, servicePrefixes } from '../../src/core/reference/service.js'
import { serviceRules } from '../../src/core/reference/services/index.js'
import { referenceVersion } from '../../src/core/reference/tables/services.js'
import { LeastwiseError } from '../../src/workflows/errors.js'
import { reference } from '../../src/workflows/reference.js'

const entry = (subject: string) => reference(subject).entry

/** The message and hint of the error that an unknown subject gives. */
function complaint(subject: string): readonly [string, string] {
  try {
    reference(subject)
  } catch (error) {
    if (error instanceof LeastwiseError && error.code === 'REFERENCE_UNKNOWN')
      return [error.message, error.hint]
    throw error
  }
  throw new Error(`${subject} is known`)
}

describe('an action', () => {
  it.each(['s3:GetObject', 'S3:getobject', ' s3:GetObject ', 's3/GetObject', 's3 GetObject'])(
    '%j',
    (subject) => {
      expect(reference(subject)).toMatchObject({
        referenceVersion,
        entry: {
          kind: 'action',
          action: 's3:GetObject',
          accessLevel: 'Read',
          resourceTypes: expect.arrayContaining([
            expect.objectContaining({
              type: 'object',
              arn: 'arn:${Partition}:s3:::${BucketName}/${ObjectName}',
            }),
          ]),
          conditionKeys: expect.arrayContaining(['s3:ExistingObjectTag/<key>']),
          operations: expect.arrayContaining(['HeadObject', 'SelectObjectContent']),
          note: null,
        },
      })
    },
  )

  it('has what AWS lists beside it, and which types it requires', () => {
    expect(entry('ecs:RunTask')).toMatchObject({
      dependents: ['iam:PassRole'],
      resourceTypes: [{ type: 'task-definition', required: true }],
      operations: [],
    })
  })

  it('says when the operation of its name needs no permission', () => {
    expect(entry('sts:GetCallerIdentity')).toMatchObject({
      kind: 'action',
      note: expect.stringContaining('no permission is needed'),
    })
  })

  it('is found for every action of the reference, under its own name', () => {
    for (const prefix of servicePrefixes()) {
      const actions = [...serviceByPrefix(prefix)!.actions.values()]
      for (const { id } of [actions[0], actions.at(-1)].filter((action) => action !== undefined)) {
        expect(entry(id.toUpperCase())).toMatchObject({ kind: 'action', action: id })
      }
    }
  })
})

describe('a resource type', () => {
  it.each(['dynamodb:table', 'dynamodb/table', 'DynamoDB Table'])('%j', (subject) => {
    const found = entry(subject)
    expect(found).toMatchObject({
      kind: 'resource-type',
      resourceType: 'dynamodb:table',
      arns: ['arn:${Partition}:dynamodb:${Region}:${Account}:table/${TableName}'],
      conditionKeys: ['aws:ResourceTag/${TagKey}'],
    })
    const actions = found.kind === 'resource-type' ? found.actions : []
    expect(actions).toContainEqual({
      action: 'dynamodb:GetItem',
      accessLevel: 'Read',
      resourceTypes: ['table'],
      required: true,
    })
    expect(actions.map(({ action }) => action)).not.toContain('dynamodb:ListTables')
  })

  it.each([
    'lambda:function alias',
    'lambda:function-alias',
    'lambda/Function_Alias',
    'lambda function alias',
  ])('with a space in its name: %j', (subject) =>
    expect(entry(subject)).toMatchObject({ resourceType: 'lambda:function alias' }),
  )

  it('is found for every type of the reference, under its own name', () => {
    for (const prefix of servicePrefixes()) {
      const { actions, resourceTypes } = serviceByPrefix(prefix)!
      for (const { name } of resourceTypes.filter((type) => !actions.has(type.name.toLowerCase()))) {
        expect(entry(`${prefix}:${name}`)).toMatchObject({ resourceType: `${prefix}:${name}` })
      }
    }
  })
})

describe('an operation', () => {
  it.each([
    ['s3:ListObjectsV2', 's3:ListObjectsV2', ['s3:ListBucket']],
    ['s3:listobjectsv2', 's3:ListObjectsV2', ['s3:ListBucket']],
    ['s3.amazonaws.com GetObject', 's3:GetObject', ['s3:GetObject']],
    ['lambda.amazonaws.com GetFunction20150331v2', 'lambda:GetFunction', ['lambda:GetFunction']],
    ['monitoring.amazonaws.com:PutMetricData', 'cloudwatch:PutMetricData', ['cloudwatch:PutMetricData']],
    ['kms:ReEncrypt', 'kms:ReEncrypt', ['kms:ReEncryptFrom', 'kms:ReEncryptTo']],
    ['bedrock Converse', 'bedrock:Converse', ['bedrock:InvokeModel']],
    ['apigateway:CreateRestApi', 'apigateway:CreateRestApi', ['apigateway:POST']],
    ['sts.amazonaws.com GetCallerIdentity', 'sts:GetCallerIdentity', []],
  ])('%j', (subject, operation, actions) => {
    const found = entry(subject)
    expect(found).toMatchObject({ kind: 'operation', operation })
    expect(found.kind === 'operation' && found.permissions.map(({ action }) => action)).toEqual(actions)
  })

  it('without permission says why', () => {
    expect(entry('sts.amazonaws.com GetCallerIdentity')).toMatchObject({
      note: expect.stringMatching(/^no permission is needed: ./),
    })
  })

  it('is listed with the action that it is authorized as, for every rule', () => {
    const unknown: string[] = []
    for (const [prefix, { renamed = {} }] of serviceRules) {
      for (const operation of Object.keys(renamed)) {
        const [needed] = permissionsOf(`${prefix}.amazonaws.com ${operation}`)
        if (needed === undefined) unknown.push(`${prefix}:${operation}`)
        else if (needed !== `${prefix}:${operation}`) expect(operationsOf(needed)).toContain(operation)
      }
    }
    expect(unknown).toEqual([])
  })
})

function permissionsOf(operation: string): readonly string[] {
  const found = entry(operation)
  return found.kind === 'operation' ? found.permissions.map(({ action }) => action) : []
}

function operationsOf(action: string): readonly string[] {
  const found = entry(action)
  return found.kind === 'action' ? found.operations : []
}

/** The rules know these operations by their requests: what we list must be what the rules say. */
describe('an operation that the request decides', () => {
  const calls = (operation: string, items: readonly Json[]): readonly Call[] =>
    items.map((item) => ({
      eventSource: 'dynamodb.amazonaws.com',
      eventName: operation,
      region: 'eu-west-1',
      account: '111122223333',
      partition: 'aws',
      principal: 'x',
      invokedBy: undefined,
      errorCode: undefined,
      request: { requestItems: [item] },
      resources: [],
    }))
  const statements = ['SELECT', 'INSERT', 'UPDATE', 'DELETE'].map((verb) => ({
    statement: `${verb} FROM "Orders"`,
  }))
  const writes = ['Put', 'Update', 'Delete', 'ConditionCheck'].map((operation) => ({
    operation,
    tableName: 'Orders',
  }))

  it.each([
    ['TransactWriteItems', writes],
    ['ExecuteStatement', statements],
    ['BatchExecuteStatement', statements],
    ['ExecuteTransaction', statements],
  ])('%s', (operation, items) => {
    const needed = calls(operation, items).flatMap((call) => {
      const mapping = requiredPermissions(call)
      return mapping.kind === 'mapped' ? mapping.permissions.map(({ action }) => action) : []
    })
    const found = entry(`dynamodb:${operation}`)
    expect(found.kind === 'operation' && found.permissions.map(({ action }) => action)).toEqual(needed)
    const first = entry(needed[0]!)
    expect(first.kind === 'action' && first.operations).toContain(operation)
  })
})

describe('a service', () => {
  it.each(['sqs', 'SQS', 'sqs:', 'sqs.amazonaws.com'])('%j', (subject) => {
    const found = entry(subject)
    expect(found).toMatchObject({ kind: 'service', service: 'sqs', resourceTypes: ['queue'] })
    if (found.kind !== 'service') throw new Error('no service')
    expect(found.actions).toContainEqual({
      action: 'sqs:SendMessage',
      accessLevel: 'Write',
      resourceTypes: ['queue'],
    })
    expect(found.actions.length).toBe(serviceByPrefix('sqs')!.actions.size)
    expect(Object.values(found.accessLevels).reduce((sum, count) => sum + count, 0)).toBe(
      found.actions.length,
    )
  })

  it.each([
    ['monitoring', 'cloudwatch'],
    ['email.amazonaws.com', 'ses'],
  ])('by its event source: %s', (source, service) => expect(entry(source)).toMatchObject({ service }))
})

describe('a wildcard', () => {
  const actions = (subject: string) => {
    const found = entry(subject)
    return found.kind === 'wildcard' ? found.actions.map(({ action }) => action) : []
  }

  it('is expanded as IAM does, in any letter case, sorted', () => {
    expect(actions('s3:get*acl')).toEqual(['s3:GetBucketAcl', 's3:GetObjectAcl', 's3:GetObjectVersionAcl'])
    expect(actions('sqs:?endMessage')).toEqual(['sqs:SendMessage'])
    expect(actions('sqs:*')).toHaveLength(serviceByPrefix('sqs')!.actions.size)
  })

  it('of everything has every action once', () => {
    const all = actions('*')
    expect(all.length).toBeGreaterThan(20_000)
    expect(new Set(all).size).toBe(all.length)
    expect(actions('*:*')).toEqual(all)
  })
})

describe('what is not known', () => {
  it.each([
    ['s3:GetObjekt', 'no action, resource type or operation `s3:GetObjekt`', '`s3:GetObject`'],
    ['dynamodb:tabel', 'no action, resource type or operation `dynamodb:tabel`', '`dynamodb:table`'],
    ['s3:ListObjectV2', 'no action, resource type or operation `s3:ListObjectV2`', '`s3:ListObjectsV2`'],
    [
      'dynamdb:GetItem',
      'no service `dynamdb`, so it does not know `dynamdb:GetItem`',
      'did you mean `dynamodb:GetItem`',
    ],
    ['dynamdb', 'no service `dynamdb`', '`dynamodb`'],
    ['GetObject', 'no service `GetObject`', '`s3:GetObject`'],
    ['s3:Zed*', 'no action matches `s3:Zed*`', 'leastwise reference s3'],
    ['qqqqqqqqq', 'no service `qqqqqqqqq`', 's3:GetObject'],
    ['', 'no service ``', 's3:GetObject'],
    ['__proto__', 'no service `__proto__`', ''],
    ['constructor:toString', 'no service `constructor`', ''],
    ['s3:constructor', 'no action, resource type or operation `s3:constructor`', ''],
    ['s3:__proto__', 'no action, resource type or operation `s3:__proto__`', ''],
    ['s*:Get*', 'no service `s*`', ''],
  ])('%j', (subject, message, hint) => {
    const [said, hinted] = complaint(subject)
    expect(said).toContain(message)
    expect(hinted).toContain(hint)
  })

  it('is said in bounded time, however long the name', () => {
    expect(complaint(`s3:${'a'.repeat(100_000)}`)[0]).toContain('no action')
    expect(complaint('x'.repeat(100_000))[0]).toContain('no service')
  })
})
