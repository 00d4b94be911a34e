import { type PolicyUse, useOf } from '../../core/checks/validate/policy-kind.js'
import type { JsonNode } from '../../core/iam/json-source.js'
import { type EmbeddedPolicy, policyAt } from './embedded.js'
import { at, listOf, memberOf, textOf } from './tree.js'

const identity = useOf('identity')

/** The attributes of resource types that hold a policy as JSON text, and what it is the policy of. */
const POLICIES: Readonly<Record<string, Readonly<Record<string, PolicyUse>>>> = {
  aws_iam_policy: { policy: identity },
  aws_iam_role_policy: { policy: identity },
  aws_iam_user_policy: { policy: identity },
  aws_iam_group_policy: { policy: identity },
  aws_iam_role: { assume_role_policy: useOf('trust') },
  aws_ssoadmin_permission_set_inline_policy: { inline_policy: identity },
  aws_s3_bucket_policy: { policy: useOf('resource', 'AWS::S3::Bucket') },
  aws_s3_bucket: { policy: useOf('resource', 'AWS::S3::Bucket') },
  aws_s3_access_point: { policy: useOf('resource', 'AWS::S3::AccessPoint') },
  aws_s3control_access_point_policy: { policy: useOf('resource', 'AWS::S3::AccessPoint') },
  aws_s3control_object_lambda_access_point_policy: {
    policy: useOf('resource', 'AWS::S3ObjectLambda::AccessPoint'),
  },
  aws_dynamodb_resource_policy: { policy: useOf('resource', 'AWS::DynamoDB::Table') },
  aws_sqs_queue: { policy: useOf('resource', 'AWS::SQS::Queue') },
  aws_sqs_queue_policy: { policy: useOf('resource', 'AWS::SQS::Queue') },
  aws_sns_topic: { policy: useOf('resource', 'AWS::SNS::Topic') },
  aws_sns_topic_policy: { policy: useOf('resource', 'AWS::SNS::Topic') },
  aws_kms_key: { policy: useOf('resource', 'AWS::KMS::Key') },
  aws_kms_key_policy: { policy: useOf('resource', 'AWS::KMS::Key') },
  aws_secretsmanager_secret_policy: { policy: useOf('resource', 'AWS::SecretsManager::Secret') },
  aws_ecr_repository_policy: { policy: useOf('resource', 'AWS::ECR::Repository') },
  aws_vpc_endpoint: { policy: useOf('resource', 'AWS::EC2::VPCEndpoint') },
}

/** Is it what `terraform show -json` prints, of a plan or of a state? */
export function isPlan(root: JsonNode): boolean {
  return (
    textOf(memberOf(root, 'format_version')) !== undefined &&
    (memberOf(root, 'planned_values') ?? memberOf(root, 'values')) !== undefined
  )
}

/** The policies of a plan or a state, by the address of their resource. */
export function planPolicies(root: JsonNode, file: string): readonly EmbeddedPolicy[] {
  const values = memberOf(root, 'planned_values') ?? memberOf(root, 'values')
  return resourcesOf(at(values, 'root_module')).flatMap((resource) => resourcePolicies(resource, file))
}

/** The resources of a module and of those in it. */
function resourcesOf(module: JsonNode | undefined): readonly JsonNode[] {
  const inner = listOf(memberOf(module, 'child_modules')).flatMap(resourcesOf)
  return [...listOf(memberOf(module, 'resources')), ...inner]
}

function resourcePolicies(resource: JsonNode, file: string): readonly EmbeddedPolicy[] {
  const type = textOf(memberOf(resource, 'type')) ?? ''
  const address = textOf(memberOf(resource, 'address')) ?? type
  const values = memberOf(resource, 'values')
  const known = Object.hasOwn(POLICIES, type) ? Object.entries(POLICIES[type]!) : []
  const direct = known.flatMap(
    ([name, use]) => policyAt(`${address}.${name}`, use, memberOf(values, name), file) ?? [],
  )
  const inline = listOf(type === 'aws_iam_role' ? memberOf(values, 'inline_policy') : undefined).flatMap(
    (item, n) => policyAt(`${address}.inline_policy[${n}]`, identity, memberOf(item, 'policy'), file) ?? [],
  )
  return [...direct, ...inline, ...organizationPolicy(type, address, values, file)]
}

function organizationPolicy(
  type: string,
  address: string,
  values: JsonNode | undefined,
  file: string,
): readonly EmbeddedPolicy[] {
  if (type !== 'aws_organizations_policy') return []
  const kind = textOf(memberOf(values, 'type')) ?? 'SERVICE_CONTROL_POLICY'
  if (kind !== 'SERVICE_CONTROL_POLICY' && kind !== 'RESOURCE_CONTROL_POLICY') return []
  const use = useOf(kind === 'SERVICE_CONTROL_POLICY' ? 'scp' : 'rcp')
  return [policyAt(`${address}.content`, use, memberOf(values, 'content'), file) ?? []].flat()
}
