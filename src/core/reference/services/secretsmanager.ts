import { asObject, type Json, member } from '../../iam/json.js'
import type { Call, ResourceReference } from '../call.js'
import { literalValue } from '../literal-value.js'
import { givenArn, type Need, resourceOf, type ServiceRules, text } from '../rule.js'

/**
 * Secrets Manager adds a hyphen and six random characters to a secret's name in its ARN, so a name stands for
 * `name-??????`. https://docs.aws.amazon.com/secretsmanager/latest/userguide/auth-and-access_iam-policies.html
 */
export const secretsmanager: ServiceRules = {
  prefix: 'secretsmanager',
  resources: (action, _operation, call) => {
    const secret = text(call.request, 'secretId') ?? text(call.request, 'name')
    return secret === undefined || action.resources.length === 0 ? undefined : [secretOf(call, secret)]
  },
  primary: (operation, call) => (operation === 'BatchGetSecretValue' ? batch(call) : undefined),
  tagOnCreate: 'secretsmanager:TagResource',
  reads: ['secretid', 'name', 'secretidlist', 'filters', 'key'],
  // That there is a filter matters, not which.
  reduces: { key: () => 'sent' },
}

const completeArn = /^arn:[^:]+:secretsmanager:[^:]*:\d{12}:secret:.+-[A-Za-z0-9]{6}$/

/** The secret that a request names by its ARN, with or without the random characters, or by its name. */
export function secretOf(call: Call, secret: string): ResourceReference {
  if (completeArn.test(secret)) return givenArn(secret, 'the secret ARN in the request')
  const arn = secret.startsWith('arn:')
    ? literalValue(secret)
    : resourceOf(call, 'secretsmanager/Secret', { SecretId: secret }, '').arn
  return {
    arn: `${arn}-??????`,
    why: "the secret's name; AWS puts six random characters behind it",
    wildcard: undefined,
  }
}

/** https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_BatchGetSecretValue.html */
function batch(call: Call): readonly Need[] {
  const list = member(call.request, 'secretIdList')
  const names = Array.isArray(list)
    ? (list as readonly Json[]).filter((name) => typeof name === 'string')
    : []
  const each = {
    action: 'secretsmanager:GetSecretValue',
    resources: names.map((name) => secretOf(call, name)),
    why: 'each secret of the batch',
  }
  return [
    { action: 'secretsmanager:BatchGetSecretValue', why: 'the operation itself', kind: 'primary' },
    ...(names.length > 0 ? [each] : []),
    ...(hasFilters(call) ? [{ action: 'secretsmanager:ListSecrets', why: 'the filters list secrets' }] : []),
  ]
}

function hasFilters(call: Call): boolean {
  const filters = member(call.request, 'filters')
  return (
    Array.isArray(filters) &&
    (filters as readonly Json[]).some((filter) => text(asObject(filter), 'key') !== undefined)
  )
}
