import { UNRESOLVED } from '../../core/checks/validate/place.js'
import type { JsonNode, JsonString, Span } from '../../core/iam/json-source.js'
import { at, entriesOf, listOf, memberOf, textOf } from './tree.js'

/** What a template says of itself: parameters with defaults, mappings, and the resources by name. */
export interface Template {
  readonly root: JsonNode
}

/** What the pseudo parameters stand for where they are not known: values of the right shape. */
const PSEUDO: ReadonlyMap<string, string> = new Map([
  ['AWS::Partition', 'aws'],
  ['AWS::URLSuffix', 'amazonaws.com'],
  ['AWS::AccountId', '111122223333'],
  ['AWS::Region', 'us-east-1'],
])

/** ARNs of resources whose names are part of them; `{}` stands for the name. */
const ARNS: ReadonlyMap<string, string> = new Map([
  ['AWS::S3::Bucket', 'arn:aws:s3:::{}'],
  ['AWS::DynamoDB::Table', 'arn:aws:dynamodb:us-east-1:111122223333:table/{}'],
  ['AWS::SQS::Queue', 'arn:aws:sqs:us-east-1:111122223333:{}'],
  ['AWS::SNS::Topic', 'arn:aws:sns:us-east-1:111122223333:{}'],
  ['AWS::IAM::Role', 'arn:aws:iam::111122223333:role/{}'],
  ['AWS::IAM::User', 'arn:aws:iam::111122223333:user/{}'],
  ['AWS::Lambda::Function', 'arn:aws:lambda:us-east-1:111122223333:function:{}'],
  ['AWS::KMS::Key', 'arn:aws:kms:us-east-1:111122223333:key/{}'],
  ['AWS::SecretsManager::Secret', 'arn:aws:secretsmanager:us-east-1:111122223333:secret:{}'],
  ['AWS::Logs::LogGroup', 'arn:aws:logs:us-east-1:111122223333:log-group:{}'],
  ['AWS::Kinesis::Stream', 'arn:aws:kinesis:us-east-1:111122223333:stream/{}'],
])

const DEPTH_MAX = 64

/**
 * The tree with CloudFormation's intrinsic functions put in as far as the template says what they are: `Ref`,
 * `Fn::Sub`, `Fn::Join`, `Fn::GetAtt`, `Fn::Select`, `Fn::FindInMap`, `Fn::If` (both ways, where in a list). What
 * is known at the deployment only becomes a mark, which no check judges. Places stay where they are.
 */
export function resolved(node: JsonNode, template: Template, depth = 0): JsonNode {
  if (depth > DEPTH_MAX) return text(UNRESOLVED, node.span)
  if (node.kind === 'array') {
    return { ...node, items: node.items.flatMap((item) => resolvedItems(item, template, depth)) }
  }
  if (node.kind !== 'object') return node
  const value = call(node, template, depth)
  if (value !== undefined) return value
  const members = node.members
    .map(({ key, value }) => ({ key, value: resolved(value, template, depth + 1) }))
    .filter(({ value }) => !isNothing(value))
  return { ...node, members }
}

const NOTHING = `${UNRESOLVED}AWS::NoValue`

function isNothing(node: JsonNode): boolean {
  return node.kind === 'string' && node.value === NOTHING
}

/** Both branches of a condition are in the list, and lists in lists become one. */
function resolvedItems(item: JsonNode, template: Template, depth: number): readonly JsonNode[] {
  const branches = listOf(memberOf(item, 'Fn::If')).slice(1)
  const values = (branches.length > 0 ? branches : [item]).map((value) =>
    resolved(value, template, depth + 1),
  )
  return values
    .filter((value) => !isNothing(value))
    .flatMap((value) => (branches.length > 0 && value.kind === 'array' ? value.items : [value]))
}

