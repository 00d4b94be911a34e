/** The kinds of policies that differ in what is right in them. `trust` is the trust policy of a role. */
export type PolicyKind = 'identity' | 'resource' | 'scp' | 'rcp' | 'trust'

/** AWS's names of the types of policies. A trust policy is a resource policy to AWS. */
export type PolicyType =
  | 'IDENTITY_POLICY'
  | 'RESOURCE_POLICY'
  | 'SERVICE_CONTROL_POLICY'
  | 'RESOURCE_CONTROL_POLICY'

/** The resource type that makes a resource policy the trust policy of a role. */
export const TRUST_POLICY = 'AWS::IAM::AssumeRolePolicyDocument'

/**
 * The resource types that AWS has checks of their own for. Any other type gets the checks of all resource policies.
 * Source: https://docs.aws.amazon.com/access-analyzer/latest/APIReference/API_ValidatePolicy.html
 */
export const resourceTypes: readonly string[] = [
  'AWS::S3::Bucket',
  'AWS::S3::AccessPoint',
  'AWS::S3::MultiRegionAccessPoint',
  'AWS::S3ObjectLambda::AccessPoint',
  TRUST_POLICY,
  'AWS::DynamoDB::Table',
]

/** What is known of a policy before it is read. */
export interface PolicyUse {
  readonly type: PolicyType
  /** For a resource policy: the CloudFormation name of the resource's type; `undefined` if not known. */
  readonly resourceType?: string | undefined
}

/** The use of a policy of a kind. */
export function useOf(kind: PolicyKind, resourceType?: string): PolicyUse {
  if (kind === 'identity') return { type: 'IDENTITY_POLICY' }
  if (kind === 'scp') return { type: 'SERVICE_CONTROL_POLICY' }
  if (kind === 'rcp') return { type: 'RESOURCE_CONTROL_POLICY' }
  return { type: 'RESOURCE_POLICY', resourceType: kind === 'trust' ? TRUST_POLICY : resourceType }
}
