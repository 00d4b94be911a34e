import type { PolicySet } from '../../src/core/evaluate/policy-set.js'
import type { Condition, PolicyDocument, Statement } from '../../src/core/iam/policy.js'

/** Changes a statement, or drops it with `[]`. */
export type StatementChange = (statement: Statement, document: PolicyDocument) => readonly Statement[]

/** The policies with every document changed. */
export function mapDocuments(
  set: PolicySet,
  change: (document: PolicyDocument) => PolicyDocument,
): PolicySet {
  const one = (document: PolicyDocument | undefined) =>
    document === undefined ? undefined : change(document)
  const levels = (list: PolicySet['scps']) => list?.map((level) => level.map(change))
  return {
    ...set,
    identity: set.identity.map(change),
    boundary: one(set.boundary),
    session: set.session?.map(change),
    scps: levels(set.scps),
    rcps: levels(set.rcps),
    resource: one(set.resource),
    endpoint: one(set.endpoint),
  }
}

/** The policies with every statement changed. */
export function mapStatements(set: PolicySet, change: StatementChange): PolicySet {
  return mapDocuments(set, (document) => ({
    ...document,
    statements: document.statements.flatMap((statement) => change(statement, document)),
  }))
}

/** The policies with every condition changed, or dropped with `[]`. */
export function mapConditions(
  set: PolicySet,
  change: (condition: Condition) => readonly Condition[],
): PolicySet {
  return mapStatements(set, (statement) => [
    { ...statement, condition: statement.condition.flatMap((condition) => change(condition)) },
  ])
}
