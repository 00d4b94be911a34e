import { byCodeUnit } from '../iam/order.js'
import type { PolicyDocument, Statement } from '../iam/policy.js'
import { policySize } from '../iam/policy-print.js'

/**
 * Characters a customer managed policy may have, white space not counted.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 */
export const managedPolicyLimit = 6_144

/** What holds a policy: how many characters one may have, how many there may be, and what to call it. */
export interface PolicyLimit {
  readonly characters: number
  /** Documents that may be attached at once. */
  readonly documents: number
  readonly holder: string
}

/**
 * The places that a policy can be put into. Inline policies of one identity share their limit, so one document is as good
 * as several. Managed policies are counted by the default quota of a role.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 * https://docs.aws.amazon.com/singlesignon/latest/userguide/limits.html
 * https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html
 */
export const policyLimits = {
  managed: { characters: managedPolicyLimit, documents: 20, holder: 'customer managed policies of a role' },
  'inline-role': { characters: 10_240, documents: 1, holder: 'the inline policies of a role' },
  'inline-user': { characters: 2_048, documents: 1, holder: 'the inline policies of a user' },
  'inline-group': { characters: 5_120, documents: 1, holder: 'the inline policies of a group' },
  'permission-set': { characters: 10_240, documents: 1, holder: 'the inline policy of a permission set' },
  scp: { characters: 10_240, documents: 10, holder: 'service control policies of one target' },
} as const satisfies Readonly<Record<string, PolicyLimit>>

/** A key of {@link policyLimits}. */
export type LimitName = keyof typeof policyLimits

/** Documents that together hold the statements, each within the limit; or the statement that no document can hold. */
export type Split =
  | { readonly kind: 'documents'; readonly documents: readonly PolicyDocument[] }
  | { readonly kind: 'too-large'; readonly statement: Statement; readonly size: number }

/**
 * Fills documents: in one if they fit; else service by service, each in as few documents as it needs, unless filling them
 * in order takes fewer. A statement that is too large alone is cut by its resources, then by its actions, which changes
 * nothing of what it allows.
 */
export function splitToFit(statements: readonly Statement[], limit: number): Split {
  const parts = statements.flatMap((one) => cut(one, limit))
  const impossible = parts.find((one) => sizeOf([one]) > limit)
  if (impossible !== undefined)
    return { kind: 'too-large', statement: impossible, size: sizeOf([impossible]) }
  const inOrder = filled(parts, limit)
  const apart = inOrder.length > 1 ? byService(parts, limit) : inOrder
  const documents = apart.length <= inOrder.length ? apart : inOrder
  return { kind: 'documents', documents: documents.map(documentOf) }
}

/** One document after the other, in the order given. */
function filled(statements: readonly Statement[], limit: number): readonly (readonly Statement[])[] {
  const documents: Statement[][] = [[]]
  for (const statement of statements) {
    const current = documents.at(-1)!
    if (current.length > 0 && sizeOf([...current, statement]) > limit) documents.push([statement])
    else current.push(statement)
  }
  return documents
}

/** The largest services first, each into the first document with room for all of it. */
function byService(statements: readonly Statement[], limit: number): readonly (readonly Statement[])[] {
  const groups = new Map<string, Statement[]>()
  for (const one of statements) {
    const service = serviceOf(one)
    const known = groups.get(service)
    if (known === undefined) groups.set(service, [one])
    else known.push(one)
  }
  const largestFirst = [...groups]
    .flatMap(([service, group]) =>
      filled(group, limit).map((part) => ({ service, part, size: sizeOf(part) })),
    )
    .sort((a, b) => b.size - a.size || byCodeUnit(a.service, b.service))
  const documents: Statement[][] = []
  for (const { part } of largestFirst) {
    const roomy = documents.find((held) => sizeOf([...held, ...part]) <= limit)
    if (roomy === undefined) documents.push([...part])
    else roomy.push(...part)
  }
  const place = new Map(statements.map((one, at) => [one, at]))
  const first = (held: readonly Statement[]) => place.get(held[0]!)!
  return documents
    .map((held) => [...held].sort((a, b) => place.get(a)! - place.get(b)!))
    .sort((a, b) => first(a) - first(b))
}

/** The service of its actions; empty for a statement of several. */
function serviceOf({ action }: Statement): string {
  const services = new Set(action.patterns.map((one) => one.slice(0, one.indexOf(':'))))
  return services.size === 1 ? [...services][0]! : ''
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
