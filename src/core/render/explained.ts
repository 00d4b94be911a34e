import type { PolicyDocument, Statement } from '../iam/policy.js'
import type { Report, ReportPermission } from '../policy/report.js'

/**
 * What every format is written from: policy documents, and for each statement why it is there. Frozen data; nothing in this
 * folder looks anything up.
 */
export interface ExplainedPolicy {
  /** For file, resource and policy names: letters, digits and `+=,.@_-`, at most 128 of them. The recipe's, if it has one. */
  readonly name: string
  /** The recipe's; `undefined` if it has none. */
  readonly description: string | undefined
  /** The recipe's, in its order. */
  readonly tags: readonly (readonly [key: string, value: string])[]
  readonly documents: readonly ExplainedDocument[]
  readonly report: Report
  /** Prefixes of the services that were used with success, unmapped events included where the prefix is known. Sorted. */
  readonly services: readonly string[]
  /** The same actions in the layout of IAM Access Analyzer, with placeholders in the place of names. */
  readonly placeholders: PolicyDocument
}

/** One policy document. */
export interface ExplainedDocument {
  /** The policy's name, with a number at its end if there are several documents. */
  readonly name: string
  readonly document: PolicyDocument
  readonly statements: readonly ExplainedStatement[]
}

/** A statement and the reasons for it. */
export interface ExplainedStatement {
  readonly statement: Statement
  /** One sentence, as the report has it. */
  readonly explanation: string
  readonly uses: Uses
  readonly actions: readonly ExplainedAction[]
  /** The observed permissions that the statement allows. Empty if it was not generated from activity. */
  readonly permissions: readonly ReportPermission[]
  readonly wildcards: Report['wildcards']
  readonly risks: readonly ExplainedRisk[]
}

/** An action, or an action pattern, of a statement. */
export interface ExplainedAction {
  readonly action: string
  /** AWS's access levels, those of everything a pattern matches, joined by `, `. `unknown` if AWS publishes none. */
  readonly accessLevel: string
  readonly uses: Uses
}

/** How often, when and on which days (`YYYY-MM-DD`). `first` and `last` are empty if it was never used. */
export interface Uses {
  readonly calls: number
  readonly failed: number
  readonly first: string
  readonly last: string
  readonly days: ReadonlyMap<string, number>
}

/** What somebody could do with an action who should not have it. */
export interface ExplainedRisk {
  readonly action: string
  /** `permissions management`, `privilege escalation`, … */
  readonly risk: string
  readonly reason: string
  /** The page it is from; empty if it follows from AWS's access level. */
  readonly source: string
}
