import fc from 'fast-check'
import type { Json, JsonObject } from '../../src/core/iam/json.js'
import { buildArn } from '../../src/core/reference/arn-format.js'
import type { Call, CallResource } from '../../src/core/reference/call.js'
import {
  type Action,
  type Service,
  serviceByPrefix,
  servicePrefixes,
} from '../../src/core/reference/service.js'
import { serviceRules } from '../../src/core/reference/services/index.js'
import { accountId, place, requestValue } from './records.js'

/** What a caller may write into a name: everyday names, and text that means something in an ARN or a policy. */
export const resourceName: fc.Arbitrary<string> = fc.oneof(
  { arbitrary: fc.stringMatching(/^[a-z][a-z0-9-]{0,15}$/), weight: 6 },
  fc.constantFrom('web', 'prod/db', '/app/db', 'i-0dbc91f429e48eeed', 'sg-bd2d87d9', 'alias/app', 'etl:3'),
  fc.constantFrom(
    'a*b',
    '?',
    '${aws:username}',
    '***',
    'HIDDEN_DUE_TO_SECURITY_REASONS',
    'Zażółć',
    '__proto__',
  ),
)

/** Members that services or rules read beyond the names of resources, with values as records have them. */
const notable: readonly (readonly [string, fc.Arbitrary<Json>])[] = [
  ['bucketName', fc.constantFrom('reports', 'arn:aws:s3:eu-central-1:111122223333:accesspoint/finance')],
  ['key', fc.constantFrom('a.csv', '2026/01/b.csv', 'c*d', '')],
  ['versionId', fc.constantFrom('3HL4kqtJlcpXroDTDmJ', 'null')],
  ['x-amz-copy-source', fc.constantFrom('raw/a%20b', '/raw/in/c?versionId=1', 'raw', '%', 'raw/?versionId')],
  ['x-amz-acl', fc.constant('private')],
  ['x-amz-tagging', fc.constant('a=b')],
  ['x-amz-bypass-governance-retention', fc.constantFrom('true', 'false')],
  ['statement', fc.constantFrom('SELECT * FROM "Music"."by-year"', 'DELETE FROM Music', '', 'EXEC x')],
  ['queueUrl', fc.constant('https://sqs.eu-central-1.amazonaws.com/444455556666/orders')],
  [
    'roleArn',
    fc.constantFrom('arn:aws:iam::111122223333:role/team/app', 'arn:aws:iam::444455556666:role/app'),
  ],
  ['path', fc.constantFrom('/', '/team/', '/app/db/')],
  ['tags', fc.constantFrom<Json>([], [{ key: 'team', value: 'web' }], { team: 'web' })],
  ['tagSpecificationSet', fc.constant<Json>({ items: [{ resourceType: 'volume', tags: [{ key: 'a' }] }] })],
  ['resourcesSet', resourceName.map((resourceId) => ({ items: [{ resourceId }] }))],
  ['instancesSet', resourceName.map((instanceId) => ({ items: [{ instanceId, imageId: 'ami-06116566' }] }))],
  [
    'requestItems',
    fc.constantFrom<Json>({ Music: { keys: [] } }, [{ operation: 'Put', tableName: 'Music' }]),
  ],
  ['names', fc.array(resourceName, { maxLength: 3 })],
]

/** A request as the action's service would log it: members named after what it acts on, and some that are not. */
export function requestFor(action: Action, service: Service): fc.Arbitrary<JsonObject> {
  const named = fc.tuple(memberName(action, service), memberValue(action))
  const member = fc.oneof({ arbitrary: named, weight: 4 }, { arbitrary: noted, weight: 2 }, other)
  return fc.tuple(fc.array(member, { maxLength: 6 }), wrapping).map(([members, wrap]) => wrap(members))
}

const noted = fc.oneof(...notable.map(([key, value]) => value.map((one): [string, Json] => [key, one])))
const other = fc.tuple(fc.constantFrom('description', 'clientToken', 'maxResults', 'filterSet'), requestValue)

/** Members at the top, inside an object of their own, or in the wrapper that newer EC2 requests have. */
const wrapping = fc.constantFrom<(members: readonly (readonly [string, Json])[]) => JsonObject>(
  Object.fromEntries,
  Object.fromEntries,
  Object.fromEntries,
  (members) => ({ input: Object.fromEntries(members) }),
  (members) => ({ ThingRequest: Object.fromEntries(members) }),
  (members) => ({ list: { items: [Object.fromEntries(members), Object.fromEntries(members)] } }),
)

