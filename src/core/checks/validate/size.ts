import type { JsonNode } from '../../iam/json-source.js'
import { type Check, check, type Find } from './check.js'
import type { PolicyView } from './policy-view.js'

/** Is the document short enough? Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
export const sizeChecks: readonly Check[] = [
  check(
    'WARNING',
    'POLICY_SIZE_EXCEEDS_IDENTITY_POLICY_QUOTA',
    {
      tests: 'An identity policy has more than 10,240 characters, white space not counted.',
      why: 'It fits neither a managed policy (6,144) nor the inline policies of a role (10,240).',
      fix: 'Split it into several policies.',
      policies: ['identity'],
      limits:
        'AWS does not say at which number; its list of managed policies with this finding has none between 6,144 and 10,240.',
    },
    longerThan(() => 10_240, 'identity policy'),
  ),
  check(
    'WARNING',
    'POLICY_SIZE_EXCEEDS_RESOURCE_POLICY_QUOTA',
    {
      tests:
        'A policy on a resource is longer than its type allows: 20,480 characters for S3 and DynamoDB, else 32,768.',
      why: 'The service refuses it.',
      fix: 'Shorten it: list accounts or organizations in conditions instead of principals.',
      policies: ['resource'],
      limits: 'Other types than those of ValidatePolicy have limits of their own, some of them smaller.',
    },
    longerThan(({ resourceType }) => (isShort(resourceType) ? 20_480 : 32_768), 'policy on a resource'),
  ),
  check(
    'WARNING',
    'POLICY_SIZE_EXCEEDS_ROLE_TRUST_POLICY_QUOTA',
    {
      tests: 'A trust policy has more than 2,048 characters, white space not counted.',
      why: 'That is the default quota; it can be raised to 8,192.',
      fix: 'Shorten it, or have the quota raised.',
      policies: ['trust'],
    },
    longerThan(() => 2_048, 'trust policy'),
  ),
  check(
    'ERROR',
    'POLICY_SIZE_EXCEEDS_SCP_QUOTA',
    {
      tests: 'A service control policy has more than 10,240 characters.',
      why: 'Organizations refuses it.',
      fix: 'Remove white space, or split it into several policies.',
      policies: ['scp'],
    },
    longerThan(() => 10_240, 'service control policy'),
  ),
  check(
    'ERROR',
    'POLICY_SIZE_EXCEEDS_RCP_QUOTA',
    {
      tests: 'A resource control policy has more than 5,120 characters.',
      why: 'Organizations refuses it.',
      fix: 'Remove white space, or split it into several policies.',
      policies: ['rcp'],
    },
    longerThan(() => 5_120, 'resource control policy'),
  ),
]

function isShort(resourceType: string | undefined): boolean {
  return resourceType?.startsWith('AWS::S3') === true || resourceType === 'AWS::DynamoDB::Table'
}

function longerThan(most: (policy: PolicyView) => number, what: string): Find {
  return (policy, report) => {
    // AWS counts white space in policies of organizations, which it also removes in its console: outside of texts it can go.
    const size = sizeOf(policy.node)
    const limit = most(policy)
    if (size <= limit) return
    report(`The ${what} has ${size} characters, white space not counted; ${limit} are allowed.`, policy)
  }
}

/** The characters of the document but for white space between tokens. */
function sizeOf(node: JsonNode): number {
  switch (node.kind) {
    case 'object':
      return listSize(node.members.map(({ key, value }) => textSize(key.value) + 1 + sizeOf(value)))
    case 'array':
      return listSize(node.items.map(sizeOf))
    case 'string':
      return textSize(node.value)
    case 'number':
      return node.text.length
    default:
      return node.span.end.offset - node.span.start.offset
  }
}

function listSize(sizes: readonly number[]): number {
  return 2 + Math.max(sizes.length - 1, 0) + sizes.reduce((sum, size) => sum + size, 0)
}

/** Most texts of policies need no escapes, and those that do are asked. */
function textSize(text: string): number {
  return /^[\x20\x21\x23-\x5b\x5d-\x7e]*$/.test(text) ? text.length + 2 : JSON.stringify(text).length
}
