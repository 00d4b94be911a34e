import { readFile } from 'node:fs/promises'
import { parseArn } from '../../core/iam/arn.js'
import { byCodeUnit, sortedUnique } from '../../core/iam/order.js'
import { conditionKeyNamed, conditionKeys, recipeConditionKeys } from '../../core/policy/conditions.js'
import type { ResourceChoice, ResourceChoices } from '../../core/policy/generalize.js'
import {
  emptyRecipe,
  isKnownAction,
  type Recipe,
  type RecipeRule,
  type RecipeVariable,
} from '../../core/policy/recipe.js'
import { type LimitName, policyLimits } from '../../core/policy/split.js'
import { serviceByPrefix } from '../../core/reference/service.js'
import { LeastwiseError } from '../../workflows/ports.js'
import { entries, invalid, isAbsent, members, type Place, readYaml, textOf } from './yaml-reader.js'

/** The recipe in a file. Throws INPUT_NOT_FOUND, or RECIPE_INVALID with the line. */
export async function readRecipe(path: string): Promise<Recipe> {
  const text = await readFile(path, 'utf8').catch(() => undefined)
  if (text === undefined)
    throw new LeastwiseError(
      'INPUT_NOT_FOUND',
      `recipe \`${path}\` cannot be read`,
      'write one with `leastwise init`',
    )
  return parseRecipe(path, text)
}

const sections = [
  'version',
  'principal',
  'name',
  'description',
  'tags',
  'format',
  'resources',
  'conditions',
  'limit',
  'variables',
  'allow',
  'exclude',
  'patterns',
  'choose',
]

/** The recipe that a text spells; `name` is for messages. Throws RECIPE_INVALID with the line. */
export function parseRecipe(name: string, text: string): Recipe {
  const root = readYaml(name, text)
  const found = members(root, sections)
  const at = (section: string): Place => found.get(section) ?? { ...root, node: undefined, name: section }
  if (textOf(at('version')) !== '1') throw invalid(at('version'), 'must be 1')
  const variables = [...members(at('variables'), undefined)].map(([key, place]) => variable(key, place))
  const values = new Map(variables.map((one) => [one.name, one.value]))
  const rules = (section: string) =>
    entries(at(section)).map((place) => rule(place, values, section === 'allow'))
  return {
    ...emptyRecipe,
    principal: optional(at('principal')),
    name: policyName(at('name')),
    description: description(at('description')),
    tags: [...members(at('tags'), undefined)].map(([key, place]) => tag(key, place)),
    format: optional(at('format')),
    resources: isAbsent(at('resources')) ? undefined : choicesOf(at('resources')),
    conditions: isAbsent(at('conditions')) ? undefined : entries(at('conditions')).map(conditionNamed),
    limit: isAbsent(at('limit')) ? undefined : oneOf(at('limit'), Object.keys(policyLimits) as LimitName[]),
    variables,
    allow: rules('allow'),
    exclude: rules('exclude'),
    patterns: rules('patterns'),
    choose: entries(at('choose')).map((place) => {
      const event = members(place, [...ruleFields, 'event']).get('event')
      if (event === undefined) throw invalid(place, 'needs `event`: `eventSource eventName`')
      return { event: textOf(event), ...rule(place, values, true, ['event']) }
    }),
  }
}

const ruleFields = ['actions', 'resources', 'reason']
/** An exclusion or a pattern is for every condition that a permission was seen under. */
const grantFields = [...ruleFields, 'conditions']

function rule(
  place: Place,
  values: ReadonlyMap<string, string>,
  grants: boolean,
  more: readonly string[] = [],
): RecipeRule {
  const fields = members(place, [...(grants ? grantFields : ruleFields), ...more])
  for (const field of grants ? ruleFields : ['actions', 'reason'])
    if (fields.get(field) === undefined) throw invalid(place, `needs \`${field}\``)
  const listed = fields.get('resources')
  return {
    actions: entries(fields.get('actions')!).map((one) => action(one, grants)),
    resources: listed === undefined ? ['*'] : entries(listed).map((one) => resource(one, values)),
    reason: textOf(fields.get('reason')!),
    ...conditionsOf(fields.get('conditions')),
  }
}

