import type { JsonMember, JsonNode } from '../../iam/json-source.js'
import type { Location, PathElement } from './finding.js'

/** Stands for a part of a text that is not known before a deployment. A private-use character: no policy has it. */
export const UNRESOLVED = '\ue000'

/** A node of the document, with the way to it. */
export interface Place extends Location {
  readonly node: JsonNode
}

/** A text of the document, with its place. */
export interface Text extends Location {
  readonly value: string
}

/** A member of an object: the place of its key, and its value. */
export interface Member {
  readonly name: string
  readonly key: Location
  readonly value: Place
}

/** The document as a place. */
export function rootPlace(node: JsonNode): Place {
  return { path: [], span: node.span, node }
}

/** The members of an object; none if it is something else. */
export function membersOf(place: Place): readonly Member[] {
  if (place.node.kind !== 'object') return []
  return place.node.members.map((member) => memberPlace(place.path, member))
}

function memberPlace(path: readonly PathElement[], { key, value }: JsonMember): Member {
  return {
    name: key.value,
    key: { path: [...path, { key: key.value }], span: key.span },
    value: { path: [...path, { value: key.value }], span: value.span, node: value },
  }
}

/** The items of a list, or the value itself if it is none. */
export function itemsOf(place: Place): readonly Place[] {
  if (place.node.kind !== 'array') return [place]
  return place.node.items.map((node, index) => ({ path: [...place.path, { index }], span: node.span, node }))
}

/** The strings among the items, but those that are not known. */
export function textsOf(place: Place): readonly Text[] {
  const texts: Text[] = []
  for (const { path, span, node } of itemsOf(place))
    if (node.kind === 'string' && !node.value.includes(UNRESOLVED))
      texts.push({ path, span, value: node.value })
  return texts
}

/** Is a text among the items, or a part of one, not known? */
export function hasUnresolved(place: Place): boolean {
  const items = place.node.kind === 'array' ? place.node.items : [place.node]
  return items.some((node) => node.kind === 'string' && node.value.includes(UNRESOLVED))
}

/** A piece of a text: `start` and `length` in code units of its value. The span is that of the whole text. */
export function pieceOf({ path, span }: Location, start: number, length: number): Location {
  return { path: [...path, { substring: { start, length } }], span }
}
