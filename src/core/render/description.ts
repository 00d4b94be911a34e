import type { ExplainedPolicy } from './explained.js'

const longest = 256

/**
 * The description of the policy in AWS: the recipe's, else one that says nothing that changes with new logs, because another
 * description would make CloudFormation and Terraform replace the policy. Only characters that AWS takes in descriptions.
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreatePolicy.html
 */
export function descriptionOf({ name, description, documents }: ExplainedPolicy, at = 0): string {
  const part = documents.length > 1 ? `, part ${at + 1} of ${documents.length}` : ''
  // A recipe holds what every target takes, or it is refused.
  if (description !== undefined) return description + part
  return `The least that ${name} needs${part}`.replace(/[^A-Za-z0-9 +=,.@_-]/g, '_').slice(0, longest)
}

/**
 * A note for the targets whose managed policies have no tags.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-iam-managedpolicy.html
 */
export function tagNotes({ tags }: ExplainedPolicy): readonly string[] {
  if (tags.length === 0) return []
  return ['the tags of the recipe are not written: `AWS::IAM::ManagedPolicy` has none']
}
