import type { AccountPrincipal } from '../account/snapshot.js'
import { type CompiledAccess, compileAccess } from '../evaluate/compile-access.js'
import type { RequestContext } from '../evaluate/evaluation.js'
import type { PolicySet } from '../evaluate/policy-set.js'
import type { RequestPrincipal } from '../evaluate/principal.js'
import { parseArn } from '../iam/arn.js'
import { arnCovers, arnsOverlap, isAny } from '../iam/arn-pattern.js'
import { byCodeUnit, sortedUnique } from '../iam/order.js'
import type { PolicyDocument } from '../iam/policy.js'
import type { Action } from '../reference/service.js'
import {
  type AllowingStatement,
  type AllowingStatements,
  actionsNamed,
  allowingStatements,
  unknownActions,
} from './allowing-statements.js'
import { candidateResources, fits, resourcePatterns, resourcesOf } from './candidate-resources.js'
import { openContext, requestPrincipal } from './principal-context.js'

/** An action that some request of the principal is, or may be, allowed to do. */
export interface GrantedAction {
  readonly action: string
  /** A resource, or pattern of resources, on which it is so. */
  readonly resource: string
  /** False if that hangs on a condition, or on resources that statements cover in part only. */
  readonly isCertain: boolean
  /** True if it can be limited to resources and a statement grants it on `*`. */
  readonly onEveryResource: boolean
}

/** What takes away what identity policies allow. */
export type Limit = 'identity' | 'boundary' | 'scp' | 'rcp'

/** An action that an identity policy allows, and that no request can ever do. */
export interface NeverPossible {
  readonly action: string
  /** The limits each of which is enough alone; empty if it takes several together. `identity` is a Deny of its own. */
  readonly by: readonly Limit[]
}

/** What a principal can do, action by action, sorted. */
export interface Granted {
  readonly actions: readonly GrantedAction[]
  readonly neverPossible: readonly NeverPossible[]
  /** Patterns of Allow statements that match no action of the reference. Sorted. */
  readonly unknownActions: readonly string[]
}

/**
 * Which actions of the reference the policies let a principal do on any resource, in any context. The policy of
 * the resource itself is taken to leave the answer to the principal's account, as a default key policy does.
 */
export function grantedActions(principal: AccountPrincipal, policies: PolicySet): Granted {
  const question = questionOf(principal, policies)
  const actions: GrantedAction[] = []
  const neverPossible: NeverPossible[] = []
  for (const action of actionsNamed(question.allowing.identity)) {
    const found = grantOf(action, question)
    if (found === 'inert') continue
    if (found === 'never') neverPossible.push({ action: action.id, by: limitsOn(action, question) })
    else actions.push(found)
  }
  const byAction = (a: { action: string }, b: { action: string }) => byCodeUnit(a.action, b.action)
  return {
    actions: actions.sort(byAction),
    neverPossible: neverPossible.sort(byAction),
    unknownActions: sortedUnique(unknownActions(question.allowing.identity)),
  }
}

/** The policies with that of a resource which leaves everything to the account. */
export function delegated(principal: AccountPrincipal, policies: PolicySet): PolicySet {
  const partition = parseArn(principal.arn)?.partition ?? 'aws'
  const root = `arn:${partition}:iam::${principal.account}:root`
  const resource: PolicyDocument = {
    version: '2012-10-17',
    id: undefined,
    statements: [
      {
        sid: undefined,
        effect: 'Allow',
        principal: { not: false, value: [{ kind: 'AWS', values: [root] }] },
        action: { not: false, patterns: ['*'] },
        resource: { not: false, patterns: ['*'] },
        condition: [],
      },
    ],
  }
  return { ...policies, resource }
}

interface Question {
  readonly principal: RequestPrincipal
  readonly partition: string
  readonly context: RequestContext
  readonly allowing: AllowingStatements
  readonly access: CompiledAccess
  /** The identity policies with one kind of limit each, for those that there are. */
  readonly byLimit: readonly (readonly [limit: Limit, access: CompiledAccess])[]
}

