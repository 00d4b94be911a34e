import { actionMatches } from '../iam/action.js'
import type { PolicyDocument, PolicyVersion, Statement } from '../iam/policy.js'
import { conditionTest } from './condition.js'
import { decide, type Evaluation, type EvaluationRequest } from './evaluation.js'
import { parseRequestResource, resourcePattern, resourceTruth } from './resource.js'
import { type ElementTruth, statementReason } from './statement.js'
import { type Truth, truthOf } from './truth.js'

/**
 * Decides a request against the identity policies of its principal: what AWS does within one account when no
 * resource policy, boundary, SCP or session policy has a say. This is the specification; `compilePolicies`
 * gives the same answers faster.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 */
export function evaluate(request: EvaluationRequest, policies: readonly PolicyDocument[]): Evaluation {
  return decide(
    policies.flatMap(({ version, statements }, policy) =>
      statements.map((statement, at) =>
        statementReason(policy, at, statement.effect, judge(statement, version, request)),
      ),
    ),
  )
}

/** Judges the elements in the order in which they are reported. */
function* judge(
  statement: Statement,
  version: PolicyVersion | undefined,
  request: EvaluationRequest,
): Generator<ElementTruth> {
  const element = (name: 'principal' | 'action' | 'resource', truth: Truth): ElementTruth => ({
    element: name,
    condition: undefined,
    truth,
  })
  yield element('principal', principalTruth(statement))
  yield element('action', actionTruth(statement, request.action))
  yield element('resource', statementResourceTruth(statement, version, request))
  for (const [condition, written] of statement.condition.entries()) {
    yield { element: 'condition', condition, truth: conditionTest(written, version)(request.context) }
  }
}

/** An identity policy has no `Principal`: its principal is the identity. AWS refuses any other. */
export function principalTruth(statement: Statement): Truth {
  return statement.principal === undefined ? 'yes' : 'unknown'
}

function actionTruth({ action }: Statement, name: string): Truth {
  return truthOf(action.patterns.some((pattern) => actionMatches(pattern, name)) !== action.not)
}

/** An identity policy needs a `Resource`; AWS refuses a statement without. */
function statementResourceTruth(
  { resource, effect }: Statement,
  version: PolicyVersion | undefined,
  request: EvaluationRequest,
): Truth {
  if (resource === undefined) return 'unknown'
  const requested = parseRequestResource(request.resource)
  const relations = resource.patterns.map((pattern) =>
    resourcePattern(pattern, version)(requested, request.context),
  )
  return resourceTruth(resource, effect, relations)
}
