import { globMatches } from '../iam/glob.js'
import { byCodeUnit, sortedUnique } from '../iam/order.js'
import { matchesFormat } from '../reference/arn-format.js'
import { actionById } from '../reference/service.js'
import { joinObserved, type ObservedPermission } from './observed.js'
import { type Shape, type ShapeRule, shapesOf } from './shapes.js'

/**
 * How far resources are generalised. `exact`: never where an ARN was observed. `observed`: only identifiers that AWS
 * chose when the principal created something, and object prefixes. `evident`: also names of one shape of which so many
 * were used that the shape is what is meant. `patterns`: also a single name, if a machine wrote a part of it.
 */
export type ResourceChoice = 'exact' | 'observed' | 'evident' | 'patterns'

/** The choice for all services but those named. Services by their IAM prefix. */
export interface ResourceChoices {
  readonly all: ResourceChoice
  readonly services: ReadonlyMap<string, ResourceChoice>
}

/** What is done unless asked otherwise. */
export const defaultChoices: ResourceChoices = { all: 'evident', services: new Map() }

/** The choice for the service of an action. */
export function choiceFor({ all, services }: ResourceChoices, action: string): ResourceChoice {
  return services.get(action.slice(0, action.indexOf(':'))) ?? all
}

/** A pattern in the policy that stands for more than was observed. */
export interface Generalization {
  readonly resource: string
  /** The actions it is granted to, sorted. */
  readonly actions: readonly string[]
  readonly rule: string
  /** How many different ARNs it stands for; `undefined` where more were used than are kept. */
  readonly observed: number | undefined
  /** The first of them. */
  readonly examples: readonly string[]
  /** What else it covers, in words. */
  readonly alsoCovers: string
  /** How much that is: names of the same form, all below a prefix, or all of the type in the account and Region. */
  readonly size: 'shape' | 'prefix' | 'type'
}

/** Different names of one shape that show that the shape is meant, where something of the name is left in it. */
const enough: Readonly<Record<ShapeRule, number>> = {
  uuid: 3,
  timestamp: 2,
  date: 2,
  'resource-id': 3,
  hash: 3,
  'stack-suffix': 2,
  'secret-suffix': 2,
  'log-stream': 2,
  'random-suffix': 3,
  number: 10,
}
/** … and where nothing is. */
const enoughWhole = 10

/** Permissions with resources of one shape as one pattern, where the evidence supports it and the choice allows it. */
export function generalized(
  permissions: readonly ObservedPermission[],
  choices: ResourceChoices,
): readonly ObservedPermission[] {
  const shapes = new Map(permissions.map(({ resource }) => [resource, shapesOf(resource)]))
  const counts = countsOf(permissions, shapes)
  const byKey = new Map<string, ObservedPermission>()
  for (const permission of permissions) {
    const shape = shapeFor(permission, shapes.get(permission.resource)!, counts, choices)
    const one = shape === undefined ? permission : withPattern(permission, shape, counts)
    const key = JSON.stringify([one.action, one.resource, one.conditions])
    const known = byKey.get(key)
    byKey.set(key, known === undefined ? one : joinObserved(known, one))
  }
  return [...byKey.values()]
}

interface Counts {
  /** Different ARNs by family. */
  readonly byFamily: ReadonlyMap<string, ReadonlySet<string>>
  /** Different ARNs by family, action and conditions. */
  readonly byUse: ReadonlyMap<string, ReadonlySet<string>>
}

type Shapes = ReadonlyMap<string, ReturnType<typeof shapesOf>>

function countsOf(permissions: readonly ObservedPermission[], shapes: Shapes): Counts {
  const byFamily = new Map<string, Set<string>>()
  const byUse = new Map<string, Set<string>>()
  for (const permission of permissions) {
    const { made, likely } = shapes.get(permission.resource)!
    for (const shape of [made, likely]) {
      if (shape === undefined) continue
      for (const [map, key] of [
        [byFamily, shape.family],
        [byUse, useKey(permission, shape)],
      ] as const)
        map.set(key, (map.get(key) ?? new Set()).add(permission.resource))
    }
  }
  return { byFamily, byUse }
}

function useKey({ action, conditions }: ObservedPermission, { family }: Shape): string {
  return JSON.stringify([family, action, conditions])
}

