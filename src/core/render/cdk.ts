import { refusedIfDynamic } from './cloudformation-text.js'
import { commented, headLines, statementLines } from './comments.js'
import { descriptionOf, tagNotes } from './description.js'
import type { ExplainedDocument, ExplainedPolicy, ExplainedStatement } from './explained.js'
import { namedValuesUsed } from './named-values.js'
import { pascalName } from './names.js'
import { type Rendering, type RenderOptions, refused, refusedIfEmpty, rendered } from './rendering.js'
import {
  elementName,
  type TsValue,
  tsConditions,
  tsList,
  tsNamed,
  tsNamedValues,
  tsString,
  tsTemplate,
} from './typescript-text.js'
import { allVariables, type References, type Substitution, substitutionOf, templateOf } from './variables.js'

const references: References = {
  account: 'Aws.ACCOUNT_ID',
  region: 'Aws.REGION',
  partition: 'Aws.PARTITION',
  named: tsNamed,
}

/**
 * AWS CDK in TypeScript: one subclass of `ManagedPolicy` for each document.
 * https://docs.aws.amazon.com/cdk/api/v2/docs/aws-cdk-lib.aws_iam.ManagedPolicy.html
 */
export function renderCdk(policy: ExplainedPolicy, { variables }: RenderOptions): Rendering {
  const impossible = refusedIfEmpty(policy) ?? refusedIfDynamic(policy) ?? refusedIfToken(policy)
  if (impossible !== undefined) return impossible
  const { substitution, notes } = substitutionOf(policy, variables)
  const classes = policy.documents.map((document, at) =>
    classText(document, descriptionOf(policy, at), substitution),
  )
  const imported = allVariables.every((one) => substitution[one] === undefined)
    ? 'aws_iam as iam'
    : 'Aws, aws_iam as iam'
  const text = `${commented(headLines(policy), '//', '')}import { ${imported} } from 'aws-cdk-lib'
import type { Construct } from 'constructs'

${tsNamedValues(namedValuesUsed(policy))}${classes.join('\n')}`
  return rendered(text, [...notes, ...tagNotes(policy)])
}

/** The CDK looks for its own placeholders in every string, and fails on one that it did not make. */
function refusedIfToken({ documents }: ExplainedPolicy): Rendering | undefined {
  const text = JSON.stringify(documents.map(({ document }) => document.statements))
  if (!/[$#]\{Token\[/.test(text)) return undefined
  return refused(
    'a value has `${Token[` in it, which the CDK keeps for itself',
    'use `--format cloudformation`',
  )
}

function classText(document: ExplainedDocument, description: string, substitution: Substitution): string {
  const valueText: TsValue = (value, key) => tsTemplate(templateOf(value, key, substitution), references, '')
  const statements = document.statements.map((statement) => statementText(statement, valueText))
  return `export class ${pascalName(document.name)}Policy extends iam.ManagedPolicy {
  constructor(scope: Construct, id: string) {
    super(scope, id, {
      description: ${tsString(description)},
      statements: [
${statements.join('')}      ],
    })
  }
}
`
}

function statementText(explained: ExplainedStatement, valueText: TsValue): string {
  const { sid, effect, action, resource, condition } = explained.statement
  const indent = '          '
  const actions = elementName(action, 'actions', 'notActions')
  return [
    commented(statementLines(explained), '//', '        '),
    '        new iam.PolicyStatement({\n',
    ...(sid === undefined ? [] : [`${indent}sid: ${tsString(sid)},\n`]),
    `${indent}effect: iam.Effect.${effect.toUpperCase()},\n`,
    tsList(actions, action.patterns.map(tsString), indent),
    ...(resource === undefined
      ? []
      : [
          tsList(
            elementName(resource, 'resources', 'notResources'),
            resource.patterns.map((value) => valueText(value, undefined)),
            indent,
          ),
        ]),
    tsConditions('conditions', condition, indent, valueText),
    '        }),\n',
  ].join('')
}
