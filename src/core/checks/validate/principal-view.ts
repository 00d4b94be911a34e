import type { Location } from './finding.js'
import { membersOf, type Place, type Text, textsOf } from './place.js'

/** One principal: what it is called, and under which key. */
export interface PrincipalView extends Text {
  /** `AWS`, `Service`, `Federated`, `CanonicalUser`, or whatever else is written there. */
  readonly kind: string
}

/** `Principal` or `NotPrincipal` of a statement. */
export interface PrincipalElement extends Place {
  readonly not: boolean
  /** Is it the text `*` itself, not an object? */
  readonly star: boolean
  /** The keys, as written. */
  readonly kinds: readonly { readonly name: string; readonly key: Location; readonly value: Place }[]
  readonly principals: readonly PrincipalView[]
}

/** Reads `Principal` or `NotPrincipal`. */
export function readPrincipal(place: Place, not: boolean): PrincipalElement {
  const kinds = membersOf(place)
  const star = place.node.kind === 'string' && place.node.value === '*'
  const principals = kinds.flatMap(({ name, value }) =>
    textsOf(value).map((text) => ({ ...text, kind: name })),
  )
  return { ...place, not, star, kinds, principals }
}

/** The principals under one key. */
export function principalsOf(element: PrincipalElement | undefined, kind: string): readonly PrincipalView[] {
  return element?.principals.filter((principal) => principal.kind === kind) ?? []
}
