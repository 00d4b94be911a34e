import type { JsonNode } from './json-source.js'
import type { PolicyPath, Report } from './policy-problem.js'

/** The strings of a string or a list of strings. */
export function readTexts(node: JsonNode, path: PolicyPath, report: Report): readonly string[] {
  return readValues(
    node,
    path,
    report,
    (item) => (item.kind === 'string' ? item.value : undefined),
    'strings',
  )
}

/** The text of a string, number or Boolean, or of each in a list of them. */
export function readScalars(node: JsonNode, path: PolicyPath, report: Report): readonly string[] {
  return readValues(node, path, report, scalarText, 'strings, numbers or Booleans')
}

function readValues(
  node: JsonNode,
  path: PolicyPath,
  report: Report,
  textOf: (item: JsonNode) => string | undefined,
  what: string,
): readonly string[] {
  const items = node.kind === 'array' ? node.items : [node]
  return items.flatMap((item, at) => {
    const text = textOf(item)
    if (text !== undefined) return [text]
    const here = node.kind === 'array' ? [...path, at] : path
    report('DATA_TYPE_MISMATCH', `values must be ${what}`, here, item)
    return []
  })
}

/** AWS takes numbers and Booleans without quotes in conditions and compares their text. */
function scalarText(node: JsonNode): string | undefined {
  if (node.kind === 'string') return node.value
  if (node.kind === 'number') return node.text
  return node.kind === 'boolean' ? String(node.value) : undefined
}
