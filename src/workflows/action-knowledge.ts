import { actionMatches } from '../core/iam/action.js'
import { hasWildcard } from '../core/iam/literal.js'
import { isInertAnywhere } from '../core/policy/inert.js'
import { actionById, serviceByPrefix, servicePrefixes } from '../core/reference/service.js'
import type { ActionKnowledge } from '../core/verify/action-knowledge.js'

/** What the reference knows of actions. Each pattern is looked up once. */
export function actionKnowledge(): ActionKnowledge {
  const kept = new Map<string, readonly string[]>()
  return {
    actionsOf: (pattern) => {
      const actions = kept.get(pattern) ?? actionsOf(pattern)
      kept.set(pattern, actions)
      return actions
    },
    takesResource: (action) => (actionById(action)?.resources.length ?? 1) > 0,
    allowsNothing: (action, resource) => resource !== '*' && isInertAnywhere(action, resource),
  }
}

/** An action that the reference does not know stands for itself. */
function actionsOf(pattern: string): readonly string[] {
  if (!hasWildcard(pattern)) return [actionById(pattern)?.id ?? pattern]
  const prefix = pattern.slice(0, Math.max(pattern.indexOf(':'), 0)).toLowerCase()
  const services = pattern === '*' || hasWildcard(prefix) ? servicePrefixes() : [prefix]
  return services
    .flatMap((name) => serviceByPrefix(name)?.actions.values() ?? [])
    .map(({ id }) => id)
    .filter((id) => actionMatches(pattern, id))
}
