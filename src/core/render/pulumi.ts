import { commented, headLines, statementLines } from './comments.js'
import { descriptionOf } from './description.js'
import type { ExplainedDocument, ExplainedPolicy, ExplainedStatement } from './explained.js'
import { namedValuesUsed } from './named-values.js'
import { camelName } from './names.js'
import { type Rendering, type RenderOptions, refusedIfEmpty, rendered } from './rendering.js'
import {
  elementName,
  type TsValue,
  tsConditions,
  tsList,
  tsNamed,
  tsNamedValues,
  tsString,
  tsTags,
  tsTemplate,
} from './typescript-text.js'
import { allVariables, type References, substitutionOf, templateOf, type Variable } from './variables.js'

const references: References = {
  account: 'account',
  region: 'region',
  partition: 'partition',
  named: tsNamed,
}

const declarations: Readonly<Record<Variable, string>> = {
  account: 'const account = aws.getCallerIdentityOutput().accountId\n',
  region: 'const region = aws.getRegionOutput().id\n',
  partition: 'const partition = aws.getPartitionOutput().partition\n',
}

/**
 * Pulumi in TypeScript: one `aws.iam.Policy` for each document.
 * https://www.pulumi.com/registry/packages/aws/api-docs/iam/policy/
 */
export function renderPulumi(policy: ExplainedPolicy, { variables }: RenderOptions): Rendering {
  const empty = refusedIfEmpty(policy)
  if (empty !== undefined) return empty
  const { substitution, notes } = substitutionOf(policy, variables)
  const valueText: TsValue = (value, key) =>
    tsTemplate(templateOf(value, key, substitution), references, 'pulumi.interpolate')
  const policies = policy.documents.map((document, at) =>
    policyText(document, descriptionOf(policy, at), policy.tags, valueText),
  )
  const used = allVariables.filter((variable) => substitution[variable] !== undefined)
  const named = namedValuesUsed(policy)
  const imports = used.length + named.length === 0 ? '' : "import * as pulumi from '@pulumi/pulumi'\n"
  const constants = used.length === 0 ? '' : `${used.map((variable) => declarations[variable]).join('')}\n`
  const text = `${commented(headLines(policy), '//', '')}import * as aws from '@pulumi/aws'
${imports}
${constants}${tsNamedValues(named)}${policies.join('\n')}`
  return rendered(text, notes)
}

function policyText(
  { name, document, statements }: ExplainedDocument,
  description: string,
  tags: ExplainedPolicy['tags'],
  valueText: TsValue,
): string {
  return `export const ${camelName(name)} = new aws.iam.Policy(${tsString(name)}, {
  description: ${tsString(description)},
${tsTags(tags, '  ')}  policy: {
    Version: ${tsString(document.version ?? '2012-10-17')},
    Statement: [
${statements.map((statement) => statementText(statement, valueText)).join('')}    ],
  },
})
`
}

function statementText(explained: ExplainedStatement, valueText: TsValue): string {
  const { sid, effect, action, resource, condition } = explained.statement
  const indent = '        '
  return [
    commented(statementLines(explained), '//', '      '),
    '      {\n',
    ...(sid === undefined ? [] : [`${indent}Sid: ${tsString(sid)},\n`]),
    `${indent}Effect: ${tsString(effect)},\n`,
    tsList(elementName(action, 'Action', 'NotAction'), action.patterns.map(tsString), indent),
    ...(resource === undefined
      ? []
      : [
          tsList(
            elementName(resource, 'Resource', 'NotResource'),
            resource.patterns.map((value) => valueText(value, undefined)),
            indent,
          ),
        ]),
    tsConditions('Condition', condition, indent, valueText),
    '      },\n',
  ].join('')
}
