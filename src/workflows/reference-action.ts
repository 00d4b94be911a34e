import { sortedUnique } from '../core/iam/order.js'
import type { Action, Service } from '../core/reference/service.js'
import { authorizationOf, operationsWithRules } from './reference-authorization.js'
import type { ActionEntry, ActionSummary } from './reference-entry.js'

/** An action in one line. */
export function summaryOf({ id, accessLevel, resources }: Action): ActionSummary {
  return { action: id, accessLevel, resourceTypes: [...new Set(resources.map(({ type }) => type.name))] }
}

/** All that is known of an action. */
export function actionEntry(service: Service, action: Action): ActionEntry {
  return {
    kind: 'action',
    action: action.id,
    accessLevel: action.accessLevel,
    resourceTypes: action.resources.map(({ type, required, conditionKeys }) => ({
      type: type.name,
      arn: type.format.text,
      required,
      conditionKeys: sortedUnique([...type.conditionKeys, ...conditionKeys]),
    })),
    conditionKeys: action.conditionKeys,
    dependents: action.dependents,
    operations: otherOperations(service, action),
    note: noteOn(service, action),
  }
}

function otherOperations(service: Service, action: Action): readonly string[] {
  const authorized = operationsWithRules(service.prefix).filter((operation) => {
    const authorization = authorizationOf(service.prefix, operation)
    return operation !== action.name && authorization?.actions.some(({ id }) => id === action.id) === true
  })
  return sortedUnique(authorized)
}

function noteOn(service: Service, action: Action): string | null {
  const authorization = authorizationOf(service.prefix, action.name)
  return authorization?.note ?? null
}
