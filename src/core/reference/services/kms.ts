import type { Call, ResourceReference } from '../call.js'
import { givenArn, type Need, resourceOf, type ServiceRules, text } from '../rule.js'
import type { Action } from '../service.js'

/** https://docs.aws.amazon.com/kms/latest/developerguide/kms-api-permissions-reference.html */
export const kms: ServiceRules = {
  prefix: 'kms',
  primary: (operation, call) => (operation === 'ReEncrypt' ? reEncrypt(call) : undefined),
  resources: keys,
  tagOnCreate: 'kms:TagResource',
  reads: ['keyid', 'sourcekeyid', 'destinationkeyid'],
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
  const onlyKeys = action.resources.every((resource) => resource.type.name === 'key')
  const listed = call.resources.filter(({ arn }) => arn.includes(':key/'))
  if (!onlyKeys || listed.length > 0) return undefined
  const named = keyNamed(call, text(call.request, 'keyId'))
  return named === undefined ? undefined : [named]
}

function keyNamed(call: Call, id: string | undefined): ResourceReference | undefined {
  if (id === undefined || id.includes('alias/')) return undefined
  return id.startsWith('arn:')
    ? givenArn(id, 'the key ARN in the request')
    : resourceOf(call, 'kms/key', { KeyId: id }, 'the key id in the request')
}
