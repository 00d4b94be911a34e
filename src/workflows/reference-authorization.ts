import type { Call } from '../core/reference/call.js'
import { operationOfEvent, requiredPermissions } from '../core/reference/required.js'
import { type Action, actionById } from '../core/reference/service.js'
import { serviceRules } from '../core/reference/services/index.js'

/** How an operation is authorized when nothing is known of its request. */
export interface Authorization {
  /** With the prefix of its service: `s3:ListObjectsV2`. */
  readonly operation: string
  readonly actions: readonly (Action & { readonly why: string })[]
  /** Why no permission is needed, or how the request decides which. */
  readonly note: string | undefined
}

/**
 * Operations that are no action themselves and that the request alone decides: the rules of the service know them only
 * once there is a request. A test compares the actions with what the rules say.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis-iam.html
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ql-iam.html
 */
const decidedByRequest: ReadonlyMap<string, { readonly actions: readonly string[]; readonly note: string }> =
  new Map(
    [
      [
        'TransactWriteItems',
        ['PutItem', 'UpdateItem', 'DeleteItem', 'ConditionCheckItem'],
        'each item of the transaction needs the action of its own verb',
      ] as const,
      ...['ExecuteStatement', 'BatchExecuteStatement', 'ExecuteTransaction'].map(
        (operation) =>
          [
            operation,
            ['PartiQLSelect', 'PartiQLInsert', 'PartiQLUpdate', 'PartiQLDelete'],
            'each PartiQL statement needs the action of its own verb',
          ] as const,
      ),
    ].map(([operation, actions, note]) => [
      `dynamodb:${operation}`,
      { actions: actions.map((name) => `dynamodb:${name}`), note },
    ]),
  )

/** How an operation is authorized, or `undefined` if it is not known. The source is a prefix or an event source. */
export function authorizationOf(source: string, eventName: string): Authorization | undefined {
  const call = callWithoutRequest(source, eventName)
  const found = operationOfEvent(call)
  if (found === undefined) return undefined
  const operation = `${found.service.prefix}:${found.name}`
  const mapping = requiredPermissions(call)
  if (mapping.kind === 'none')
    return { operation, actions: [], note: `no permission is needed: ${mapping.why}` }
  if (mapping.kind === 'unmapped') return byRequest(operation)
  const actions = mapping.permissions
    .filter(({ kind }) => kind === 'primary')
    .map(({ action, why }) => ({ ...actionById(action)!, why }))
  return { operation, actions, note: undefined }
}

function byRequest(operation: string): Authorization | undefined {
  const known = decidedByRequest.get(operation)
  if (known === undefined) return undefined
  const actions = known.actions.map((id) => ({ ...actionById(id)!, why: 'if the request shows it' }))
  return { operation, actions, note: known.note }
}

/** Operations of a service whose authorization is a rule of its own, by name. */
export function operationsWithRules(prefix: string): readonly string[] {
  const rules = serviceRules.get(prefix)
  const requests = [...decidedByRequest.keys()].filter((id) => id.startsWith(`${prefix}:`))
  return [
    ...Object.keys(rules?.renamed ?? {}),
    ...Object.keys(rules?.permissionless ?? {}),
    ...requests.map((id) => id.slice(prefix.length + 1)),
  ]
}

function callWithoutRequest(source: string, eventName: string): Call {
  return {
    eventSource: source.includes('.') ? source : `${source}.amazonaws.com`,
    eventName,
    region: undefined,
    account: undefined,
    partition: 'aws',
    principal: 'unknown',
    invokedBy: undefined,
    errorCode: undefined,
    request: undefined,
    resources: [],
  }
}
