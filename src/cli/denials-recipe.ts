import { type AddedRule, recipeOf, recipeWith } from '../adapters/recipe/recipe-change.js'
import { byCodeUnit, sortedUnique } from '../core/iam/order.js'
import type { Denial, NextDenial } from '../workflows/denials.js'
import type { WatchResult } from '../workflows/watch-denials.js'
import { counted } from './amounts.js'

/** The recipe change that would allow what was denied: of new denials as rules, of others as comments. */
export async function denialsRecipe(result: WatchResult, recipe: string | undefined): Promise<string> {
  const isNew = ({ caused, addition }: Denial) => caused && addition !== null
  const denied = result.denials.filter(isNew)
  const open = result.denials.filter((one) => !isNew(one) && isOpen(one))
  const change = {
    principal: result.principal,
    rules: [...rulesFor(denied, reasonOfDenials), ...rulesFor(result.next, reasonOfNext)],
    open: rulesFor(open, reasonOfDenials),
  }
  return recipe === undefined ? recipeOf(change) : recipeWith(recipe, change)
}

/** What an Allow might help, though nobody can say that it would be right. */
function isOpen({ verdict, action, decided }: Denial): boolean {
  if (action === null || decided !== null) return false
  return verdict === 'addition' || verdict === 'resource-unknown' || verdict === 'unclear'
}

/** Resources of one action under the same conditions are one rule. */
function rulesFor<T extends Denial | NextDenial>(
  denials: readonly T[],
  reason: (same: readonly T[]) => string,
): readonly AddedRule[] {
  const groups = new Map<string, T[]>()
  for (const one of denials) {
    const key = JSON.stringify([one.action, Object.entries(one.conditions)])
    groups.set(key, [...(groups.get(key) ?? []), one])
  }
  return [...groups]
    .sort(([a], [b]) => byCodeUnit(a, b))
    .map(([, same]) => ({
      action: same[0]!.action!,
      resources: sortedUnique(same.map(({ resource }) => resource!)),
      conditions: same[0]!.conditions,
      reason: reason(same),
    }))
}

function reasonOfDenials(same: readonly Denial[]): string {
  const calls = same.reduce((sum, one) => sum + one.calls, 0)
  const [first, last] = [
    sortedUnique(same.map((one) => one.first))[0],
    sortedUnique(same.map((one) => one.last)).at(-1),
  ]
  const before = same.reduce((sum, one) => sum + (one.before?.calls ?? 0), 0)
  const words = [
    `AWS denied ${counted(calls, 'call')} from ${first} to ${last}`,
    same.every(({ cause }) => cause === 'no identity') ? 'no identity-based policy allows it' : '',
    before === 0 ? '' : `${counted(before, 'call')} denied before, too`,
    ...same.flatMap(({ uncertain }) =>
      uncertain === null ? [] : [`which resource is not known: ${uncertain}`],
    ),
  ]
  return [...new Set(words)].filter((part) => part !== '').join('; ')
}

function reasonOfNext(same: readonly NextDenial[]): string {
  const events = sortedUnique(same.flatMap((one) => one.events))
  return `what was denied needs it next, as the requests show: ${events.join(', ')}`
}
