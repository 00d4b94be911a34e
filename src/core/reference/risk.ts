import { actionMatches } from '../iam/action.js'
import { credentialRisks } from './risks/credentials.js'
import { dataRisks } from './risks/data.js'
import type { RiskEntry } from './risks/entry.js'
import { escalationRisks } from './risks/escalation.js'
import { exposureRisks } from './risks/exposure.js'
import { type Action, serviceByPrefix } from './service.js'

/** What kind of harm an action can do in the wrong hands. */
export type RiskKind =
  | 'permissions management'
  | 'privilege escalation'
  | 'credential exposure'
  | 'data exfiltration'
  | 'resource exposure'

/** One harm an action can do. */
export interface Risk {
  readonly kind: RiskKind
  /** Says what becomes possible; continues a sentence that begins with the action. */
  readonly reason: string
  /** The page it follows from; empty if it is AWS's access level. */
  readonly source: string
}

const lists: readonly (readonly [RiskKind, readonly RiskEntry[]])[] = [
  ['privilege escalation', escalationRisks],
  ['credential exposure', credentialRisks],
  ['data exfiltration', dataRisks],
  ['resource exposure', exposureRisks],
]

/** Every entry of the lists, with its kind. */
export function listedRisks(): readonly {
  readonly kind: RiskKind
  readonly action: string
  readonly risk: Risk
}[] {
  return lists.flatMap(([kind, entries]) =>
    entries.map(([action, reason, source]) => ({ kind, action, risk: { kind, reason, source } })),
  )
}

const byAction = new Map<string, Risk[]>()

/**
 * What an action could do in the wrong hands: what the cited lists say, and `permissions management` where AWS gives it that
 * access level. Not being here does not make an action harmless.
 */
export function risksOf(action: Action): readonly Risk[] {
  if (byAction.size === 0) {
    for (const { action: name, risk } of listedRisks()) {
      byAction.set(name.toLowerCase(), [...(byAction.get(name.toLowerCase()) ?? []), risk])
    }
  }
  const listed = byAction.get(action.id.toLowerCase()) ?? []
  return action.accessLevel.includes('Permissions management') ? [permissionsManagement, ...listed] : listed
}

const permissionsManagement: Risk = {
  kind: 'permissions management',
  reason: 'changes who may do what (AWS lists it as permissions management)',
  source: '',
}

/** The actions that an action or a pattern with wildcards stands for, in the order of the reference. */
export function actionsMatching(pattern: string): readonly Action[] {
  const service = serviceByPrefix(pattern.slice(0, Math.max(pattern.indexOf(':'), 0)).toLowerCase())
  if (service === undefined) return []
  return [...service.actions.values()].filter(({ id }) => actionMatches(pattern, id))
}
