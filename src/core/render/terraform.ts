import type { Condition, PatternElement, Statement } from '../iam/policy.js'
import { commented, headLines, statementLines } from './comments.js'
import { descriptionOf } from './description.js'
import type { ExplainedDocument, ExplainedPolicy, ExplainedStatement } from './explained.js'
import { type HclAttribute, hclAttributes, hclString, hclTemplate } from './hcl-text.js'
import { snakeName } from './names.js'
import { type Rendering, type RenderOptions, refusedIfEmpty, rendered } from './rendering.js'
import { type References, type Substitution, substitutionOf, templateOf, type Variable } from './variables.js'

interface Target {
  readonly substitution: Substitution
  readonly references: References
  readonly tags: ExplainedPolicy['tags']
}

/**
 * Terraform: for each document an `aws_iam_policy_document`, with the explanation of each statement beside it, and an
 * `aws_iam_policy`. Account, Region and partition become data sources if they are asked for.
 * https://developer.hashicorp.com/terraform/tutorials/aws/aws-iam-policy
 */
export function renderTerraform(policy: ExplainedPolicy, { variables }: RenderOptions): Rendering {
  const empty = refusedIfEmpty(policy)
  if (empty !== undefined) return empty
  const { substitution: all, notes } = substitutionOf(policy, variables)
  const substitution = { ...all, named: all.named?.filter(({ reference }) => reference !== undefined) ?? [] }
  const label = snakeName(policy.name)
  const target = { substitution, references: referencesOf(label), tags: policy.tags }
  const blocks = [
    ...dataSources(substitution, label),
    ...policy.documents.map((document, at) => documentBlocks(document, descriptionOf(policy, at), target)),
  ]
  return rendered(`${commented(headLines(policy), '#', '')}\n${blocks.join('\n')}`, notes)
}

/** `id` of aws_region is the name of the Region in every version of the provider; `name` and `region` are not in all. */
function referencesOf(label: string): References {
  return {
    account: `data.aws_caller_identity.${label}.account_id`,
    region: `data.aws_region.${label}.id`,
    partition: `data.aws_partition.${label}.partition`,
    // The reader of recipes takes nothing but a reference: see docs/recipe.md.
    named: ({ reference = '' }) => reference,
  }
}

/** Labelled by the policy: two files of one module must not declare the same data source. */
function dataSources(substitution: Substitution, label: string): readonly string[] {
  const sources: readonly (readonly [Variable, string])[] = [
    ['account', 'aws_caller_identity'],
    ['region', 'aws_region'],
    ['partition', 'aws_partition'],
  ]
  return sources
    .filter(([variable]) => substitution[variable] !== undefined)
    .map(([, source]) => `data "${source}" "${label}" {}\n`)
}

function documentBlocks(document: ExplainedDocument, description: string, target: Target): string {
  const label = snakeName(document.name)
  const reserved = hasProviderVariable(document)
  const json = reserved ? jsonExpression(document, target) : `data.aws_iam_policy_document.${label}.json`
  const resource = `resource "aws_iam_policy" "${label}" {
  name        = ${hclString(document.name)}
  description = ${hclString(description)}
  policy      = ${json}
${tagLines(target.tags)}}
`
  if (reserved) return resource
  const statements = document.statements.map((statement) => statementBlock(statement, target))
  return `data "aws_iam_policy_document" "${label}" {\n${statements.join('\n')}}\n\n${resource}`
}

function tagLines(tags: ExplainedPolicy['tags']): string {
  if (tags.length === 0) return ''
  const attributes = tags.map(([key, value]) => [hclString(key), hclString(value)] as const)
  return `\n  tags = {\n${hclAttributes(attributes, '    ')}  }\n`
}

/** The data source reads `&{` as `${`, and has no way to say the two characters themselves. */
function hasProviderVariable({ document }: ExplainedDocument): boolean {
  return document.statements.some(({ action, resource, condition }) =>
    [
      ...action.patterns,
      ...(resource?.patterns ?? []),
      ...condition.flatMap(({ key, values }) => [key, ...values]),
    ].some((value) => value.includes('&{')),
  )
}

function statementBlock(explained: ExplainedStatement, target: Target): string {
  const comment = commented(statementLines(explained), '#', '  ')
  const { action, resource, condition } = explained.statement
  const attributes = statementAttributes(explained.statement, target, {
    sid: 'sid',
    effect: 'effect',
    action: patternName('actions', action),
    resource: patternName('resources', resource),
  })
  const conditions = condition.map((one) => `\n${conditionBlock(one, target)}`)
  return `${comment}  statement {\n${hclAttributes(attributes, '    ')}${conditions.join('')}  }\n`
}

interface MemberNames {
  readonly sid: string
  readonly effect: string
  readonly action: string
  readonly resource: string
}

function statementAttributes(
  { sid, effect, action, resource }: Statement,
  target: Target,
  names: MemberNames,
): readonly HclAttribute[] {
  const resources = resource?.patterns.map((value) => valueText(value, undefined, target))
  return [
    ...(sid === undefined ? [] : [[names.sid, hclString(sid)] as const]),
    [names.effect, hclString(effect)],
    [names.action, action.patterns.map(hclString)],
    ...(resources === undefined ? [] : [[names.resource, resources] as const]),
  ]
}

function patternName(name: string, element: PatternElement | undefined): string {
  return element?.not === true ? `not_${name}` : name
}

function conditionBlock({ operator, key, values }: Condition, target: Target): string {
  const attributes: readonly HclAttribute[] = [
    ['test', hclString(operator)],
    ['variable', hclString(key)],
    ['values', values.map((value) => valueText(value, key, target))],
  ]
  return `    condition {\n${hclAttributes(attributes, '      ')}    }\n`
}

function valueText(value: string, key: string | undefined, { substitution, references }: Target): string {
  return hclTemplate(templateOf(value, key, substitution), references)
}

function jsonExpression({ document, statements }: ExplainedDocument, target: Target): string {
  const list = statements.map((explained) => {
    const comment = commented(statementLines(explained), '#', '      ')
    return `${comment}      {\n${jsonMembers(explained.statement, target)}      },\n`
  })
  return `jsonencode({
    Version = ${hclString(document.version ?? '2012-10-17')}
    Statement = [
${list.join('')}    ]
  })`
}

function jsonMembers(statement: Statement, target: Target): string {
  const { action, resource, condition } = statement
  const attributes = statementAttributes(statement, target, {
    sid: 'Sid',
    effect: 'Effect',
    action: action.not ? 'NotAction' : 'Action',
    resource: resource?.not === true ? 'NotResource' : 'Resource',
  })
  const indent = '        '
  const conditions =
    condition.length === 0 ? '' : `${indent}Condition = {\n${jsonConditions(condition, target)}${indent}}\n`
  return hclAttributes(attributes, indent) + conditions
}

function jsonConditions(conditions: readonly Condition[], target: Target): string {
  const operators = new Map<string, readonly HclAttribute[]>()
  for (const { operator, key, values } of conditions) {
    const attribute = [hclString(key), values.map((value) => valueText(value, key, target))] as const
    operators.set(operator, [...(operators.get(operator) ?? []), attribute])
  }
  const indent = '          '
  return [...operators]
    .map(
      ([operator, attributes]) =>
        `${indent}${hclString(operator)} = {\n${hclAttributes(attributes, `${indent}  `)}${indent}}\n`,
    )
    .join('')
}
