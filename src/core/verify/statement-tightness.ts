import type { StatementPlace } from '../evaluate/evaluation.js'
import { actionMatches } from '../iam/action.js'
import { hasWildcard } from '../iam/literal.js'
import { sortedUnique } from '../iam/order.js'
import type { Effect, PolicyVersion, Statement } from '../iam/policy.js'
import type { ActionKnowledge } from './action-knowledge.js'
import { type ConditionTightness, conditionTightness } from './condition-tightness.js'
import { statementTest } from './statement-test.js'
import { type Loss, lossOf, type Use, useOf } from './use.js'
import type { EvidencedRequest } from './verification.js'

/** A statement beside what uses it. */
export interface StatementTightness extends StatementPlace {
  readonly sid: string | null
  readonly effect: Effect
  /** The calls it applies to. */
  readonly used: Use
  /** Of these, what nothing else in the policies allows. Nothing for a Deny. */
  readonly breaks: Loss
  /** Every action it allows; empty for a Deny, and for `NotAction`, which lists what it does not allow. */
  readonly allows: readonly string[]
  readonly actions: readonly ActionTightness[]
  readonly resources: readonly ResourceTightness[]
  readonly conditions: readonly ConditionTightness[]
  /** `null` for a Deny, `NotAction`, `NotResource`, and where there are more pairs than are counted. */
  readonly pairs: PairTightness | null
}

/** One entry of `Action`. */
export interface ActionTightness {
  readonly pattern: string
  readonly used: Use
  readonly breaks: Loss
  /** Actions it stands for, those of them that were not used here, and examples of these. */
  readonly allowed: number
  readonly unused: number
  readonly examples: readonly string[]
}

/** One entry of `Resource`. */
export interface ResourceTightness {
  readonly pattern: string
  readonly used: Use
  readonly breaks: Loss
  /** Different resources of the calls, and examples of them. */
  readonly observed: number
  readonly examples: readonly string[]
  /** True if it stands for more than one resource. Not for `*` where only `*` can grant the actions. */
  readonly wider: boolean
}

/** Pairs of an action and a resource pattern that can allow something. */
export interface PairTightness {
  readonly granted: number
  readonly unused: number
  readonly examples: readonly { readonly action: string; readonly resource: string }[]
}

/** A statement with the requests that use it. */
export interface UsedStatement {
  readonly place: StatementPlace
  readonly written: Statement
  readonly version: PolicyVersion | undefined
  readonly used: readonly EvidencedRequest[]
}

const examplesShown = 5

/** The statement beside its use. `isOnly` says of a request that one statement alone allows it. */
export function statementTightness(
  statement: UsedStatement,
  isOnly: (request: EvidencedRequest) => boolean,
  knowledge: ActionKnowledge,
): StatementTightness {
  const { place, written, version, used } = statement
  const allow = written.effect === 'Allow'
  const only = new Set(allow ? used.filter(isOnly) : [])
  const allows = allow && !written.action.not ? expanded(written, knowledge) : []
  const resources = resourceUses(statement)
  return {
    ...place,
    sid: written.sid ?? null,
    effect: written.effect,
    used: useOf(used),
    breaks: lossOf([...only]),
    allows,
    actions: written.action.not ? [] : actionParts(statement, only, knowledge),
    resources: resourceParts(resources, only, { allows, knowledge }),
    conditions: conditionTightness(written, version, used, only),
    pairs: allow && !written.action.not ? pairsOf(allows, resources, knowledge) : null,
  }
}

function expanded({ action }: Statement, { actionsOf }: ActionKnowledge): readonly string[] {
  const byName = new Map(action.patterns.flatMap(actionsOf).map((one) => [one.toLowerCase(), one]))
  return sortedUnique([...byName.values()])
}

function actionParts(
  { written, used }: UsedStatement,
  only: ReadonlySet<EvidencedRequest>,
  { actionsOf }: ActionKnowledge,
): readonly ActionTightness[] {
  const { patterns } = written.action
  const matching = (action: string) => patterns.filter((pattern) => actionMatches(pattern, action))
  const owners = new Map(used.map(({ action }) => [action, matching(action)]))
  return patterns.map((pattern) => {
    const own = used.filter(({ action }) => owners.get(action)!.includes(pattern))
    const names = new Set(own.map(({ action }) => action.toLowerCase()))
    const allowed = actionsOf(pattern)
    const unused = allowed.filter((action) => !names.has(action.toLowerCase()))
    return {
      pattern,
      used: useOf(own),
      breaks: lossOf(own.filter((one) => only.has(one) && owners.get(one.action)!.length === 1)),
      allowed: allowed.length,
      unused: unused.length,
      examples: unused.slice(0, examplesShown),
    }
  })
}

/** The requests that each pattern of `Resource` covers. */
type ResourceUses = ReadonlyMap<string, readonly EvidencedRequest[]>

function resourceUses({ written, version, used }: UsedStatement): ResourceUses {
  const { resource } = written
  if (resource === undefined || resource.not) return new Map()
  const byResource = new Map<string, EvidencedRequest[]>()
  for (const one of used) {
    const known = byResource.get(one.resource)
    if (known === undefined) byResource.set(one.resource, [one])
    else known.push(one)
  }
  return new Map(
    resource.patterns.map((pattern) => {
      if (isPlain(pattern)) return [pattern, byResource.get(pattern) ?? []]
      const narrowed = { ...written, resource: { not: false, patterns: [pattern] } }
      return [pattern, used.filter(statementTest(narrowed, version))]
    }),
  )
}

/** A whole ARN without wildcards and variables covers itself and nothing else. */
function isPlain(pattern: string): boolean {
  return !hasWildcard(pattern) && !pattern.includes('${') && pattern.split(':').length >= 6
}

function resourceParts(
  uses: ResourceUses,
  only: ReadonlySet<EvidencedRequest>,
  { allows, knowledge }: { readonly allows: readonly string[]; readonly knowledge: ActionKnowledge },
): readonly ResourceTightness[] {
  const owners = new Map<EvidencedRequest, number>()
  for (const own of uses.values()) for (const one of own) owners.set(one, (owners.get(one) ?? 0) + 1)
  const anyTakes = allows.length === 0 || allows.some(knowledge.takesResource)
  return [...uses].map(([pattern, own]) => {
    const observed = sortedUnique(own.map(({ resource }) => resource))
    return {
      pattern,
      used: useOf(own),
      breaks: lossOf(own.filter((one) => only.has(one) && owners.get(one) === 1)),
      observed: observed.length,
      examples: observed.slice(0, examplesShown),
      wider: pattern === '*' ? anyTakes : !isPlain(pattern),
    }
  })
}

/** More pairs than this are not asked for one by one. */
const mostPairs = 200_000

function pairsOf(
  allows: readonly string[],
  uses: ResourceUses,
  { allowsNothing }: ActionKnowledge,
): PairTightness | null {
  if (uses.size === 0 || allows.length * uses.size > mostPairs) return null
  let granted = 0
  const unused: { action: string; resource: string }[] = []
  for (const [resource, own] of uses) {
    const names = new Set(own.map(({ action }) => action.toLowerCase()))
    for (const action of allows) {
      const isUsed = names.has(action.toLowerCase())
      if (!isUsed && allowsNothing(action, resource)) continue
      granted++
      if (!isUsed) unused.push({ action, resource })
    }
  }
  return { granted, unused: unused.length, examples: unused.slice(0, examplesShown) }
}
