import type { ExplainedPolicy } from './explained.js'
import { type Rendering, refused } from './rendering.js'
import { expressionOf, isPlain, type NamedValue, type References, type Template } from './variables.js'
import { yamlQuoted, yamlString } from './yaml-text.js'

const pseudoParameters = {
  account: 'AWS::AccountId',
  region: 'AWS::Region',
  partition: 'AWS::Partition',
}

/**
 * A value of a template: the text itself, or `!Sub` with pseudo parameters, in which a `${` of the text is written `${!`.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-sub.html
 */
export function cloudFormationValue(
  template: Template,
  parameters: ReadonlyMap<string, string> = new Map(),
): string {
  if (isPlain(template)) return yamlString(template.join(''))
  const references: References = { ...pseudoParameters, named: ({ name }) => parameters.get(name)! }
  const pieces = template.map((piece) =>
    typeof piece === 'string'
      ? yamlQuoted(piece.replaceAll('${', '${!'))
      : `\${${expressionOf(piece, references)}}`,
  )
  return `!Sub "${pieces.join('')}"`
}

/**
 * CloudFormation replaces `{{resolve:…}}` in any text by a parameter or a secret, wherever the text came from, and has no way
 * to say those characters themselves. A name from a log that holds them must not reach it.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references.html
 */
export function refusedIfDynamic({ documents }: ExplainedPolicy): Rendering | undefined {
  const values = documents.flatMap(({ document }) =>
    document.statements.flatMap(({ resource, condition }) => [
      ...(resource?.patterns ?? []),
      ...condition.flatMap((one) => [one.key, ...one.values]),
    ]),
  )
  if (!values.some((value) => /\{\{\s*resolve:/i.test(value))) return undefined
  return refused(
    'a resource has `{{resolve:` in its name, which CloudFormation would replace by a parameter or secret',
    'use `--format json` or `--format terraform`, or narrow the period to leave that resource out',
  )
}

/** The parameters of a template: what the recipe named, with its value as the default. One indent, no heading. */
export function parameterLines(
  named: readonly NamedValue[],
  parameters: ReadonlyMap<string, string>,
): string {
  return named
    .map(
      ({ name, value }) => `  ${parameters.get(name)}:
    Type: String
    Default: ${yamlString(value)}
    Description: ${yamlString(`What the recipe calls ${name}`)}
`,
    )
    .join('')
}