function memberName(action: Action, service: Service): fc.Arbitrary<string> {
  const variables = action.resources.flatMap(({ type }) => type.format.variables)
  const types = action.resources.map(({ type }) => type.name.replaceAll(/[^A-Za-z]/g, ''))
  const { reads = [], reduces = {} } = serviceRules.get(service.prefix) ?? {}
  // What rules reduce has a form of its own: see `notable`.
  const read = reads.filter((key) => !Object.hasOwn(reduces, key))
  const bare = [...variables, ...types].flatMap((name) => [name, `${name}Name`, `${name}Id`, `source${name}`])
  return fc.constantFrom(...bare.map(lowerCamel), ...read, 'name', 'id', 'arn', 'resourceArn')
}

function lowerCamel(name: string): string {
  return name.slice(0, 1).toLowerCase() + name.slice(1)
}

function memberValue(action: Action): fc.Arbitrary<Json> {
  const one = fc.oneof({ arbitrary: resourceName, weight: 3 }, { arbitrary: arnFor(action), weight: 2 })
  return fc.oneof({ arbitrary: one, weight: 5 }, fc.array(one, { maxLength: 3 }), fc.integer())
}

const segment = fc.stringMatching(/^[a-z][a-z0-9]{0,8}$/)
const unrelated = fc.constantFrom('arn:aws:s3:::reports', 'arn:aws:sns:eu-central-1:111122223333:alerts')

/** An ARN of one of the types that the action acts on, or of some other thing. */
function arnFor(action: Action): fc.Arbitrary<string> {
  if (action.resources.length === 0) return unrelated
  return fc
    .tuple(fc.constantFrom(...action.resources), accountId, segment)
    .map(([{ type }, account, value]) => {
      const values = new Map(type.format.variables.map((variable) => [variable, value]))
      return buildArn(type.format, { partition: 'aws', region: 'eu-central-1', account }, values)
    })
}

/** Services with rules of their own come up as often as all the others together. */
const service: fc.Arbitrary<Service> = fc
  .oneof(fc.constantFrom(...serviceRules.keys()), fc.constantFrom(...servicePrefixes()))
  .map((prefix) => serviceByPrefix(prefix)!)
  .filter(({ actions }) => actions.size > 0)

const invokedBy = fc.constantFrom(
  undefined,
  undefined,
  'cloudformation.amazonaws.com',
  's3.amazonaws.com',
  'AWS Internal',
)

const errorCode = fc.constantFrom(undefined, undefined, 'NoSuchKey', 'AccessDenied', 'ThrottlingException')

/** Events that rules treat each in its own way, and that few draws would otherwise meet. */
const ruledEvents: Readonly<Record<string, readonly string[]>> = {
  dynamodb: [
    'BatchGetItem',
    'TransactWriteItems',
    'TransactGetItems',
    'ExecuteStatement',
    'ExecuteTransaction',
  ],
  ec2: ['RunInstances', 'CreateTags', 'CreateVolume', 'AuthorizeSecurityGroupIngress'],
  iam: ['CreateRole', 'GetUser', 'CreateUser'],
  kms: ['ReEncrypt', 'Decrypt', 'CreateKey'],
  lambda: ['Invoke', 'GetFunction20150331v2', 'CreateFunction20150331'],
  s3: ['CopyObject', 'PutObject', 'GetObject', 'DeleteObjects', 'PutAccountPublicAccessBlock'],
  secretsmanager: ['BatchGetSecretValue'],
  ssm: ['GetParametersByPath', 'StartSession', 'AddTagsToResource'],
}

/** The events of a service: its actions, and what its rules name otherwise. */
function eventOf({ prefix, actions }: Service): fc.Arbitrary<{ eventName: string; action: Action }> {
  const all = [...actions.values()]
  const renamed = Object.keys(serviceRules.get(prefix)?.renamed ?? {})
  const special = ruledEvents[prefix] ?? []
  const names = [...all.map(({ name }) => name), ...renamed, ...special, ...special]
  return fc
    .tuple(fc.constantFrom(...names), fc.constantFrom(...all))
    .map(([eventName, any]) => ({ eventName, action: actions.get(eventName.toLowerCase()) ?? any }))
}

/** A call as the fold hands it to the reference: any service, any of its events, a request of its shape. */
export const call: fc.Arbitrary<Call> = fc
  .tuple(service, accountId, place, invokedBy)
  .chain(([of, account, { region, partition }, by]) =>
    eventOf(of).chain(({ eventName, action }) =>
      fc
        .tuple(
          fc.option(requestFor(action, of), { nil: undefined, freq: 12 }),
          resourcesFor(action),
          errorCode,
        )
        .map(([request, resources, error]) => ({
          eventSource: `${of.prefix}.amazonaws.com`,
          eventName,
          region,
          account,
          partition,
          principal: `arn:${partition}:iam::${account}:user/anna`,
          invokedBy: by,
          errorCode: error,
          request,
          resources,
        })),
    ),
  )

function resourcesFor(action: Action): fc.Arbitrary<readonly CallResource[]> {
  const one = arnFor(action).map((arn) => ({ arn, accountId: undefined, type: undefined }))
  return fc.array(one, { maxLength: 2 })
}
