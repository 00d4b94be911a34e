import { isAny } from '../iam/arn-pattern.js'
import type { PolicyDocument } from '../iam/policy.js'
import { risksOf } from '../reference/risk.js'
import { actionById } from '../reference/service.js'
import type { GrantedAction } from './granted-actions.js'

/** How much harm granted actions can do. The lists are sorted as the actions are. */
export interface RiskProfile {
  readonly permissionsManagement: readonly string[]
  readonly privilegeEscalation: readonly string[]
  /** Numbers of actions. */
  readonly credentialExposure: number
  readonly dataExfiltration: number
  readonly resourceExposure: number
  /** Actions that can be limited to resources, and are granted on `*`. */
  readonly actionsOnEveryResource: number
  /** Allow statements of identity policies with `*` among their resources. */
  readonly statementsOnEveryResource: number
}

/** The risks of what is granted, by the lists of core/reference/risk. */
export function riskProfile(
  granted: readonly GrantedAction[],
  identity: readonly PolicyDocument[],
): RiskProfile {
  const kinds = granted.map(({ action }) => {
    const known = actionById(action)
    return { action, kinds: new Set(known === undefined ? [] : risksOf(known).map(({ kind }) => kind)) }
  })
  const named = (kind: Parameters<(typeof kinds)[number]['kinds']['has']>[0]) =>
    kinds.flatMap((one) => (one.kinds.has(kind) ? [one.action] : []))
  return {
    permissionsManagement: named('permissions management'),
    privilegeEscalation: named('privilege escalation'),
    credentialExposure: named('credential exposure').length,
    dataExfiltration: named('data exfiltration').length,
    resourceExposure: named('resource exposure').length,
    actionsOnEveryResource: granted.filter(({ onEveryResource }) => onEveryResource).length,
    statementsOnEveryResource: identity
      .flatMap(({ statements }) => statements)
      .filter(
        ({ effect, resource }) =>
          effect === 'Allow' && resource?.not === false && resource.patterns.some(isAny),
      ).length,
  }
}
