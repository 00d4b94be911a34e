import type { PolicyDocument, PolicyVersion, Statement } from '../iam/policy.js'
import { ACTIONS_MAX, compileActions } from './compile-actions.js'
import { type ConditionTest, conditionTest } from './condition.js'
import { principalTruth } from './evaluate.js'
import { decide, type Evaluation, type EvaluationRequest, type StatementReason } from './evaluation.js'
import { parseRequestResource, type RequestResource, resourcePattern, resourceTruth } from './resource.js'
import { type ElementTruth, statementReason } from './statement.js'
import type { Truth } from './truth.js'

/** Policies that were read once; decides any number of requests. */
export type CompiledPolicies = (request: EvaluationRequest) => Evaluation

/**
 * Reads policies once. The function decides as `evaluate` does, with the same reasons. What the action alone
 * decides is kept per action, so it is worked out once for each action that is ever asked about.
 */
export function compilePolicies(policies: readonly PolicyDocument[]): CompiledPolicies {
  const statements = policies.flatMap(({ version, statements }, policy) =>
    statements.map((statement, at) => compileStatement(statement, version, policy, at)),
  )
  const byAction = new Map<string, readonly Entry[]>()
  return (request) => {
    const action = request.action.toLowerCase()
    const entries = byAction.get(action) ?? entriesFor(statements, action)
    if (byAction.size < ACTIONS_MAX) byAction.set(action, entries)
    const resource = parseRequestResource(request.resource)
    return decide(entries.map((entry) => (typeof entry === 'function' ? entry(resource, request) : entry)))
  }
}

/** For one action: the settled reason of a statement that does not name it, or the rest of the work. */
type Entry = StatementReason | StatementTest

type StatementTest = (resource: RequestResource, request: EvaluationRequest) => StatementReason

interface CompiledStatement {
  readonly matchesAction: (action: string) => boolean
  readonly otherAction: StatementReason
  readonly test: StatementTest
}

function entriesFor(statements: readonly CompiledStatement[], action: string): readonly Entry[] {
  return statements.map(({ matchesAction, otherAction, test }) =>
    matchesAction(action) ? test : otherAction,
  )
}

function compileStatement(
  statement: Statement,
  version: PolicyVersion | undefined,
  policy: number,
  at: number,
): CompiledStatement {
  const { effect } = statement
  const principal: ElementTruth = judged('principal', principalTruth(statement))
  const resource = compileResource(statement, version)
  const conditions = statement.condition.map((condition) => conditionTest(condition, version))
  return {
    matchesAction: compileActions(statement.action),
    otherAction: statementReason(policy, at, effect, [principal, judged('action', 'no')]),
    test: (requested, request) =>
      statementReason(
        policy,
        at,
        effect,
        elements(principal, resource(requested, request), conditions, request),
      ),
  }
}

function* elements(
  principal: ElementTruth,
  resource: Truth,
  conditions: readonly ConditionTest[],
  request: EvaluationRequest,
): Generator<ElementTruth> {
  yield principal
  yield judged('resource', resource)
  for (const [condition, test] of conditions.entries()) {
    yield { element: 'condition', condition, truth: test(request.context) }
  }
}

function judged(element: 'principal' | 'action' | 'resource', truth: Truth): ElementTruth {
  return { element, condition: undefined, truth }
}

function compileResource(
  { resource, effect }: Statement,
  version: PolicyVersion | undefined,
): (requested: RequestResource, request: EvaluationRequest) => Truth {
  if (resource === undefined) return () => 'unknown'
  const patterns = resource.patterns.map((pattern) => resourcePattern(pattern, version))
  return (requested, request) => {
    const relations = patterns.map((relation) => relation(requested, request.context))
    return resourceTruth(resource, effect, relations)
  }
}
