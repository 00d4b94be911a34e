import type { ActionView } from './action-view.js'
import type { ConditionView } from './condition-view.js'
import type { FindingType, Location } from './finding.js'
import type { PolicyKind } from './policy-kind.js'
import type { PolicyView, StatementView } from './policy-view.js'
import type { PrincipalView } from './principal-view.js'
import type { ResourceView } from './resource-view.js'

/** Takes note of a finding: what is wrong, and where. */
export type Report = (detail: string, ...at: readonly Location[]) => void

/** Looks for one thing in a policy. */
export type Find = (policy: PolicyView, report: Report) => void

/** What is said of a check in the catalog. */
export interface About {
  /** What it tests: what the document must have for a finding. */
  readonly tests: string
  /** Why that matters. */
  readonly why: string
  /** How to fix it. */
  readonly fix: string
  /** The kinds of policies it is for. */
  readonly policies: readonly PolicyKind[]
  /** What of AWS's check is not public, and what was done about it; `undefined` if nothing is left open. */
  readonly limits?: string
}

/** One check of the catalog. */
export interface Check extends About {
  readonly code: string
  readonly type: FindingType
  readonly find: Find
}

/** Makes a check. */
export function check(type: FindingType, code: string, about: About, find: Find): Check {
  return { type, code, ...about, find }
}

/** Every kind of policy. */
export const EVERY: readonly PolicyKind[] = ['identity', 'resource', 'scp', 'rcp', 'trust']
/** Policies that name principals. */
export const WITH_PRINCIPAL: readonly PolicyKind[] = ['resource', 'rcp', 'trust']
/** Policies that name resources. */
export const WITH_RESOURCE: readonly PolicyKind[] = ['identity', 'resource', 'scp', 'rcp']

/** How the checks of a subject are described: all are for the same kinds of policies. */
export function aboutFor(
  policies: readonly PolicyKind[],
): (tests: string, why: string, fix: string, limits?: string) => About {
  return (tests, why, fix, limits) => ({
    tests,
    why,
    fix,
    policies,
    ...(limits === undefined ? {} : { limits }),
  })
}

/** Looks at each statement. */
export function statements(
  find: (statement: StatementView, report: Report, policy: PolicyView) => void,
): Find {
  return (policy, report) => {
    for (const statement of policy.statements) find(statement, report, policy)
  }
}

/** Looks at each pattern of `Action` and `NotAction`. */
export function actions(
  find: (action: ActionView, report: Report, statement: StatementView, policy: PolicyView) => void,
): Find {
  return statements((statement, report, policy) => {
    for (const action of statement.action?.actions ?? []) find(action, report, statement, policy)
  })
}

/** Looks at each pattern of `Resource` and `NotResource`. */
export function resources(
  find: (resource: ResourceView, report: Report, statement: StatementView, policy: PolicyView) => void,
): Find {
  return statements((statement, report, policy) => {
    for (const resource of statement.resource?.resources ?? []) find(resource, report, statement, policy)
  })
}

/** Looks at each principal of `Principal` and `NotPrincipal`. */
export function principals(
  find: (principal: PrincipalView, report: Report, statement: StatementView, policy: PolicyView) => void,
): Find {
  return statements((statement, report, policy) => {
    for (const principal of statement.principal?.principals ?? []) find(principal, report, statement, policy)
  })
}

/** Looks at each key of each operator. */
export function conditions(
  find: (condition: ConditionView, report: Report, statement: StatementView, policy: PolicyView) => void,
): Find {
  return statements((statement, report, policy) => {
    for (const condition of statement.condition) find(condition, report, statement, policy)
  })
}
