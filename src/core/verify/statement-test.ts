import { compileIdentity } from '../evaluate/compile-identity.js'
import type { EvaluationRequest } from '../evaluate/evaluation.js'
import type { PolicyVersion, Statement } from '../iam/policy.js'

/** Tells of requests whether the statement, all by itself, certainly applies to them. */
export function statementTest(
  statement: Statement,
  version: PolicyVersion | undefined,
): (request: EvaluationRequest) => boolean {
  const decide = compileIdentity([{ version, id: undefined, statements: [statement] }])
  const applies = statement.effect === 'Allow' ? 'allowed' : 'explicitDeny'
  return (request) => decide(request) === applies
}
