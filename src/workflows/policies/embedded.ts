import type { PolicyUse } from '../../core/checks/validate/policy-kind.js'
import {
  type JsonNode,
  type JsonProblem,
  type JsonString,
  type Position,
  parseJsonTolerantly,
  type Span,
} from '../../core/iam/json-source.js'

/** A policy that was found in a file. */
export interface EmbeddedPolicy {
  /** Where in the file, as a path people read: `Resources.Role.AssumeRolePolicyDocument`; empty for all of it. */
  readonly where: string
  readonly use: PolicyUse
  readonly root: JsonNode
  readonly problems: readonly JsonProblem[]
  /** The place in the file of a place in the policy. */
  readonly inFile: (span: Span) => Span
}

/** A policy written as an object of the file itself: its places are those of the file. */
export function policyObject(where: string, use: PolicyUse, root: JsonNode): EmbeddedPolicy {
  return { where, use, root, problems: [], inFile: (span) => span }
}

/** A policy, written as an object, or as JSON in a text; `undefined` if it is neither. */
export function policyAt(
  where: string,
  use: PolicyUse,
  node: JsonNode | undefined,
  file: string,
): EmbeddedPolicy | undefined {
  if (node === undefined) return undefined
  if (node.kind === 'object') return policyObject(where, use, node)
  return node.kind === 'string' ? policyText(where, use, node, file) : undefined
}

/** JSON within a text. Some APIs give it URL-encoded. */
function policyText(
  where: string,
  use: PolicyUse,
  node: JsonString,
  file: string,
): EmbeddedPolicy | undefined {
  const value = node.value.startsWith('%7B') ? decoded(node.value) : node.value
  if (!value.trimStart().startsWith('{')) return undefined
  const { root, problems } = parseJsonTolerantly(value)
  if (root === undefined) return undefined
  const offsets = value === node.value ? offsetsOf(node, file) : undefined
  const inFile = (span: Span) =>
    offsets === undefined ? node.span : moved(span, offsets, node.span.start, file)
  return { where, use, root, problems, inFile }
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** For each code unit of the value, where it stands in the file; `undefined` if the text is not a JSON string. */
function offsetsOf({ value, span }: JsonString, file: string): readonly number[] | undefined {
  if (file[span.start.offset] !== '"') return undefined
  const offsets: number[] = []
  let at = span.start.offset + 1
  for (let unit = 0; unit < value.length; unit++) {
    offsets.push(at)
    if (file[at] === '\\') at += file[at + 1] === 'u' ? 6 : 2
    else at++
  }
  offsets.push(at)
  // A line break or a blank that YAML folds has no place of its own.
  return at === span.end.offset - 1 ? offsets : undefined
}

function moved(span: Span, offsets: readonly number[], start: Position, file: string): Span {
  const place = (offset: number) => positionFrom(start, offsets[offset] ?? start.offset, file)
  return { start: place(span.start.offset), end: place(span.end.offset) }
}

/** The position of an offset that lies behind a known position. */
function positionFrom(known: Position, offset: number, file: string): Position {
  let { line } = known
  let lineStart = known.offset - known.column
  for (let at = file.indexOf('\n', known.offset); at >= 0 && at < offset; at = file.indexOf('\n', at + 1)) {
    line++
    lineStart = at + 1
  }
  return { line, column: offset - lineStart, offset }
}
