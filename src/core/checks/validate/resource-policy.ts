import { globMatches } from '../../iam/glob.js'
import { quoted } from '../../iam/policy-problem.js'
import { type Action, serviceByPrefix } from '../../reference/service.js'
import type { ActionView } from './action-view.js'
import { actions, type Check, check, resources } from './check.js'
import { TRUST_POLICY } from './policy-kind.js'
import type { PolicyView } from './policy-view.js'

/** What the policy of one type of resource can be about. */
interface ResourcePolicy {
  readonly services: readonly string[]
  /** The types of the reference that its actions act on; `undefined` for every type of the services. */
  readonly types?: readonly string[]
  readonly actions?: readonly string[]
  /** What its resources look like. */
  readonly arn?: RegExp
  readonly shape?: string
}

const BY_TYPE: ReadonlyMap<string, ResourcePolicy> = new Map([
  [
    'AWS::S3::Bucket',
    {
      services: ['s3'],
      types: ['bucket', 'object'],
      arn: /^[^:]*:s3:::[^:]+$/,
      shape: 'a bucket or its objects',
    },
  ],
  [
    'AWS::S3::AccessPoint',
    {
      services: ['s3'],
      types: ['accesspoint', 'accesspointobject', 'object', 'bucket'],
      arn: /^[^:]*:s3:[^:]*:[^:]*:(?:accesspoint[/:*]|\*)/,
      shape: 'an access point or its objects',
    },
  ],
  [
    'AWS::S3::MultiRegionAccessPoint',
    {
      services: ['s3'],
      types: ['multiregionaccesspoint', 'object', 'bucket', 'accesspoint'],
      arn: /^[^:]*:s3::[^:]*:(?:accesspoint[/:*]|\*)/,
      shape: 'a Multi-Region access point or its objects',
    },
  ],
  [
    'AWS::S3ObjectLambda::AccessPoint',
    {
      services: ['s3-object-lambda'],
      arn: /^[^:]*:s3-object-lambda:[^:]*:[^:]*:(?:accesspoint[/:*]|\*)/,
      shape: 'an Object Lambda access point',
    },
  ],
  [
    'AWS::DynamoDB::Table',
    {
      services: ['dynamodb'],
      types: ['table', 'index', 'stream'],
      arn: /^[^:]*:dynamodb:[^:]*:[^:]*:(?:table[/*]|\*)/,
      shape: 'a table, its indexes or its stream',
    },
  ],
  [
    TRUST_POLICY,
    {
      services: ['sts'],
      actions: [
        'assumerole',
        'assumerolewithsaml',
        'assumerolewithwebidentity',
        'setcontext',
        'setsourceidentity',
        'tagsession',
      ],
    },
  ],
])

/** Do the actions and resources of a policy belong to the resource that it is attached to? */
export const resourcePolicyChecks: readonly Check[] = [
  check(
    'ERROR',
    'UNSUPPORTED_ACTION_IN_POLICY',
    {
      tests: 'An action of a policy on a resource does not act on resources of that type.',
      why: 'The service refuses the policy, or the action never meets it.',
      fix: 'Remove the action, or put it into the policy of an identity.',
      policies: ['resource', 'trust'],
      limits: 'Only for the resource types that AWS names for ValidatePolicy, and only if the type is given.',
    },
    actions((action, report, _statement, policy) => {
      const allowed = policyOf(policy)
      if (allowed === undefined || action.all || supports(allowed, action)) return
      report(`\`${quoted(action.value)}\` cannot be in a policy of this type of resource.`, action)
    }),
  ),
  check(
    'ERROR',
    'UNSUPPORTED_RESOURCE_ARN_IN_POLICY',
    {
      tests: 'A resource of a policy on a resource is of another type than the one it is attached to.',
      why: 'The service refuses the policy, or the statement never applies.',
      fix: 'Name the resource that the policy is attached to.',
      policies: ['resource'],
      limits: 'Only for the resource types that AWS names for ValidatePolicy, and only if the type is given.',
    },
    resources((resource, report, _statement, policy) => {
      const allowed = policyOf(policy)
      if (allowed?.arn === undefined || resource.fields === undefined || resource.fields.length < 5) return
      if (allowed.arn.test(resource.fields.join(':')) || /[*?]/.test(resource.fields[1]!)) return
      report(`The policy is about ${allowed.shape}, and this is none.`, resource)
    }),
  ),
]

function policyOf({ kind, resourceType }: PolicyView): ResourcePolicy | undefined {
  return BY_TYPE.get(kind === 'trust' ? TRUST_POLICY : (resourceType ?? ''))
}

function supports({ services, types, actions: names }: ResourcePolicy, action: ActionView): boolean {
  if (!services.includes(action.service)) return !action.knownService
  const service = serviceByPrefix(action.service)
  const pattern = action.name.toLowerCase()
  const matched = (service?.actions.values() ?? []).filter(({ name }) =>
    action.wildcard ? globMatches(pattern, name.toLowerCase()) : name.toLowerCase() === pattern,
  )
  if (matched.length === 0) return true
  return matched.some((item) =>
    names === undefined ? actsOn(item, types) : names.includes(item.name.toLowerCase()),
  )
}

function actsOn(action: Action, types: readonly string[] | undefined): boolean {
  return types === undefined || action.resources.some(({ type }) => types.includes(type.name))
}
