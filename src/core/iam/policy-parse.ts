import { type JsonNode, parseJsonSource, type Span } from './json-source.js'
import type { PolicyDocument, PolicyVersion } from './policy.js'
import {
  type PolicyPath,
  type PolicyProblem,
  quoted,
  type Report,
  reportDuplicateKeys,
  reportInto,
} from './policy-problem.js'
import { readStatement } from './statement-parse.js'

/** A policy document that was read, with the places of its parts. */
export interface ParsedPolicy {
  readonly ok: true
  readonly document: PolicyDocument
  /** The document as written, for questions that the normalised form cannot answer. */
  readonly root: JsonNode
  /**
   * The span of the value at a path such as `['Statement', 0, 'Action', 1]`, or `undefined` if there is none.
   * Position 0 of a single value without brackets is that value.
   */
  locate(path: PolicyPath): Span | undefined
}

/** A text that is not a policy document: every problem found, in the order of the text. */
export interface MalformedPolicy {
  readonly ok: false
  readonly problems: readonly PolicyProblem[]
}

/**
 * Reads a policy document. Strict about the grammar: JSON, elements, their types and combinations. Whether
 * actions, ARNs, operators and keys exist, and what a type of policy needs, is not asked here. Never throws.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
 */
export function parsePolicy(text: string): ParsedPolicy | MalformedPolicy {
  const json = parseJsonSource(text)
  if (!json.ok) return { ok: false, problems: [{ code: 'JSON_SYNTAX_ERROR', path: [], ...json.problem }] }
  const problems: PolicyProblem[] = []
  const report = reportInto(problems)
  reportDuplicateKeys(json.root, [], report)
  const document = readDocument(json.root, report)
  if (document === undefined || problems.length > 0) return { ok: false, problems: inTextOrder(problems) }
  return { ok: true, document, root: json.root, locate: (path) => nodeAt(json.root, path)?.span }
}

function readDocument(root: JsonNode, report: Report): PolicyDocument | undefined {
  if (root.kind !== 'object') {
    report('DATA_TYPE_MISMATCH', 'a policy document must be an object', [], root)
    return undefined
  }
  let version: PolicyVersion | undefined
  let id: string | undefined
  let statement: JsonNode | undefined
  for (const { key, value } of root.members) {
    if (key.value === 'Version') version = readVersion(value, report)
    else if (key.value === 'Id') id = readText(value, ['Id'], report)
    else if (key.value === 'Statement') statement = value
    else report('INVALID_POLICY_ELEMENT', `unknown element \`${quoted(key.value)}\``, [key.value], key)
  }
  if (statement === undefined) report('MISSING_STATEMENT', 'missing element `Statement`', [], root)
  return { version, id, statements: statement === undefined ? [] : readStatements(statement, report) }
}

function readVersion(node: JsonNode, report: Report): PolicyVersion | undefined {
  const version = readText(node, ['Version'], report)
  if (version === '2012-10-17' || version === '2008-10-17') return version
  if (version !== undefined) {
    report('INVALID_VERSION', '`Version` must be `2012-10-17` or `2008-10-17`', ['Version'], node)
  }
  return undefined
}

function readText(node: JsonNode, path: PolicyPath, report: Report): string | undefined {
  if (node.kind === 'string') return node.value
  report('DATA_TYPE_MISMATCH', `\`${path.at(-1)}\` must be a string`, path, node)
  return undefined
}

function readStatements(node: JsonNode, report: Report) {
  const items = node.kind === 'array' ? node.items : [node]
  return items.flatMap((item, at) => readStatement(item, ['Statement', at], report) ?? [])
}

function nodeAt(root: JsonNode, path: PolicyPath): JsonNode | undefined {
  let node: JsonNode | undefined = root
  for (const step of path) node = node === undefined ? undefined : child(node, step)
  return node
}

function child(node: JsonNode, step: string | number): JsonNode | undefined {
  if (typeof step === 'number')
    return node.kind === 'array' ? node.items[step] : step === 0 ? node : undefined
  return node.kind === 'object' ? node.members.find((member) => member.key.value === step)?.value : undefined
}

function inTextOrder(problems: readonly PolicyProblem[]): readonly PolicyProblem[] {
  return [...problems].sort((a, b) => a.span.start.offset - b.span.start.offset)
}