/** `{"kms:ViaService": s3.eu-west-1.amazonaws.com}`: one value or a list, each key once. */
function conditionsOf(place: Place | undefined): Pick<RecipeRule, 'conditions'> {
  if (place === undefined || isAbsent(place)) return {}
  const conditions = [...members(place, recipeConditionKeys)].map(([key, value]) => {
    const values = entries(value).map(textOf)
    if (values.length === 0) throw invalid(value, 'needs a value')
    const pattern = values.find((text) => /[*?]|\$\{/.test(text))
    if (pattern !== undefined)
      throw invalid(value, `\`${pattern}\` must be one value: no pattern, no variable`)
    return { key, values: sortedUnique(values) }
  })
  return { conditions: conditions.sort((a, b) => byCodeUnit(a.key, b.key)) }
}

/** What is granted is written out; what is excluded or generalised may be named by a pattern. */
function action(place: Place, grants: boolean): string {
  const text = textOf(place)
  if (grants && /[*?]/.test(text))
    throw invalid(place, `\`${text}\` must be one action: patterns are not granted`)
  if (!isKnownAction(text)) throw invalid(place, `\`${text}\` is no action of AWS`)
  return text
}

function resource(place: Place, values: ReadonlyMap<string, string>): string {
  const text = textOf(place).replace(/\$\{([A-Za-z][A-Za-z0-9_-]*)\}/g, (whole, name: string) => {
    const value = values.get(name)
    if (value === undefined)
      throw invalid(place, `uses the variable \`${whole}\`, which \`variables\` does not have`)
    return value
  })
  if (text !== '*' && parseArn(text) === undefined)
    throw invalid(place, `\`${text}\` is neither an ARN nor \`*\``)
  return text
}

/** `bucket: marigold-media`, or `bucket: {value: marigold-media, reference: aws_s3_bucket.media.id}`. */
function variable(name: string, place: Place): RecipeVariable {
  if (!/^[A-Za-z][A-Za-z0-9_-]*$/.test(name))
    throw invalid(place, 'is no name of a variable: letters, digits, `_`, `-`')
  const fields = isMapping(place) ? members(place, ['value', 'reference']) : undefined
  if (fields === undefined) return { name, value: textOf(place), reference: undefined }
  const value = fields.get('value')
  if (value === undefined) throw invalid(place, 'needs `value`')
  const reference = fields.get('reference')
  return {
    name,
    value: textOf(value),
    reference: reference === undefined ? undefined : referenceOf(reference),
  }
}

function isMapping({ node }: Place): boolean {
  return node !== null && node !== undefined && 'items' in node
}

/** Text that becomes code of Terraform as it is, so nothing but a reference is taken. */
function referenceOf(place: Place): string {
  const text = textOf(place)
  if (!/^[A-Za-z_][A-Za-z0-9_-]*(?:\.[A-Za-z_][A-Za-z0-9_-]*|\[\d{1,4}\])+$/.test(text))
    throw invalid(place, `\`${text}\` is no reference, such as \`aws_s3_bucket.media.id\``)
  return text
}

const choices: readonly ResourceChoice[] = ['exact', 'observed', 'evident', 'patterns']

/** `evident`, or a mapping of services to choices with `all` for the others. */
function choicesOf(place: Place): ResourceChoices {
  if (!isMapping(place)) return { all: oneOf(place, choices), services: new Map() }
  const services = new Map<string, ResourceChoice>()
  let all: ResourceChoice = 'evident'
  for (const [name, value] of members(place, undefined)) {
    if (name === 'all') all = oneOf(value, choices)
    else if (serviceByPrefix(name) === undefined) throw invalid(value, 'is no service of AWS')
    else services.set(name, oneOf(value, choices))
  }
  return { all, services }
}

/** As `--conditions` takes it. */
function conditionNamed(place: Place): string {
  return conditionKeyNamed(textOf(place)) ?? oneOf(place, ['default', 'none', ...conditionKeys])
}

function oneOf<T extends string>(place: Place, known: readonly T[]): T {
  const text = textOf(place)
  const found = known.find((one) => one === text)
  if (found === undefined) throw invalid(place, `does not take \`${text}\``, `there is ${known.join(', ')}`)
  return found
}

function optional(place: Place): string | undefined {
  return isAbsent(place) ? undefined : textOf(place)
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
function policyName(place: Place): string | undefined {
  const text = optional(place)
  if (text !== undefined && !/^[\w+=,.@-]{1,128}$/.test(text))
    throw invalid(place, `\`${text}\` is no name of a policy: up to 128 letters, digits and \`+=,.@_-\``)
  return text
}

/**
 * What every target takes, the template of CloudFormation with its 1,024 bytes and permission sets with Latin-1 too.
 * https://docs.aws.amazon.com/singlesignon/latest/APIReference/API_CreatePermissionSet.html
 */
function description(place: Place): string | undefined {
  const text = optional(place)
  if (text !== undefined && !/^[\u0020-\u007e\u00a1-\u00ff]{1,480}$/.test(text))
    throw invalid(place, 'is no description: one line of up to 480 characters of Latin-1')
  return text
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/id_tags.html#id_tags_rules */
function tag(key: string, place: Place): readonly [string, string] {
  const value = textOf(place)
  const allowed = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u
  if (!allowed.test(key) || key.length > 128 || /^aws:/i.test(key))
    throw invalid(place, 'is no key of a tag: up to 128 letters, digits, spaces and `_.:/=+-@`, not `aws:…`')
  if (!allowed.test(value) || value.length > 256)
    throw invalid(
      place,
      `\`${value}\` is no value of a tag: up to 256 letters, digits, spaces and \`_.:/=+-@\``,
    )
  return [key, value]
}
