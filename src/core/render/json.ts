import type { PolicyDocument } from '../iam/policy.js'
import { printPolicy } from '../iam/policy-print.js'
import type { ExplainedPolicy } from './explained.js'
import { type Rendering, rendered } from './rendering.js'

/** The policy document; a list of documents if there are several or none. */
export function renderJson({ documents }: ExplainedPolicy): Rendering {
  return rendered(policyJson(documents.map(({ document }) => document)))
}

/** One document as it is; several, or none, as a list. With a line break at the end. */
export function policyJson(documents: readonly PolicyDocument[]): string {
  if (documents.length === 1) return `${printPolicy(documents[0]!)}\n`
  return `${JSON.stringify(
    documents.map((document) => JSON.parse(printPolicy(document)) as unknown),
    null,
    2,
  )}\n`
}
