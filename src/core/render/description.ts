import type { ExplainedPolicy } from './explained.js'

const longest = 256

/**
 * The description of the policy in AWS. It says nothing that changes with new logs: another description would make
 * CloudFormation and Terraform replace the policy. Only characters that AWS takes in descriptions.
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreatePolicy.html
 */
export function descriptionOf({ name, documents }: ExplainedPolicy, at = 0): string {
  const part = documents.length > 1 ? `, part ${at + 1} of ${documents.length}` : ''
  return `The least that ${name} needs${part}`.replace(/[^A-Za-z0-9 +=,.@_-]/g, '_').slice(0, longest)
}
