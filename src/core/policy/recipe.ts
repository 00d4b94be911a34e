import { actionMatches } from '../iam/action.js'
import { arnCovers } from '../iam/arn-pattern.js'
import { hasWildcard } from '../iam/literal.js'
import { serviceByPrefix } from '../reference/service.js'
import type { ResourceChoices } from './generalize.js'
import { joinObserved, type ObservedPermission, type UnmappedEvent } from './observed.js'
import type { LimitName } from './split.js'

/** What a person decided about one policy, kept in a file and applied at every generation: see docs/recipe.md. */
export interface Recipe {
  readonly principal: string | undefined
  /** Name and description of the policy, and tags for the formats that have them. */
  readonly name: string | undefined
  readonly description: string | undefined
  readonly tags: readonly (readonly [key: string, value: string])[]
  readonly format: string | undefined
  readonly resources: ResourceChoices | undefined
  readonly conditions: readonly string[] | undefined
  readonly limit: LimitName | undefined
  readonly variables: readonly RecipeVariable[]
  readonly allow: readonly RecipeRule[]
  readonly exclude: readonly RecipeRule[]
  readonly patterns: readonly RecipeRule[]
  readonly choose: readonly RecipeAnswer[]
}

/** A value that other tools know by a reference: `marigold-media` by `aws_s3_bucket.media.id`. */
export interface RecipeVariable {
  readonly name: string
  readonly value: string
  /** For the formats that can refer: an expression of Terraform. */
  readonly reference: string | undefined
}

/** Actions and resources, with the reason. What the lists mean depends on the section that the rule stands in. */
export interface RecipeRule {
  readonly actions: readonly string[]
  readonly resources: readonly string[]
  readonly reason: string
  /** Of `allow` and `choose`: what a request must carry as well, each key with one of its values. Default: nothing. */
  readonly conditions?: ObservedPermission['conditions']
}

/** The actions to grant for an event that no rule of the reference knows. */
export interface RecipeAnswer extends RecipeRule {
  /** `eventSource eventName`, as the report lists it. */
  readonly event: string
}

/** Something that the recipe changed. */
export interface RecipeChange {
  readonly action: string
  readonly resource: string
  readonly reason: string
}

/** Permissions as a recipe wants them, and what it changed. */
export interface Prepared {
  readonly permissions: readonly ObservedPermission[]
  /** What was added under conditions: a person wrote those, so that no choice of condition keys takes them away. */
  readonly conditioned: readonly ObservedPermission[]
  readonly unmapped: readonly UnmappedEvent[]
  readonly added: readonly RecipeChange[]
  readonly excluded: readonly RecipeChange[]
  /** Rules that changed nothing: a typing error, or no longer needed. */
  readonly idle: readonly string[]
}

/** A recipe that changes nothing. */
export const emptyRecipe: Recipe = {
  principal: undefined,
  name: undefined,
  description: undefined,
  tags: [],
  format: undefined,
  resources: undefined,
  conditions: undefined,
  limit: undefined,
  variables: [],
  allow: [],
  exclude: [],
  patterns: [],
  choose: [],
}

/** Applies patterns, exclusions, additions and answers, in this order: an exclusion does not take back an addition. */
export function withRecipe(
  permissions: readonly ObservedPermission[],
  unmapped: readonly UnmappedEvent[],
  recipe: Recipe,
): Prepared {
  const patterned = permissions.map((one) => ({ one: withPattern(one, recipe.patterns) }))
  const excluded: RecipeChange[] = []
  const kept = patterned.flatMap(({ one }) => {
    const rule = recipe.exclude.find((each) => isMeant(each, one))
    if (rule === undefined) return [one]
    excluded.push({ action: one.action, resource: one.resource, reason: rule.reason })
    return []
  })
  const answered = recipe.choose.flatMap((answer) => answers(answer, unmapped))
  const additions = [...recipe.allow.flatMap((rule) => added(rule)), ...answered]
  const known = new Set(recipe.choose.map(({ event }) => event))
  return {
    permissions: joined([...kept, ...additions.filter(({ conditions }) => conditions.length === 0)]),
    conditioned: joined(additions.filter(({ conditions }) => conditions.length > 0)),
    unmapped: unmapped.filter((one) => !known.has(eventOf(one))),
    added: additions.map(({ action, resource, why }) => ({ action, resource, reason: why })),
    excluded,
    idle: idleRules(recipe, permissions, unmapped),
  }
}

