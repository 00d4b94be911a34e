import type { CarriedKey } from '../activity/carried.js'
import { anySegment, widestLevel } from '../activity/prefix-tree.js'
import { hasWildcard } from '../iam/literal.js'
import { byCodeUnit, sortedUnique } from '../iam/order.js'
import { literalValue } from '../reference/literal-value.js'
import { actionById, supportsConditionKey } from '../reference/service.js'
import { choiceFor, enoughNames, type ResourceChoices } from './generalize.js'
import type { ObservedPermission } from './observed.js'
import { shapesOf } from './shapes.js'

/**
 * Keys that the request itself fills, used only if they are asked for: `aws:RequestTag` stands for all tags,
 * `aws:RequestTag/team` for one.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/amazon-s3-policy-keys.html
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-requesttag
 */
export const requestKeys = ['s3:prefix', 'aws:RequestTag', 'aws:TagKeys'] as const

/** What became of a key that was asked for, on one permission whose action has it. */
export interface RequestCondition {
  readonly key: string
  readonly action: string
  readonly resource: string
  /** What the policy asks for; empty if it does not. */
  readonly values: readonly string[]
  /** The rules of docs/generalisation.md that left something open in the values. */
  readonly rules: readonly string[]
  /** Why there is no condition; `undefined` if there is one. */
  readonly left: string | undefined
}

/** The same as JSON: `left` is `null` if there is a condition. */
export interface ReportedCondition extends Omit<RequestCondition, 'left'> {
  readonly left: string | null
}

/** As the report has it. */
export function reportedCondition(one: RequestCondition): ReportedCondition {
  return { ...one, left: one.left ?? null }
}

/** True for a key that {@link requestConditions} answers. */
export function isRequestKey(key: string): boolean {
  return (requestKeys as readonly string[]).includes(key) || key.startsWith('aws:RequestTag/')
}

/** The request keys asked for that AWS lists for the action: each with its condition, or why it has none. */
export function requestConditions(
  permission: ObservedPermission,
  keys: ReadonlySet<string>,
  choices: ResourceChoices,
): readonly RequestCondition[] {
  const asked = [...keys].filter(isRequestKey)
  if (asked.length === 0 || permission.origins === undefined) return []
  const action = actionById(permission.action)
  const carried = permission.origins.map(
    (origin) => new Map((origin.carried ?? []).map((one) => [one.key, one])),
  )
  const seen = sortedUnique(carried.flatMap((one) => [...one.keys()]))
  return asked
    .filter((key) => action !== undefined && supportsConditionKey(action, listedAs(key)))
    .flatMap((key) => (key === 'aws:RequestTag' ? tagsAmong(seen) : [key]))
    .map((key) => {
      const uses = carried.map((one) => one.get(key))
      return {
        key,
        action: permission.action,
        resource: permission.resource,
        ...conditionFrom(key, uses, permission, choices),
      }
    })
}

/** As the reference spells the key. */
function listedAs(key: string): string {
  return key.startsWith('aws:RequestTag') ? 'aws:RequestTag/${TagKey}' : key
}

function tagsAmong(seen: readonly string[]): readonly string[] {
  const tags = seen.filter((key) => key.startsWith('aws:RequestTag/'))
  return tags.length === 0 ? ['aws:RequestTag'] : tags
}

type Answer = Pick<RequestCondition, 'values' | 'rules' | 'left'>

const leftOut = (left: string): Answer => ({ values: [], rules: [], left })

function conditionFrom(
  key: string,
  uses: readonly (CarriedKey | undefined)[],
  { action }: ObservedPermission,
  choices: ResourceChoices,
): Answer {
  const known = uses.filter((use) => use !== undefined)
  if (known.every(({ values }) => values.length === 0)) return leftOut('no call is known to have carried it')
  if (known.some(({ by }) => by === 'some')) return leftOut('some calls carried it and others did not')
  if (known.length < uses.length || known.some(({ by }) => by === 'unknown'))
    return leftOut('some calls are not known to have carried it')
  const values = sortedUnique(known.flatMap((use) => use.values))
  if (key === 's3:prefix') return prefixes(values, choiceFor(choices, action))
  const texts = values.map((value) => (value === anySegment ? '*' : literalValue(value)))
  if (texts.length > widestLevel || values.includes(anySegment))
    return leftOut(`more than ${widestLevel} different values were used`)
  if (texts.some(hasWildcard)) return leftOut('a value has characters that a policy cannot hold')
  return { values: texts, rules: [], left: undefined }
}

/** Prefixes are names below a bucket: what generalises those generalises these. */
function prefixes(values: readonly string[], choice: ReturnType<typeof choiceFor>): Answer {
  const texts = values.map(literalValue)
  const open = values.some((value) => value.endsWith(anySegment)) ? ['prefix'] : []
  const shapes = new Map(texts.map((text) => [text, shapesOf(`${anyBucket}${text}`).made]))
  const families = new Map<string, number>()
  for (const shape of shapes.values())
    if (shape !== undefined) families.set(shape.family, (families.get(shape.family) ?? 0) + 1)
  const rules = new Set<string>(open)
  const shaped = texts.map((text) => {
    const shape = shapes.get(text)
    if (shape === undefined || !enoughNames(shape, choice, families.get(shape.family)!)) return text
    for (const rule of shape.rules) rules.add(rule)
    return shape.pattern.slice(anyBucket.length)
  })
  const all = sortedUnique(shaped)
  if (all.some((text) => /^[*?]+$/.test(text)))
    return leftOut(`more than ${widestLevel} different prefixes have nothing in common`)
  if (all.length > widestLevel)
    return leftOut(`more than ${widestLevel} prefixes and patterns would be needed`)
  return { values: all, rules: [...rules].sort(byCodeUnit), left: undefined }
}

const anyBucket = 'arn:aws:s3:::bucket/'
