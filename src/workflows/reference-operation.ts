import { sortedUnique } from '../core/iam/order.js'
import type { Service } from '../core/reference/service.js'
import { authorizationOf, operationsWithRules } from './reference-authorization.js'
import type { OperationEntry } from './reference-entry.js'

/** How an operation of a service, asked for by prefix or event source, is authorized; `undefined` if it is not known. */
export function operationEntry(
  service: Service,
  source: string,
  eventName: string,
): OperationEntry | undefined {
  const authorization = authorizationOf(source.toLowerCase(), spelled(service, eventName))
  if (authorization === undefined) return undefined
  const { operation, actions, note } = authorization
  return {
    kind: 'operation',
    operation,
    permissions: actions.map(({ id, accessLevel, why }) => ({ action: id, accessLevel, why })),
    dependents: sortedUnique(actions.flatMap(({ dependents }) => dependents)),
    note: note ?? null,
  }
}

/** Events are always spelled the same way; people are not. */
function spelled({ prefix }: Service, eventName: string): string {
  const name = eventName.toLowerCase()
  return operationsWithRules(prefix).find((operation) => operation.toLowerCase() === name) ?? eventName
}