/** True if the permission is one that the rule means: its action, on resources that the rule names or includes. */
export function isMeant(
  { actions, resources }: RecipeRule,
  { action, resource }: Pick<ObservedPermission, 'action' | 'resource'>,
): boolean {
  return (
    actions.some((pattern) => actionMatches(pattern, action)) &&
    resources.some((pattern) => pattern === resource || arnCovers(pattern, resource))
  )
}

function withPattern(permission: ObservedPermission, rules: readonly RecipeRule[]): ObservedPermission {
  const rule = rules.find((one) => permission.resource !== '*' && isMeant(one, permission))
  const resource = rule?.resources.find((pattern) => arnCovers(pattern, permission.resource))
  if (rule === undefined || resource === undefined || resource === permission.resource) return permission
  return {
    ...permission,
    resource,
    pattern: {
      rule: 'recipe',
      values: permission.pattern?.values ?? [permission.resource],
      alsoCovers: `whatever the pattern matches: ${rule.reason}`,
      size: 'prefix',
    },
    wildcard: { reason: `the recipe generalises it: ${rule.reason}`, hint: 'narrow it in the recipe' },
  }
}

const never = { count: 0, first: '', last: '', days: new Map<string, number>(), samples: [] }

function added(
  { actions, resources, reason, conditions = [] }: RecipeRule,
  evidence = never,
): ObservedPermission[] {
  return actions.flatMap((action) =>
    resources.map((resource) => ({
      action,
      resource,
      conditions,
      evidence,
      failed: 0,
      blind: false,
      why: reason,
      wildcard: hasWildcard(resource)
        ? { reason: `the recipe adds it: ${reason}`, hint: 'narrow it in the recipe' }
        : undefined,
    })),
  )
}

function answers(answer: RecipeAnswer, unmapped: readonly UnmappedEvent[]): ObservedPermission[] {
  const event = unmapped.find((one) => eventOf(one) === answer.event)
  return event === undefined
    ? []
    : added(answer, { ...never, ...event.evidence, days: new Map(event.evidence.days), samples: [] })
}

/** The name of an event as recipe and report write it. */
export function eventOf({ eventSource, eventName }: UnmappedEvent): string {
  return `${eventSource} ${eventName}`
}

function joined(permissions: readonly ObservedPermission[]): readonly ObservedPermission[] {
  const byKey = new Map<string, ObservedPermission>()
  for (const one of permissions) {
    const key = JSON.stringify([one.action, one.resource, one.conditions])
    const known = byKey.get(key)
    byKey.set(key, known === undefined ? one : joinObserved(known, one))
  }
  return [...byKey.values()]
}

function idleRules(
  { patterns, exclude, choose }: Recipe,
  permissions: readonly ObservedPermission[],
  unmapped: readonly UnmappedEvent[],
): string[] {
  const idle = (section: string, rules: readonly RecipeRule[]) =>
    rules
      .filter((rule) => !permissions.some((one) => isMeant(rule, one)))
      .map(({ actions }) => `${section}: ${actions.join(', ')}`)
  const events = new Set(unmapped.map(eventOf))
  return [
    ...idle('patterns', patterns),
    ...idle('exclude', exclude),
    ...choose.filter(({ event }) => !events.has(event)).map(({ event }) => `choose: ${event}`),
  ]
}

/** True if the action exists, or is a pattern of a service that does. */
export function isKnownAction(action: string): boolean {
  const colon = action.indexOf(':')
  const service = serviceByPrefix(action.slice(0, Math.max(0, colon)))
  const wanted = action.toLowerCase()
  return [...(service?.actions.values() ?? [])].some(({ id }) => actionMatches(wanted, id))
}