/** What is likely needs its evidence from the very same action; what a machine is certain to have made, from any. */
function shapeFor(
  permission: ObservedPermission,
  { made, likely }: ReturnType<typeof shapesOf>,
  { byFamily, byUse }: Counts,
  choices: ResourceChoices,
): Shape | undefined {
  const choice = choiceFor(choices, permission.action)
  const fits = (shape: Shape | undefined, seen: number) =>
    shape !== undefined && enoughNames(shape, choice, seen) && keepsType(permission, shape)
      ? shape
      : undefined
  const used = likely === undefined ? 0 : byUse.get(useKey(permission, likely))!.size
  const shown = made === undefined ? 0 : byFamily.get(made.family)!.size
  return fits(likely, used) ?? fits(made, shown)
}

/** True if so many different names of a shape show, for the choice made, that the shape is what is meant. */
export function enoughNames(shape: Shape, choice: ResourceChoice, seen: number): boolean {
  return choice !== 'exact' && choice !== 'observed' && seen >= needed(shape, choice)
}

function needed({ rules, whole }: Shape, choice: ResourceChoice): number {
  const doubtful = rules.includes('number') || rules.includes('random-suffix')
  if (choice === 'patterns' && !doubtful && !whole) return 1
  const most = Math.max(...rules.map((rule) => enough[rule]))
  return whole ? Math.max(most, enoughWhole) : most
}

/** True if the pattern is of every resource type that the ARN is of, as far as the action knows. */
function keepsType({ action, resource }: ObservedPermission, { pattern }: Shape): boolean {
  const types = (actionById(action)?.resources ?? []).filter(({ type }) =>
    matchesFormat(type.format, resource),
  )
  const sample = pattern.replaceAll('?', '0').replaceAll('*', 'x')
  return types.length > 0 && types.every(({ type }) => matchesFormat(type.format, sample))
}

function withPattern(permission: ObservedPermission, shape: Shape, { byFamily }: Counts): ObservedPermission {
  const seen = [...byFamily.get(shape.family)!].sort(byCodeUnit)
  const rule = shape.rules.join(' and ')
  return {
    ...permission,
    resource: shape.pattern,
    wildcard: {
      reason: `${seen.length} ${seen.length === 1 ? 'name' : 'names'} of this kind used (rule ${rule}): the open part is of a machine's making`,
      hint: 'nothing to do if every name of this shape is meant; `--resources observed` writes the ARNs that were used',
    },
    pattern: {
      rule,
      values: seen.filter((arn) => globMatches(shape.pattern, arn)),
      alsoCovers: shape.pattern.endsWith('*')
        ? 'every log stream of the log group'
        : 'every name of the same length that agrees wherever the pattern has no `?`',
      size: shape.pattern.endsWith('*') ? 'prefix' : shape.whole ? 'type' : 'shape',
    },
  }
}

const examplesShown = 3

/** What the patterns of granted permissions stand for, one entry for each pattern and rule. Sorted. */
export function generalizationsOf(permissions: readonly ObservedPermission[]): readonly Generalization[] {
  const byPattern = new Map<
    string,
    {
      resource: string
      actions: string[]
      values: Set<string>
      unknown: boolean
      pattern: NonNullable<ObservedPermission['pattern']>
    }
  >()
  for (const { action, resource, pattern } of permissions) {
    if (pattern === undefined) continue
    const key = JSON.stringify([resource, pattern.rule])
    const known = byPattern.get(key) ?? { resource, actions: [], values: new Set(), unknown: false, pattern }
    known.actions.push(action)
    if (pattern.values === undefined) known.unknown = true
    for (const value of pattern.values ?? []) known.values.add(value)
    byPattern.set(key, known)
  }
  return [...byPattern]
    .sort(([a], [b]) => byCodeUnit(a, b))
    .map(([, { resource, actions, values, unknown, pattern }]) => ({
      resource,
      actions: sortedUnique(actions),
      rule: pattern.rule,
      observed: unknown ? undefined : values.size,
      examples: sortedUnique(values).slice(0, examplesShown),
      alsoCovers: pattern.alsoCovers,
      size: pattern.size,
    }))
}
