import type { JsonNode } from './json-source.js'
import type { Condition, Effect, PatternElement, Statement } from './policy.js'
import { type PolicyPath, quoted, type Report } from './policy-problem.js'
import { readPrincipal } from './principal-parse.js'
import { readScalars, readTexts } from './value-parse.js'

type Members = ReadonlyMap<string, JsonNode>

const ELEMENTS: ReadonlySet<string> = new Set([
  'Sid',
  'Effect',
  'Principal',
  'NotPrincipal',
  'Action',
  'NotAction',
  'Resource',
  'NotResource',
  'Condition',
])

/** The statement of an object, or `undefined` if it cannot be read; each reason is reported. */
export function readStatement(node: JsonNode, path: PolicyPath, report: Report): Statement | undefined {
  if (node.kind !== 'object') {
    report('DATA_TYPE_MISMATCH', 'a statement must be an object', path, node)
    return undefined
  }
  for (const { key } of node.members) {
    if (ELEMENTS.has(key.value)) continue
    report('INVALID_POLICY_ELEMENT', `unknown element \`${quoted(key.value)}\``, [...path, key.value], key)
  }
  const members: Members = new Map(node.members.map(({ key, value }) => [key.value, value]))
  const action = readPatterns(members, 'Action', path, report)
  if (action === undefined) report('MISSING_ACTION', 'missing `Action` or `NotAction`', path, node)
  const effect = readEffect(members.get('Effect'), node, path, report)
  const statement = {
    sid: readSid(members.get('Sid'), path, report),
    principal: readPrincipal(members, path, report),
    resource: readPatterns(members, 'Resource', path, report),
    condition: readConditions(members.get('Condition'), [...path, 'Condition'], report),
  }
  return action === undefined || effect === undefined ? undefined : { ...statement, action, effect }
}

function readSid(node: JsonNode | undefined, path: PolicyPath, report: Report): string | undefined {
  if (node === undefined || node.kind === 'string') return node?.value
  report('DATA_TYPE_MISMATCH', '`Sid` must be a string', [...path, 'Sid'], node)
  return undefined
}

function readEffect(
  node: JsonNode | undefined,
  statement: JsonNode,
  path: PolicyPath,
  report: Report,
): Effect | undefined {
  if (node === undefined) report('MISSING_EFFECT', 'missing element `Effect`', path, statement)
  else if (node.kind === 'string' && (node.value === 'Allow' || node.value === 'Deny')) return node.value
  else report('INVALID_EFFECT', '`Effect` must be `Allow` or `Deny`', [...path, 'Effect'], node)
  return undefined
}

function readPatterns(
  members: Members,
  name: 'Action' | 'Resource',
  path: PolicyPath,
  report: Report,
): PatternElement | undefined {
  const [plain, negated] = [members.get(name), members.get(`Not${name}`)]
  if (plain !== undefined && negated !== undefined) {
    const message = `\`${name}\` and \`Not${name}\` cannot be used together`
    report('UNSUPPORTED_ELEMENT_COMBINATION', message, [...path, `Not${name}`], negated)
  }
  const node = plain ?? negated
  if (node === undefined) return undefined
  const not = plain === undefined
  return { not, patterns: readTexts(node, [...path, not ? `Not${name}` : name], report) }
}

function readConditions(node: JsonNode | undefined, path: PolicyPath, report: Report): readonly Condition[] {
  if (node === undefined) return []
  if (node.kind === 'object') {
    return node.members.flatMap(({ key, value }) =>
      readOperator(key.value, value, [...path, key.value], report),
    )
  }
  report('DATA_TYPE_MISMATCH', '`Condition` must be an object', path, node)
  return []
}

function readOperator(operator: string, node: JsonNode, path: PolicyPath, report: Report): Condition[] {
  if (node.kind === 'object') {
    return node.members.map(({ key, value }) => ({
      operator,
      key: key.value,
      values: readScalars(value, [...path, key.value], report),
    }))
  }
  report('DATA_TYPE_MISMATCH', 'a condition operator must hold an object', path, node)
  return []
}
