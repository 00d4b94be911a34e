import { globMatches } from '../iam/glob.js'
import { byCodeUnit, sortedUnique } from '../iam/order.js'
import { type Action, serviceByPrefix } from '../reference/service.js'
import type { Grant } from './minimize.js'

/**
 * Whether actions may be written with `*`. `none`: never, because AWS adds actions and a pattern would grant them.
 * `exact`: where the pattern stands for no action outside the statement today. `read`: also for others that only read or
 * list; they are named in the report.
 */
export type ActionWildcards = 'none' | 'exact' | 'read'

/** An action pattern of the policy, and the actions it allows beyond those that are needed. */
export interface ActionPattern {
  readonly pattern: string
  readonly stands: readonly string[]
  readonly alsoAllows: readonly string[]
}

/** The grants with fewer characters for their actions, and what became a pattern. */
export function withActionWildcards(
  grants: readonly Grant[],
  mode: ActionWildcards,
): { readonly grants: readonly Grant[]; readonly patterns: readonly ActionPattern[] } {
  if (mode === 'none') return { grants, patterns: [] }
  const found = new Map<string, ActionPattern>()
  const shortened = grants.map((grant) => {
    const patterns = patternsFor(grant.actions, mode)
    for (const one of patterns) found.set(JSON.stringify([one.pattern, one.stands]), one)
    const stands = new Set(patterns.flatMap((one) => one.stands))
    const rest = grant.actions.filter((action) => !stands.has(action))
    return { ...grant, actions: sortedUnique([...rest, ...patterns.map(({ pattern }) => pattern)]) }
  })
  return {
    grants: shortened,
    patterns: [...found].sort(([a], [b]) => byCodeUnit(a, b)).map(([, one]) => one),
  }
}

/** Takes the pattern that saves most, until none saves anything. */
function patternsFor(actions: readonly string[], mode: ActionWildcards): readonly ActionPattern[] {
  const granted = new Set(actions)
  const open = new Set(actions)
  const taken: ActionPattern[] = []
  for (;;) {
    let best: { one: ActionPattern; saving: number } | undefined
    for (const one of candidates(open, granted, mode)) {
      const saving = one.stands.reduce((sum, action) => sum + action.length + 3, 0) - one.pattern.length - 3
      if (saving > (best?.saving ?? 0)) best = { one, saving }
    }
    if (best === undefined) return taken
    taken.push(best.one)
    for (const action of best.one.stands) open.delete(action)
  }
}

/** Fewer letters say nothing to a reader. */
const shortest = 3

function candidates(
  open: ReadonlySet<string>,
  granted: ReadonlySet<string>,
  mode: ActionWildcards,
): readonly ActionPattern[] {
  const patterns = new Set<string>()
  for (const action of open) {
    const name = action.indexOf(':') + 1
    // After a whole word, so that a pattern reads like a name: `Get*`, `GetBucket*`.
    for (let end = name + shortest; end <= action.length; end++)
      if (end === action.length || /[A-Z]/.test(action[end]!)) patterns.add(`${action.slice(0, end)}*`)
  }
  return sortedUnique(patterns).flatMap((pattern) => {
    const stands = [...open].filter((action) => globMatches(pattern, action)).sort(byCodeUnit)
    if (stands.length < 2) return []
    const others = expansion(pattern).filter(({ id }) => !granted.has(id))
    if (others.some((action) => mode === 'exact' || !onlyReads(action))) return []
    return [{ pattern, stands, alsoAllows: others.map(({ id }) => id).sort(byCodeUnit) }]
  })
}

/** Letter case does not matter in actions. */
function expansion(pattern: string): readonly Action[] {
  const service = serviceByPrefix(pattern.slice(0, pattern.indexOf(':')))
  const wanted = pattern.toLowerCase()
  return [...(service?.actions.values() ?? [])].filter(({ id }) => globMatches(wanted, id.toLowerCase()))
}

function onlyReads({ accessLevel }: Action): boolean {
  return /^(?:Read|List)(?:, ?(?:Read|List))?$/.test(accessLevel)
}
