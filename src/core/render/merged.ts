import type { PolicyDocument } from '../iam/policy.js'
import type { ExplainedPolicy, ExplainedStatement } from './explained.js'

/** All statements of a policy in one document, for a place that takes one only. */
export function mergedDocument(policy: ExplainedPolicy): PolicyDocument {
  return documentOf(mergedStatements(policy).map(({ statement }) => statement))
}

/** All statements of a policy, in order. */
export function mergedStatements({ documents }: ExplainedPolicy): readonly ExplainedStatement[] {
  return documents.flatMap(({ statements }) => statements)
}

/** A document of the current version. */
export function documentOf(statements: PolicyDocument['statements']): PolicyDocument {
  return { version: '2012-10-17', id: undefined, statements }
}
