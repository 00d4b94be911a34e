import type { AccountPolicies } from '../account/account-policies.js'
import type { AccountPrincipal } from '../account/snapshot.js'
import type { LayerPlace } from '../evaluate/access.js'
import { compileAccess } from '../evaluate/compile-access.js'
import type { Decision, RequestContext } from '../evaluate/evaluation.js'
import { byCodeUnit, sortedUnique } from '../iam/order.js'
import type { PolicyDocument } from '../iam/policy.js'
import { delegated, type Granted, grantedActions } from './granted-actions.js'
import type { GrantReader } from './granted-once.js'
import { openContext, requestPrincipal } from './principal-context.js'
import { type RiskProfile, riskProfile } from './risk-profile.js'
import { type StatementDiff, statementDiff } from './statement-diff.js'

/** What calls needed, with how many calls did. */
export interface UsedRequest {
  readonly action: string
  readonly resource: string
  readonly context: RequestContext
  readonly count: number
  /** What it was derived from. */
  readonly source: string
}

/** Calls that were made and that the principal's policies do not allow, or of which nobody can tell. */
export interface UnexplainedUse {
  readonly action: string
  readonly resource: string
  readonly count: number
  readonly source: string
  readonly decision: Exclude<Decision, 'allowed'>
  /** The kind of policy that denies it, or whose Allow is missing. */
  readonly layer: LayerPlace['type'] | undefined
}

/** What one principal is granted today, what it used of that, and what would be left. Lists of actions are sorted. */
export interface PrincipalComparison {
  readonly principal: AccountPrincipal
  readonly granted: Granted
  readonly used: readonly string[]
  readonly unused: readonly string[]
  /** Calls that nothing in the account details explains. */
  readonly usedNotGranted: readonly UnexplainedUse[]
  /** Calls that hang on a condition, or on a resource, that no record shows. */
  readonly undecidable: readonly UnexplainedUse[]
  /** The share of granted actions that was not used: 0 to 1. `undefined` if nothing is granted. */
  readonly creep: number | undefined
  readonly risk: RiskProfile
  readonly proposed: Proposal | undefined
  readonly known: AccountPolicies
}

/** What the generated policy would change. */
export interface Proposal {
  readonly granted: readonly string[]
  readonly removed: readonly string[]
  readonly added: readonly string[]
  readonly creep: number | undefined
  readonly risk: RiskProfile
  readonly statements: StatementDiff
}

/**
 * Compares what is granted with what was used. `documents` are the policies that would be attached instead; without them
 * there is no proposal. `grants` reads policies; give one `grantedOnce()` to all comparisons of a run.
 */
export function comparePrincipal(
  principal: AccountPrincipal,
  known: AccountPolicies,
  requests: readonly UsedRequest[],
  documents: readonly PolicyDocument[] | undefined,
  grants: GrantReader = grantedActions,
): PrincipalComparison {
  const granted = grants(principal, known.policies)
  const ask = askerOf(principal, known)
  const uses = requests.map((request) => ({ request, ...ask(request) }))
  const worked = workedIn(uses)
  const names = granted.actions.map(({ action }) => action)
  const [used, unused] = [names.filter((name) => worked.has(name)), names.filter((name) => !worked.has(name))]
  const unexplained = joined(uses)
  return {
    ...{ principal, granted, used, unused, known },
    usedNotGranted: unexplained.filter(({ decision }) => decision !== 'undecidable'),
    undecidable: unexplained.filter(({ decision }) => decision === 'undecidable'),
    creep: shareOf(unused.length, names.length),
    risk: riskProfile(granted.actions, known.policies.identity),
    proposed:
      documents === undefined
        ? undefined
        : proposalOf(principal, known, { names, requests, grants }, documents),
  }
}

interface Decided {
  readonly decision: Decision
  readonly layer: UnexplainedUse['layer']
}

type Asker = (request: UsedRequest) => Decided

function askerOf(principal: AccountPrincipal, { policies }: Pick<AccountPolicies, 'policies'>): Asker {
  const access = compileAccess(delegated(principal, policies))
  const caller = requestPrincipal(principal)
  return ({ action, resource, context }) => {
    const asked = { action, resource, context: openContext(principal, policies, context), principal: caller }
    const decision = access.decide(asked)
    if (decision === 'allowed') return { decision, layer: undefined }
    const { by, missing } = access.explain(asked)
    return { decision, layer: by?.type ?? missing?.type }
  }
}

/** The actions of calls that are allowed, or that hang on what no record shows. */
function workedIn(uses: readonly (Decided & { readonly request: UsedRequest })[]): ReadonlySet<string> {
  return new Set(
    uses.flatMap(({ request, decision }) =>
      decision === 'allowed' || decision === 'undecidable' ? [request.action] : [],
    ),
  )
}

function shareOf(part: number, whole: number): number | undefined {
  return whole === 0 ? undefined : part / whole
}

/** Counts of calls that differ in their context only are added up. */
function joined(uses: readonly (Decided & { readonly request: UsedRequest })[]): readonly UnexplainedUse[] {
  const entries = new Map<string, UnexplainedUse>()
  for (const { request, decision, layer } of uses) {
    if (decision === 'allowed') continue
    const { action, resource, source, count } = request
    const key = JSON.stringify([action, resource, source, decision, layer])
    const before = entries.get(key)?.count ?? 0
    entries.set(key, { action, resource, source, decision, layer, count: before + count })
  }
  return [...entries].sort(([a], [b]) => byCodeUnit(a, b)).map(([, entry]) => entry)
}

function proposalOf(
  principal: AccountPrincipal,
  known: AccountPolicies,
  {
    names,
    requests,
    grants,
  }: {
    readonly names: readonly string[]
    readonly requests: readonly UsedRequest[]
    readonly grants: GrantReader
  },
  documents: readonly PolicyDocument[],
): Proposal {
  const policies = { ...known.policies, identity: documents }
  const after = grants(principal, policies)
  const ask = askerOf(principal, { policies })
  const worked = workedIn(requests.map((request) => ({ request, ...ask(request) })))
  const granted = after.actions.map(({ action }) => action)
  const [before, next] = [new Set(names), new Set(granted)]
  return {
    granted,
    removed: names.filter((name) => !next.has(name)),
    added: sortedUnique(granted.filter((name) => !before.has(name))),
    creep: shareOf(granted.filter((name) => !worked.has(name)).length, granted.length),
    risk: riskProfile(after.actions, documents),
    statements: statementDiff(
      known.named,
      documents.map((document, at) => ({ name: `proposed ${at + 1}`, document })),
    ),
  }
}