function questionOf(principal: AccountPrincipal, policies: PolicySet): Question {
  const { identity, boundary, scps, rcps, managementAccount } = policies
  const limited = (part: Partial<PolicySet>) =>
    compileAccess(delegated(principal, { identity, managementAccount, ...part }))
  return {
    principal: requestPrincipal(principal),
    partition: parseArn(principal.arn)?.partition ?? 'aws',
    context: openContext(principal, policies),
    allowing: allowingStatements(policies),
    access: compileAccess(delegated(principal, policies)),
    byLimit: [
      ['identity', limited({})],
      ...(boundary === undefined ? [] : [['boundary', limited({ boundary })] as const]),
      ...(scps === undefined ? [] : [['scp', limited({ scps })] as const]),
      ...(rcps === undefined ? [] : [['rcp', limited({ rcps })] as const]),
    ],
  }
}

/** `inert`: the statements name resources that the action cannot be on. */
function grantOf(action: Action, question: Question): GrantedAction | 'inert' | 'never' {
  const { allowing, partition, context } = question
  const identity = matching(allowing.identity, action)
  const generic = resourcesOf(action, partition)
  const own = identity.flatMap((one) => resourcePatterns(one, context))
  const fitting = own.filter((pattern) => generic.some((one) => fits(pattern, one)))
  if (fitting.length === 0) return 'inert'
  const best = bestCandidate(action, generic, question, question.access)
  if (best === undefined && isExcluded(action, generic, fitting, question)) return 'never'
  return {
    action: action.id,
    resource: best?.resource ?? fitting[0]!,
    isCertain: best?.isCertain === true,
    onEveryResource: action.resources.length > 0 && own.some(isAny),
  }
}

function matching(statements: readonly AllowingStatement[], { id }: Action): readonly AllowingStatement[] {
  return statements.filter(({ matches }) => matches(id.toLowerCase()))
}

function bestCandidate(
  action: Action,
  generic: readonly string[],
  { allowing, principal, context }: Question,
  access: CompiledAccess,
): { readonly resource: string; readonly isCertain: boolean } | undefined {
  const statements = [allowing.identity, ...allowing.limits].flatMap((list) => matching(list, action))
  let open: string | undefined
  for (const resource of candidateResources(generic, statements, context)) {
    const decision = access.decide({ action: action.id, resource, context, principal })
    if (decision === 'allowed') return { resource, isCertain: true }
    if (decision === 'undecidable') open ??= resource
  }
  return open === undefined ? undefined : { resource: open, isCertain: false }
}

/**
 * Can it be proven that nothing the identity policies name is let through? If of any two patterns one covers the other or
 * they have nothing in common, the candidates were all there is to ask; else a limit must be apart from all of it.
 */
function isExcluded(
  action: Action,
  generic: readonly string[],
  fitting: readonly string[],
  { allowing, context }: Question,
): boolean {
  const limits = allowing.limits.map((limit) =>
    matching(limit, action).flatMap((one) => resourcePatterns(one, context)),
  )
  const named = [...new Set([...fitting, ...limits.flat()])]
  const isTree = named.every((a, at) => named.slice(at + 1).every((b) => isNestedOrApart(a, b)))
  const inTypes = named.every((one) => generic.every((type) => !fits(one, type) || isNested(one, type)))
  if (isTree && inTypes) return true
  return fitting.every((pattern) =>
    limits.some((limit) => !limit.some((one) => isAny(one) || arnsOverlap(one, pattern))),
  )
}

function isNestedOrApart(a: string, b: string): boolean {
  return isNested(a, b) || !arnsOverlap(a, b)
}

function isNested(a: string, b: string): boolean {
  return arnCovers(a, b) || arnCovers(b, a)
}

/** What identity policies take away themselves needs no other limit to explain it. */
function limitsOn(action: Action, question: Question): readonly Limit[] {
  const generic = resourcesOf(action, question.partition)
  const enough = question.byLimit.flatMap(([limit, access]) =>
    bestCandidate(action, generic, question, access) === undefined ? [limit] : [],
  )
  return enough.includes('identity') ? ['identity'] : enough
}
