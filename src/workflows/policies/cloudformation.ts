import { type PolicyUse, useOf } from '../../core/checks/validate/policy-kind.js'
import type { JsonNode } from '../../core/iam/json-source.js'
import { type EmbeddedPolicy, policyAt } from './embedded.js'
import { resolved } from './intrinsics.js'
import { at, entriesOf, listOf, memberOf, textOf } from './tree.js'

const identity = useOf('identity')
const trust = useOf('trust')

/** The properties of resource types that hold a policy, and what it is the policy of. */
const POLICIES: Readonly<Record<string, Readonly<Record<string, PolicyUse>>>> = {
  'AWS::IAM::Policy': { PolicyDocument: identity },
  'AWS::IAM::ManagedPolicy': { PolicyDocument: identity },
  'AWS::IAM::RolePolicy': { PolicyDocument: identity },
  'AWS::IAM::UserPolicy': { PolicyDocument: identity },
  'AWS::IAM::GroupPolicy': { PolicyDocument: identity },
  'AWS::IAM::Role': { AssumeRolePolicyDocument: trust },
  'AWS::SSO::PermissionSet': { InlinePolicy: identity },
  'AWS::S3::BucketPolicy': { PolicyDocument: useOf('resource', 'AWS::S3::Bucket') },
  'AWS::S3::AccessPoint': { Policy: useOf('resource', 'AWS::S3::AccessPoint') },
  'AWS::S3::MultiRegionAccessPointPolicy': { Policy: useOf('resource', 'AWS::S3::MultiRegionAccessPoint') },
  'AWS::S3ObjectLambda::AccessPointPolicy': {
    PolicyDocument: useOf('resource', 'AWS::S3ObjectLambda::AccessPoint'),
  },
  'AWS::SQS::QueuePolicy': { PolicyDocument: useOf('resource', 'AWS::SQS::Queue') },
  'AWS::SNS::TopicPolicy': { PolicyDocument: useOf('resource', 'AWS::SNS::Topic') },
  'AWS::KMS::Key': { KeyPolicy: useOf('resource', 'AWS::KMS::Key') },
  'AWS::SecretsManager::ResourcePolicy': { ResourcePolicy: useOf('resource', 'AWS::SecretsManager::Secret') },
  'AWS::ECR::Repository': { RepositoryPolicyText: useOf('resource', 'AWS::ECR::Repository') },
  'AWS::EC2::VPCEndpoint': { PolicyDocument: useOf('resource', 'AWS::EC2::VPCEndpoint') },
  'AWS::Serverless::Function': { AssumeRolePolicyDocument: trust },
}

/** Is it a CloudFormation template, or what CDK, SAM and Serverless make of theirs? */
export function isTemplate(root: JsonNode): boolean {
  return entriesOf(memberOf(root, 'Resources')).some(
    ([, resource]) => textOf(memberOf(resource, 'Type')) !== undefined,
  )
}

/** The policies of a template, with what it says of itself put in. */
export function templatePolicies(root: JsonNode, file: string): readonly EmbeddedPolicy[] {
  return entriesOf(memberOf(root, 'Resources')).flatMap(([logical, resource]) => {
    const properties = memberOf(resource, 'Properties')
    const type = textOf(memberOf(resource, 'Type')) ?? ''
    if (properties === undefined) return []
    const found = (where: string, use: PolicyUse, node: JsonNode | undefined) =>
      policyAt(`Resources.${logical}.${where}`, use, node && resolved(node, { root }), file) ?? []
    const known = Object.hasOwn(POLICIES, type) ? Object.entries(POLICIES[type]!) : []
    return [
      ...known.flatMap(([property, use]) => found(property, use, memberOf(properties, property))),
      ...inlinePolicies(type, properties).flatMap(([where, use, node]) => found(where, use, node)),
      ...organizationPolicy(type, properties).flatMap(([where, use, node]) => found(where, use, node)),
    ]
  })
}

type Found = readonly [where: string, use: PolicyUse, node: JsonNode | undefined]

/** `Policies` of roles, users and groups; SAM's functions have statements there too. */
function inlinePolicies(type: string, properties: JsonNode): readonly Found[] {
  const list = listOf(memberOf(properties, 'Policies'))
  if (/^AWS::IAM::(?:Role|User|Group)$/.test(type)) {
    return list.map(
      (item, n): Found => [`Policies[${n}].PolicyDocument`, identity, memberOf(item, 'PolicyDocument')],
    )
  }
  if (type !== 'AWS::Serverless::Function') return []
  return list.flatMap((item, n): Found[] =>
    memberOf(item, 'Statement') === undefined ? [] : [[`Policies[${n}]`, identity, item]],
  )
}

function organizationPolicy(type: string, properties: JsonNode): readonly Found[] {
  if (type !== 'AWS::Organizations::Policy') return []
  const kind = textOf(at(properties, 'Type'))
  const content = memberOf(properties, 'Content')
  if (kind === 'SERVICE_CONTROL_POLICY') return [['Content', useOf('scp'), content]]
  return kind === 'RESOURCE_CONTROL_POLICY' ? [['Content', useOf('rcp'), content]] : []
}
