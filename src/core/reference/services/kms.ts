import type { Call, ResourceReference } from '../call.js'
import { confessed, givenArn, type Need, resourceOf, type ServiceRules, text } from '../rule.js'
import type { Action } from '../service.js'

/** https://docs.aws.amazon.com/kms/latest/developerguide/kms-api-permissions-reference.html */
export const kms: ServiceRules = {
  prefix: 'kms',
  primary: (operation, call) => (operation === 'ReEncrypt' ? reEncrypt(call) : grant(operation, call)),
  resources: keys,
  tagOnCreate: 'kms:TagResource',
  reads: ['keyid', 'sourcekeyid', 'destinationkeyid'],
}

/**
 * A grant that an AWS service asks for is for its own resource: policies allow it by that key alone.
 * https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html#conditions-kms-grant-is-for-aws-resource
 */
function grant(operation: string, { invokedBy }: Call): readonly Need[] | undefined {
  if (operation !== 'CreateGrant' || invokedBy === undefined || !invokedBy.endsWith('.amazonaws.com'))
    return undefined
  const context = [{ key: 'kms:GrantIsForAWSResource', values: ['true'] }]
  return [{ action: 'kms:CreateGrant', context, why: 'a service asks for a grant for its own resource' }]
}

/** Two keys, two actions. The record lists both in resources[]; the request names the destination. */
function reEncrypt(call: Call): readonly Need[] {
  const destination = keyNamed(call, text(call.request, 'destinationKeyId'))
  const source = keyNamed(call, text(call.request, 'sourceKeyId'))
  const listed = call.resources
    .filter(({ arn }) => arn.includes(':key/'))
    .map(({ arn }) => givenArn(arn, 'the ARN in resources[]'))
  const others = listed.filter(({ arn }) => arn !== destination?.arn)
  return [
    need(
      'kms:ReEncryptFrom',
      source ? [source] : others.length > 0 ? others : listed,
      'the source key decrypts',
    ),
    need('kms:ReEncryptTo', destination ? [destination] : listed, 'the destination key encrypts'),
  ]
}

function need(action: string, resources: readonly ResourceReference[], why: string): Need {
  return { action, why, ...(resources.length > 0 ? { resources } : {}) }
}

/**
 * Policies must name keys: an alias in the request is resolved through resources[].
 * https://docs.aws.amazon.com/kms/latest/developerguide/alias-authorization.html
 */
function keys(action: Action, _operation: string, call: Call): readonly ResourceReference[] | undefined {
  const onlyKeys =
    action.resources.length > 0 && action.resources.every((resource) => resource.type.name === 'key')
  const listed = call.resources.filter(({ arn }) => arn.includes(':key/'))
  if (!onlyKeys || listed.length > 0) return undefined
  const id = text(call.request, 'keyId')
  const named = id?.includes('alias/') ? keyOfAlias(call) : keyNamed(call, id)
  return named === undefined ? undefined : [named]
}

/** Nothing in the record says which key an alias stood for. */
function keyOfAlias(call: Call): ResourceReference {
  return confessed(
    resourceOf(call, 'kms/key', {}, 'the key behind the alias in keyId'),
    'the record names an alias, and no key in resources[]',
    'put the key’s id in the place of the `*`, or allow keys by kms:RequestAlias',
  )
}

function keyNamed(call: Call, id: string | undefined): ResourceReference | undefined {
  if (id === undefined || id.includes('alias/')) return undefined
  return id.startsWith('arn:')
    ? givenArn(id, 'the key ARN in the request')
    : resourceOf(call, 'kms/key', { KeyId: id }, 'the key id in the request')
}
