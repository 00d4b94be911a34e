import { globMatches } from './glob.js'
import { globCovers } from './glob-relation.js'

/**
 * An action or an action pattern, `service:Name`.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html
 */
export interface Action {
  /** The service prefix, as spelled. `*` only if the whole pattern is `*`. */
  readonly service: string
  /** The name, as spelled; may hold `*` and `?`. */
  readonly name: string
}

const SERVICE = /^[A-Za-z0-9-]+$/
const NAME = /^[A-Za-z0-9_*?-]+$/

/**
 * The action that a text spells, or `undefined` if it is none. `*` alone is every action of every service,
 * as is `*:*`; no other wildcard may stand in the service.
 */
export function parseAction(text: string): Action | undefined {
  if (text === '*' || text === '*:*') return { service: '*', name: '*' }
  const colon = text.indexOf(':')
  const service = text.slice(0, Math.max(colon, 0))
  const name = text.slice(colon + 1)
  return SERVICE.test(service) && NAME.test(name) ? { service, name } : undefined
}

/** The action as text: `*` for every action, else `service:Name`. */
export function printAction(action: Action): string {
  return action.service === '*' ? '*' : `${action.service}:${action.name}`
}

/** Does the pattern match the action? Letter case does not matter in actions, nor in their service prefix. */
export function actionMatches(pattern: string, action: string): boolean {
  return globMatches(pattern.toLowerCase(), action.toLowerCase())
}

/** Is every action that `narrower` matches also matched by `broader`? */
export function actionCovers(broader: string, narrower: string): boolean {
  return globCovers(broader.toLowerCase(), narrower.toLowerCase())
}
