import type { JsonNode, Span } from './json-source.js'

/** Steps from the document's root: element names, and positions in lists. */
export type PolicyPath = readonly (string | number)[]

/**
 * What is wrong with the grammar, by the issue code of IAM Access Analyzer.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html
 */
export type PolicyProblemCode =
  | 'JSON_SYNTAX_ERROR'
  | 'DATA_TYPE_MISMATCH'
  | 'INVALID_EFFECT'
  | 'INVALID_POLICY_ELEMENT'
  | 'INVALID_PRINCIPAL_FORMAT'
  | 'INVALID_PRINCIPAL_KEY'
  | 'INVALID_VERSION'
  | 'MISSING_ACTION'
  | 'MISSING_EFFECT'
  | 'MISSING_STATEMENT'
  | 'UNSUPPORTED_ELEMENT_COMBINATION'

/** One thing that keeps a text from being a policy document. */
export interface PolicyProblem {
  readonly code: PolicyProblemCode
  /** One lower-case sentence, input in backticks. */
  readonly message: string
  readonly path: PolicyPath
  readonly span: Span
}

/** Takes note of a problem. */
export type Report = (
  code: PolicyProblemCode,
  message: string,
  path: PolicyPath,
  node: { span: Span },
) => void

/** A reporter that puts problems into `problems`, in the order met. */
export function reportInto(problems: PolicyProblem[]): Report {
  return (code, message, path, node) => problems.push({ code, message, path, span: node.span })
}

/** Reports each key that occurs again in its object. AWS refuses such documents; `JSON.parse` hides them. */
export function reportDuplicateKeys(node: JsonNode, path: PolicyPath, report: Report): void {
  if (node.kind === 'array') {
    node.items.forEach((item, at) => {
      reportDuplicateKeys(item, [...path, at], report)
    })
  }
  if (node.kind !== 'object') return
  const seen = new Set<string>()
  for (const { key, value } of node.members) {
    const here = [...path, key.value]
    if (seen.has(key.value)) report('JSON_SYNTAX_ERROR', `duplicate key \`${quoted(key.value)}\``, here, key)
    seen.add(key.value)
    reportDuplicateKeys(value, here, report)
  }
}

/** Untrusted text for a message: one line, printable, not too long. */
export function quoted(text: string): string {
  const printable = text.replace(/[^\x20-\x7e\xa0-\xff]/g, '�')
  return printable.length > 80 ? `${printable.slice(0, 80)}…` : printable
}