/** The value of an object that is a call of a function; `undefined` if it is none. */
function call(node: JsonNode, template: Template, depth: number): JsonNode | undefined {
  const entries = entriesOf(node)
  const [only] = entries
  if (entries.length !== 1 || only === undefined) return undefined
  const [name, argument] = only
  const deeper = (value: JsonNode | undefined) =>
    value === undefined ? undefined : resolved(value, template, depth + 1)
  switch (name) {
    case 'Ref':
      return reference(textOf(argument) ?? '', template, node.span, depth)
    case 'Fn::Sub':
      return text(substituted(argument, template, depth), node.span)
    case 'Fn::Join':
      return text(joined(listOf(argument), deeper), node.span)
    case 'Fn::GetAtt':
      return text(attribute(argument, template), node.span)
    case 'Fn::Select':
      return selected(listOf(argument), deeper) ?? text(UNRESOLVED, node.span)
    case 'Fn::FindInMap':
      return deeper(mapped(listOf(argument), template)) ?? text(UNRESOLVED, node.span)
    case 'Fn::If':
      return deeper(listOf(argument)[1]) ?? text(UNRESOLVED, node.span)
    default:
      return name.startsWith('Fn::') ? text(UNRESOLVED, node.span) : undefined
  }
}

function text(value: string, span: Span): JsonString {
  return { kind: 'string', value, span }
}

function reference(name: string, template: Template, span: Span, depth: number): JsonNode {
  if (name === 'AWS::NoValue') return text(NOTHING, span)
  const parameter = at(template.root, 'Parameters', name)
  const value = memberOf(parameter, 'Default')
  if (value?.kind === 'string' && depth < DEPTH_MAX) {
    const list = /List|CommaDelimited/.test(textOf(memberOf(parameter, 'Type')) ?? '')
    if (!list) return text(value.value === '' ? UNRESOLVED : value.value, span)
    return { kind: 'array', items: value.value.split(',').map((item) => text(item.trim(), span)), span }
  }
  return text(PSEUDO.get(name) ?? nameOf(name, template), span)
}

/** What a resource is called, as far as the template says; else a name that is not known. */
function nameOf(logical: string, template: Template): string {
  const properties = at(template.root, 'Resources', logical, 'Properties')
  const names = [
    'BucketName',
    'TableName',
    'QueueName',
    'TopicName',
    'RoleName',
    'UserName',
    'FunctionName',
    'Name',
  ]
  return (
    names.map((name) => textOf(memberOf(properties, name))).find((name) => name !== undefined) ?? UNRESOLVED
  )
}

function attribute(argument: JsonNode, template: Template): string {
  const [logical, name] =
    argument.kind === 'array' ? argument.items.map(textOf) : (textOf(argument) ?? '').split(/\.(.*)/s)
  if (logical === undefined || (name !== 'Arn' && name !== 'TopicArn')) return UNRESOLVED
  const type = textOf(at(template.root, 'Resources', logical, 'Type')) ?? ''
  // The name that CloudFormation will make up begins with the logical one.
  const known = nameOf(logical, template)
  const resourceName = known === UNRESOLVED ? logical : known
  return ARNS.get(type)?.replace('{}', () => resourceName) ?? UNRESOLVED
}

function substituted(argument: JsonNode, template: Template, depth: number): string {
  const [pattern, values] = argument.kind === 'array' ? argument.items : [argument]
  const own = new Map(entriesOf(values))
  return (textOf(pattern) ?? UNRESOLVED).replace(/\$\{([^${}]*)\}/g, (_, written: string) => {
    const name = written.trim()
    if (name.startsWith('!')) return `\${${name.slice(1)}}`
    const value = own.get(name)
    if (value !== undefined) return textOf(resolved(value, template, depth + 1)) ?? UNRESOLVED
    const dot = name.indexOf('.')
    const place = argument.span
    if (dot > 0) return attribute(text(name, place), template)
    return textOf(reference(name, template, place, depth + 1)) ?? UNRESOLVED
  })
}

type Deeper = (value: JsonNode | undefined) => JsonNode | undefined

function joined([separator, list]: readonly JsonNode[], deeper: Deeper): string {
  const items = listOf(deeper(list))
  if (items.length === 0) return UNRESOLVED
  return items.map((item) => textOf(item) ?? UNRESOLVED).join(textOf(separator) ?? '')
}

function selected([index, list]: readonly JsonNode[], deeper: Deeper): JsonNode | undefined {
  const number = index?.kind === 'number' ? index.text : textOf(index)
  return listOf(deeper(list))[Number(number)]
}

function mapped([map, first, second]: readonly JsonNode[], template: Template): JsonNode | undefined {
  const names = [textOf(map), textOf(first), textOf(second)]
  if (names.some((name) => name === undefined)) return undefined
  return at(template.root, 'Mappings', ...(names as string[]))
}
