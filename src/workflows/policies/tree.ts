import type { JsonNode } from '../../core/iam/json-source.js'

/** A member of an object, the last of its name; `undefined` if there is none. */
export function memberOf(node: JsonNode | undefined, name: string): JsonNode | undefined {
  return node?.kind === 'object' ? node.members.findLast(({ key }) => key.value === name)?.value : undefined
}

/** The value at the end of a path of names. */
export function at(node: JsonNode | undefined, ...names: readonly string[]): JsonNode | undefined {
  return names.reduce(memberOf, node)
}

/** The members of an object; none for anything else. */
export function entriesOf(node: JsonNode | undefined): readonly (readonly [name: string, value: JsonNode])[] {
  return node?.kind === 'object' ? node.members.map(({ key, value }) => [key.value, value]) : []
}

/** The items of a list; none for anything else. */
export function listOf(node: JsonNode | undefined): readonly JsonNode[] {
  return node?.kind === 'array' ? node.items : []
}

/** The text of a string; `undefined` for anything else. */
export function textOf(node: JsonNode | undefined): string | undefined {
  return node?.kind === 'string' ? node.value : undefined
}
