import type { Span } from '../../iam/json-source.js'

/** What a finding weighs, as IAM Access Analyzer names it. */
export type FindingType = 'ERROR' | 'SECURITY_WARNING' | 'WARNING' | 'SUGGESTION'

/** The types, the gravest first. */
export const findingTypes: readonly FindingType[] = ['ERROR', 'SECURITY_WARNING', 'WARNING', 'SUGGESTION']

/**
 * One step from the root of the document. `value`: the value of that key; `index`: an item of a list; `key`: the
 * key itself; `substring`: a piece of the text, in UTF-16 code units of the text as JSON means it.
 * Source: https://docs.aws.amazon.com/access-analyzer/latest/APIReference/API_PathElement.html
 */
export type PathElement =
  | { readonly value: string }
  | { readonly index: number }
  | { readonly key: string }
  | { readonly substring: { readonly start: number; readonly length: number } }

/**
 * A place in a policy: the way to it, and the piece of text. Lines count from 1, columns and offsets from 0, in
 * UTF-16 code units; quotes and brackets belong to the piece.
 */
export interface Location {
  readonly path: readonly PathElement[]
  readonly span: Span
}

/** One thing that a check found, in the shape of AWS's `ValidatePolicyFinding`. */
export interface Finding {
  /** What is wrong here and what to do, in one or two sentences of our own. */
  readonly findingDetails: string
  readonly findingType: FindingType
  /** AWS's code, or one that starts with `LEASTWISE_` for checks that AWS does not have. */
  readonly issueCode: string
  readonly learnMoreLink: string
  readonly locations: readonly Location[]
}
