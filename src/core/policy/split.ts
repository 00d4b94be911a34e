import type { PolicyDocument, Statement } from '../iam/policy.js'
import { policySize } from '../iam/policy-print.js'

/**
 * Characters a customer managed policy may have, white space not counted.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 */
export const managedPolicyLimit = 6_144

/** Documents that together hold the statements, each within the limit; or the statement that no document can hold. */
export type Split =
  | { readonly kind: 'documents'; readonly documents: readonly PolicyDocument[] }
  | { readonly kind: 'too-large'; readonly statement: Statement; readonly size: number }

/**
 * Fills documents in order. A statement that is too large alone is cut by its resources, then by its actions, which
 * changes nothing of what it allows.
 */
export function splitToFit(statements: readonly Statement[], limit: number): Split {
  const documents: Statement[][] = [[]]
  for (const statement of statements.flatMap((one) => cut(one, limit))) {
    const current = documents.at(-1)!
    if (sizeOf([statement]) > limit) return { kind: 'too-large', statement, size: sizeOf([statement]) }
    if (current.length > 0 && sizeOf([...current, statement]) > limit) documents.push([statement])
    else current.push(statement)
  }
  return { kind: 'documents', documents: documents.map(documentOf) }
}

function documentOf(statements: readonly Statement[]): PolicyDocument {
  return { version: '2012-10-17', id: undefined, statements }
}

function sizeOf(statements: readonly Statement[]): number {
  return policySize(documentOf(statements))
}

function cut(statement: Statement, limit: number): readonly Statement[] {
  if (sizeOf([statement]) <= limit) return [statement]
  const parts = partsOf(statement, limit - roomForNumber(statement))
  if (parts.length === 1 || statement.sid === undefined) return parts
  return parts.map((part, index) => ({ ...part, sid: `${statement.sid}Part${index + 1}` }))
}

function partsOf(statement: Statement, limit: number): readonly Statement[] {
  const halves = sizeOf([statement]) <= limit ? undefined : halved(statement)
  return halves === undefined ? [statement] : halves.flatMap((half) => partsOf(half, limit))
}

/** Characters that `PartN` adds to the id of a part, if every action on every resource became one. */
function roomForNumber({ sid, action, resource }: Statement): number {
  const most = action.patterns.length * (resource?.patterns.length ?? 1)
  return sid === undefined ? 0 : `Part${most}`.length
}

function halved(statement: Statement): readonly Statement[] | undefined {
  const { action, resource } = statement
  if (resource !== undefined && resource.patterns.length > 1) {
    return halves(resource.patterns).map((patterns) => ({
      ...statement,
      resource: { ...resource, patterns },
    }))
  }
  return action.patterns.length > 1
    ? halves(action.patterns).map((patterns) => ({ ...statement, action: { ...action, patterns } }))
    : undefined
}

function halves<T>(list: readonly T[]): readonly (readonly T[])[] {
  const middle = Math.ceil(list.length / 2)
  return [list.slice(0, middle), list.slice(middle)]
}
