import { cloudFormationValue, parameterLines, refusedIfDynamic } from './cloudformation-text.js'
import { commented, headLines } from './comments.js'
import { descriptionOf, tagNotes } from './description.js'
import type { ExplainedPolicy } from './explained.js'
import { namedValuesUsed, parameterNames } from './named-values.js'
import { pascalName } from './names.js'
import { type Rendering, type RenderOptions, refusedIfEmpty, rendered } from './rendering.js'
import { substitutionOf, templateOf } from './variables.js'
import { yamlStatements } from './yaml-statements.js'
import { yamlString } from './yaml-text.js'

/**
 * A CloudFormation template with one `AWS::IAM::ManagedPolicy` for each document, whose ARN is an output. The policies have
 * no names of their own, so that the stack needs `CAPABILITY_IAM` only.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-iam-managedpolicy.html
 */
export function renderCloudFormation(policy: ExplainedPolicy, { variables }: RenderOptions): Rendering {
  const impossible = refusedIfEmpty(policy) ?? refusedIfDynamic(policy)
  if (impossible !== undefined) return impossible
  const { substitution, notes } = substitutionOf(policy, variables)
  const named = namedValuesUsed(policy)
  const parameters = parameterNames(
    named,
    policy.documents.map(({ name }) => pascalName(name)),
  )
  const resources = policy.documents.map(({ name, document, statements }, at) => {
    const list = yamlStatements(statements, '          ', (value, key) =>
      cloudFormationValue(templateOf(value, key, substitution), parameters),
    )
    return `  ${pascalName(name)}:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      Description: ${yamlString(descriptionOf(policy, at))}
      PolicyDocument:
        Version: ${yamlString(document.version ?? '2012-10-17')}
        Statement:
${list}`
  })
  const outputs = policy.documents.map(
    ({ name }) => `  ${pascalName(name)}Arn:\n    Value: !Ref ${pascalName(name)}\n`,
  )
  const text = `${commented(headLines(policy), '#', '')}AWSTemplateFormatVersion: "2010-09-09"
Description: ${yamlString(descriptionOf({ ...policy, documents: [] }))}

${named.length === 0 ? '' : `Parameters:\n${parameterLines(named, parameters)}\n`}Resources:
${resources.join('\n')}
Outputs:
${outputs.join('')}`
  return rendered(text, [...notes, ...tagNotes(policy)])
}
