import { policySize } from '../iam/policy-print.js'
import { cloudFormationValue, parameterLines, refusedIfDynamic } from './cloudformation-text.js'
import { commented, headLines } from './comments.js'
import { descriptionOf } from './description.js'
import type { ExplainedPolicy } from './explained.js'
import { mergedDocument, mergedStatements } from './merged.js'
import { namedValuesOf, namedValuesUsed, parameterNames, withNamedValues } from './named-values.js'
import { pascalName } from './names.js'
import { type Rendering, refused, refusedIfEmpty, rendered } from './rendering.js'
import { yamlStatements } from './yaml-statements.js'
import { yamlString } from './yaml-text.js'

/**
 * Characters of the inline policy of a permission set, white space not counted.
 * https://docs.aws.amazon.com/singlesignon/latest/userguide/limits.html
 */
export const permissionSetLimit = 10_240

/** https://docs.aws.amazon.com/singlesignon/latest/APIReference/API_CreatePermissionSet.html */
const longestName = 32

/**
 * A CloudFormation template with an IAM Identity Center permission set, the whole policy inline in it. A permission set is
 * provisioned into many accounts from one, so the account of the stack is never the account meant: there are no variables.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-sso-permissionset.html
 */
export function renderPermissionSet(policy: ExplainedPolicy): Rendering {
  const impossible = refusedIfEmpty(policy) ?? refusedIfDynamic(policy) ?? refusedIfTooLong(policy)
  if (impossible !== undefined) return impossible
  const name = permissionSetName(policy)
  const named = namedValuesUsed(policy)
  const parameters = parameterNames(named, ['InstanceArn', pascalName(policy.name)])
  const list = yamlStatements(mergedStatements(policy), '          ', (value) =>
    cloudFormationValue(withNamedValues([value], namedValuesOf(policy)), parameters),
  )
  const text = `${commented(headLines(policy), '#', '')}AWSTemplateFormatVersion: "2010-09-09"

Parameters:
  InstanceArn:
    Type: String
    Description: The ARN of the IAM Identity Center instance
${parameterLines(named, parameters)}
Resources:
  ${pascalName(policy.name)}:
    Type: AWS::SSO::PermissionSet
    Properties:
      InstanceArn: !Ref InstanceArn
      Name: ${yamlString(name)}
      Description: ${yamlString(descriptionOf({ ...policy, documents: [] }))}
${tagLines(policy)}      InlinePolicy:
        Version: "2012-10-17"
        Statement:
${list}`
  return rendered(text, accountNotes(policy))
}

function tagLines({ tags }: ExplainedPolicy): string {
  if (tags.length === 0) return ''
  const list = tags.map(
    ([key, value]) => `        - Key: ${yamlString(key)}\n          Value: ${yamlString(value)}\n`,
  )
  return `      Tags:\n${list.join('')}`
}

function refusedIfTooLong(policy: ExplainedPolicy): Rendering | undefined {
  const size = policySize(mergedDocument(policy))
  if (size <= permissionSetLimit) return undefined
  return refused(
    `the policy has ${size} characters, and the inline policy of a permission set takes ${permissionSetLimit}`,
    'narrow the period or the principal, or attach customer managed policies: `--format cloudformation`',
  )
}

const reservedRole = /AWSReservedSSO_([A-Za-z0-9+=,.@_-]{1,32})_[0-9a-f]{16}$/

/** The permission set's own name if the principal is one of its roles. */
function permissionSetName({ name, report }: ExplainedPolicy): string {
  const known = reservedRole.exec(report.principal)?.[1] ?? reservedRole.exec(name)?.[1]
  return (known ?? name).slice(0, longestName)
}

function accountNotes({ report }: ExplainedPolicy): readonly string[] {
  const accounts = new Set(report.principals.map(({ arn }) => arn.split(':')[4] ?? ''))
  const [account] = accounts
  return [
    `the resources are those of account ${account}: in another account the permission set allows nothing of its own there`,
  ]
}
