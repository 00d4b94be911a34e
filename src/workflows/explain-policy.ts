import { actionCovers } from '../core/iam/action.js'
import { arnCovers } from '../core/iam/arn-pattern.js'
import { byCodeUnit, sortedUnique } from '../core/iam/order.js'
import type { PolicyDocument, Statement } from '../core/iam/policy.js'
import { placeholderDocument } from '../core/policy/placeholders.js'
import type { Report, ReportPermission } from '../core/policy/report.js'
import { prefixOfEventSource } from '../core/reference/event-source.js'
import { actionsMatching, risksOf } from '../core/reference/risk.js'
import type {
  ExplainedAction,
  ExplainedDocument,
  ExplainedPolicy,
  ExplainedRisk,
  ExplainedStatement,
  Uses,
} from '../core/render/explained.js'

/** A policy and what is known of it, as `generate` gives them. */
export interface Explainable {
  readonly documents: readonly PolicyDocument[]
  readonly report: Report
}

/**
 * Brings together what a format needs: for each statement the observed permissions it allows, how often and when they were
 * used, the access level of its actions, what they could do in the wrong hands, and its wildcards.
 */
export function explainPolicy({ documents, report }: Explainable): ExplainedPolicy {
  const name = report.recipe?.name ?? policyName(report.principal)
  const explain = statementExplainer(documents, report)
  return {
    name,
    description: report.recipe?.description ?? undefined,
    tags: Object.entries(report.recipe?.tags ?? {}),
    documents: documents.map((document, at) => ({
      name: documents.length === 1 ? name : `${name.slice(0, longestStem)}-${at + 1}`,
      document,
      statements: document.statements.map(explain),
    })) satisfies readonly ExplainedDocument[],
    report,
    services: servicesOf(report),
    placeholders: placeholderDocument(
      report.permissions.map(({ action }) => action),
      report.principals[0]?.arn.split(':')[1] ?? 'aws',
    ),
  }
}

const longestName = 100
/** A name has 128 characters at most, a number included. */
const longestStem = 120

/** The last part of the principal's ARN, in characters that IAM allows in names. */
export function policyName(principal: string): string {
  const last = principal.slice(principal.lastIndexOf('/') + 1)
  return last.replace(/[^A-Za-z0-9+=,.@_-]/g, '_').slice(0, longestName) || 'policy'
}

function servicesOf({ permissions, unmapped }: Report): readonly string[] {
  return sortedUnique([
    ...permissions.map(({ action }) => action.slice(0, action.indexOf(':'))),
    ...unmapped.flatMap(({ eventSource }) => prefixOfEventSource(eventSource) ?? []),
  ])
}

function statementExplainer(
  documents: readonly PolicyDocument[],
  { permissions, statements, wildcards }: Report,
): (statement: Statement) => ExplainedStatement {
  const allowed = allowedBy(
    documents.flatMap((document) => document.statements),
    permissions,
  )
  const sentences = new Map(statements.map(({ sid, explanation }) => [sid, explanation]))
  return (statement) => {
    const own = allowed.get(statement) ?? []
    const actions = statement.action.patterns.map((pattern) => explainedAction(pattern, own))
    return {
      statement,
      explanation: sentences.get(statement.sid ?? '') ?? '',
      uses: usesOf(own),
      actions,
      permissions: own,
      wildcards: wildcards.filter(
        ({ action, resource }) =>
          coversAction(statement, action) && statement.resource?.patterns.includes(resource),
      ),
      risks: statement.effect === 'Allow' ? risksIn(statement) : [],
    }
  }
}

/** Each permission belongs to the statements that allow it under the very conditions it was seen with, else to all that allow it. */
function allowedBy(
  statements: readonly Statement[],
  permissions: readonly ReportPermission[],
): ReadonlyMap<Statement, readonly ReportPermission[]> {
  const found = new Map<Statement, ReportPermission[]>()
  for (const permission of permissions) {
    const candidates = statements.filter(
      (statement) =>
        statement.effect === 'Allow' &&
        coversAction(statement, permission.action) &&
        permission.resources.some((resource) => coversResource(statement, resource)),
    )
    const exact = candidates.filter((statement) => sameKeys(statement, permission))
    for (const statement of exact.length > 0 ? exact : candidates) {
      const list = found.get(statement)
      if (list === undefined) found.set(statement, [permission])
      else list.push(permission)
    }
  }
  return found
}

function coversAction({ action }: Statement, name: string): boolean {
  return action.patterns.some((pattern) => actionCovers(pattern, name)) !== action.not
}

function coversResource({ resource }: Statement, name: string): boolean {
  if (resource === undefined) return true
  const covers = (pattern: string) => pattern === name || arnCovers(pattern, name)
  return resource.patterns.some(covers) !== resource.not
}

function sameKeys({ condition }: Statement, { conditions }: ReportPermission): boolean {
  const written = sortedUnique(condition.map(({ key }) => key.toLowerCase()))
  const seen = sortedUnique(Object.keys(conditions).map((key) => key.toLowerCase()))
  return JSON.stringify(written) === JSON.stringify(seen)
}

function explainedAction(pattern: string, permissions: readonly ReportPermission[]): ExplainedAction {
  const levels = actionsMatching(pattern).flatMap(({ accessLevel }) => accessLevel.split(', '))
  const used = permissions.filter(({ action }) => actionCovers(pattern, action))
  return {
    action: pattern,
    accessLevel: levels.length === 0 ? 'unknown' : sortedUnique(levels).join(', '),
    uses: usesOf(used),
  }
}

function risksIn({ action }: Statement): readonly ExplainedRisk[] {
  const actions = action.patterns.flatMap(actionsMatching)
  return actions.flatMap((one) =>
    risksOf(one).map(({ kind, reason, source }) => ({ action: one.id, risk: kind, reason, source })),
  )
}

/** One call that needs an action on three resources is three permissions and one call: the events that show it are the same. */
function usesOf(permissions: readonly ReportPermission[]): Uses {
  const evidence = new Map<string, ReportPermission['evidence']>()
  for (const [at, permission] of permissions.entries()) {
    const known = permission.evidence.eventIds.length > 0
    evidence.set(known ? JSON.stringify(permission.evidence) : String(at), permission.evidence)
  }
  return joinedUses([...evidence.values()])
}

function joinedUses(evidence: readonly ReportPermission['evidence'][]): Uses {
  const days = new Map<string, number>()
  for (const { callsByDay } of evidence) {
    for (const [day, count] of Object.entries(callsByDay)) days.set(day, (days.get(day) ?? 0) + count)
  }
  const sum = (counts: readonly number[]) => counts.reduce((all, count) => all + count, 0)
  return {
    calls: sum(evidence.map(({ count }) => count)),
    failed: sum(evidence.map(({ failed }) => failed)),
    first: evidence.map(({ first }) => first).sort(byCodeUnit)[0] ?? '',
    last:
      evidence
        .map(({ last }) => last)
        .sort(byCodeUnit)
        .at(-1) ?? '',
    days: new Map([...days].sort(([a], [b]) => byCodeUnit(a, b))),
  }
}
