import { readFile } from 'node:fs/promises'
import { type JsonNode, type Position, parseJsonSource } from '../../core/iam/json-source.js'
import type { PolicyDocument } from '../../core/iam/policy.js'
import { parsePolicy } from '../../core/iam/policy-parse.js'
import { LeastwiseError } from '../../workflows/ports.js'

/** A policy document and where it came from: `policy.json`, `policies.json[1]`. */
export interface PolicyInFile {
  readonly name: string
  readonly document: PolicyDocument
}

/**
 * The policy documents in a file: one document, an array of them, or what `leastwise generate --json` prints. Throws
 * INPUT_NOT_FOUND, or POLICY_INVALID with the line and column.
 */
export async function readPolicies(path: string): Promise<readonly PolicyInFile[]> {
  const text = await readFile(path, 'utf8').catch(() => undefined)
  if (text !== undefined) return policiesIn(path, text)
  const hint = 'name a file with a policy document, such as `leastwise generate … > policy.json` writes'
  throw new LeastwiseError('INPUT_NOT_FOUND', `policy \`${path}\` cannot be read`, hint)
}

/** The policy documents in a text; `name` is for messages. Throws POLICY_INVALID with the line and column. */
export function policiesIn(name: string, text: string): readonly PolicyInFile[] {
  const source = text.startsWith('\uFEFF') ? ` ${text.slice(1)}` : text
  const json = parseJsonSource(source)
  if (!json.ok) throw invalid(name, [{ message: json.problem.message, start: json.problem.span.start }])
  const { nodes, isList } = documentsIn(json.root)
  return nodes.map((node, at) => ({
    name: isList ? `${name}[${at}]` : name,
    document: documentAt(name, source, node),
  }))
}

/** One document is taken for what it is; `policy` and `policies` are members of what `generate --json` prints. */
function documentsIn(root: JsonNode): { readonly nodes: readonly JsonNode[]; readonly isList: boolean } {
  if (root.kind === 'array') return { nodes: root.items, isList: true }
  const found = (key: string) =>
    root.kind === 'object' ? root.members.find((one) => one.key.value === key)?.value : undefined
  const policies = found('policies')
  if (policies?.kind === 'array') return { nodes: policies.items, isList: true }
  return { nodes: [found('policy') ?? root], isList: false }
}

function documentAt(name: string, source: string, { span }: JsonNode): PolicyDocument {
  const parsed = parsePolicy(source.slice(span.start.offset, span.end.offset))
  if (parsed.ok) return parsed.document
  const problems = parsed.problems.map(({ message, span: { start } }) => ({
    message,
    start: shifted(start, span.start),
  }))
  throw invalid(name, problems)
}

/** A place in a part of a text as a place in the whole. */
function shifted({ line, column, offset }: Position, by: Position): Position {
  return {
    line: by.line + line - 1,
    column: line === 1 ? by.column + column : column,
    offset: by.offset + offset,
  }
}

function invalid(
  name: string,
  problems: readonly { readonly message: string; readonly start: Position }[],
): LeastwiseError {
  const { message, start } = problems[0]!
  const more = problems.length > 1 ? `, and ${problems.length - 1} more problems` : ''
  return new LeastwiseError(
    'POLICY_INVALID',
    `policy \`${name}\` line ${start.line}, column ${start.column + 1}: ${message}${more}`,
    'give a policy document, a JSON array of them, or what `leastwise generate` prints',
  )
}
