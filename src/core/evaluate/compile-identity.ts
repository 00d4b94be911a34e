import { parseArn } from '../iam/arn.js'
import type { PolicyDocument } from '../iam/policy.js'
import { ACTIONS_MAX } from './compile-actions.js'
import { anyApplies, type CompiledStatement, compileLayer } from './compile-layer.js'
import { prepareResource } from './compile-resource.js'
import type { Decision, EvaluationRequest } from './evaluation.js'

/** Identity policies name nobody: whoever asks is the one they are attached to. */
const anyone = { kind: 'anonymous' } as const

interface ActionStatements {
  readonly denies: readonly CompiledStatement[]
  readonly allows: readonly CompiledStatement[]
}

/** Reads identity policies once. The function decides as `evaluate` does, fast and without the reasons. */
export function compileIdentity(
  documents: readonly PolicyDocument[],
): (request: EvaluationRequest) => Decision {
  const statements = compileLayer({ type: 'identity', level: 0, documents }, false)
  const byAction = new Map<string, ActionStatements>()
  const select = (effect: string, action: string) =>
    statements.filter((statement) => statement.effect === effect && statement.matchesAction(action))
  const statementsFor = (written: string): ActionStatements => {
    const action = written.toLowerCase()
    const found = { denies: select('Deny', action), allows: select('Allow', action) }
    if (byAction.size < ACTIONS_MAX) byAction.set(written, found)
    return found
  }
  return (request) => {
    const found = byAction.get(request.action) ?? statementsFor(request.action)
    const resource = prepareResource(request.resource, parseArn(request.resource))
    const prepared = { request, principal: anyone, resource }
    const denied = anyApplies(found.denies, prepared)
    if (denied === 'yes') return 'explicitDeny'
    const allowed = anyApplies(found.allows, prepared)
    if (allowed === 'no') return 'implicitDeny'
    return allowed === 'yes' && denied === 'no' ? 'allowed' : 'undecidable'
  }
}
