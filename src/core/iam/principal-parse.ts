import type { JsonNode } from './json-source.js'
import type { PrincipalElement, PrincipalKind, PrincipalValues } from './policy.js'
import { type PolicyPath, quoted, type Report } from './policy-problem.js'
import { readTexts } from './value-parse.js'

const KINDS: ReadonlySet<string> = new Set<PrincipalKind>(['AWS', 'Federated', 'Service', 'CanonicalUser'])

/**
 * The `Principal` or `NotPrincipal` of a statement, `undefined` if it has none.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
 */
export function readPrincipal(
  members: ReadonlyMap<string, JsonNode>,
  path: PolicyPath,
  report: Report,
): PrincipalElement | undefined {
  const [plain, negated] = [members.get('Principal'), members.get('NotPrincipal')]
  if (plain !== undefined && negated !== undefined) {
    const message = '`Principal` and `NotPrincipal` cannot be used together'
    report('UNSUPPORTED_ELEMENT_COMBINATION', message, [...path, 'NotPrincipal'], negated)
  }
  const node = plain ?? negated
  if (node === undefined) return undefined
  const not = plain === undefined
  return { not, value: readValue(node, [...path, not ? 'NotPrincipal' : 'Principal'], report) }
}

function readValue(node: JsonNode, path: PolicyPath, report: Report): PrincipalElement['value'] {
  if (node.kind === 'string' && node.value === '*') return '*'
  if (node.kind === 'object') {
    return node.members.flatMap(({ key, value }) => readKind(key.value, value, [...path, key.value], report))
  }
  const message = 'a principal must be `*` or an object of AWS, Federated, Service or CanonicalUser'
  report('INVALID_PRINCIPAL_FORMAT', message, path, node)
  return []
}

function readKind(kind: string, node: JsonNode, path: PolicyPath, report: Report): PrincipalValues[] {
  if (isKind(kind)) return [{ kind, values: readTexts(node, path, report) }]
  report('INVALID_PRINCIPAL_KEY', `unknown kind of principal \`${quoted(kind)}\``, path, node)
  return []
}

function isKind(kind: string): kind is PrincipalKind {
  return KINDS.has(kind)
}
