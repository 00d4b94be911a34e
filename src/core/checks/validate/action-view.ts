import { type Action, serviceByPrefix } from '../../reference/service.js'
import { hasUnresolved, type Place, type Text, textsOf } from './place.js'

/** One pattern of `Action` or `NotAction`. */
export interface ActionView extends Text {
  /** Is it `*` (or `*:*`), every action there is? */
  readonly all: boolean
  /** What stands before the colon, in lower case; empty if there is no colon. */
  readonly service: string
  /** What stands behind the colon, as written. */
  readonly name: string
  /** Does the name hold a wildcard? */
  readonly wildcard: boolean
  /** Whether the service exists in the reference. */
  readonly knownService: boolean
  /** The action, if the pattern names one that exists. */
  readonly action: Action | undefined
}

/** `Action` or `NotAction` of a statement. */
export interface ActionElement extends Place {
  readonly not: boolean
  readonly actions: readonly ActionView[]
  /** An action is not known, so nothing can be said of the whole list. */
  readonly unknown: boolean
}

/** Reads `Action` or `NotAction`. */
export function readActions(place: Place, not: boolean): ActionElement {
  const { path, span, node } = place
  return { path, span, node, not, actions: textsOf(place).map(readAction), unknown: hasUnresolved(place) }
}

type Meaning = Omit<ActionView, keyof Text>

/** What texts mean that were read before: policies name the same actions again and again. */
const meanings = new Map<string, Meaning>()
const rememberedMeanings = 20_000

function readAction({ path, span, value }: Text): ActionView {
  const { all, service, name, wildcard, knownService, action } = meanings.get(value) ?? remembered(value)
  return { path, span, value, all, service, name, wildcard, knownService, action }
}

function remembered(value: string): Meaning {
  const meaning = meaningOf(value)
  if (meanings.size < rememberedMeanings && value.length < 200) meanings.set(value, meaning)
  return meaning
}

function meaningOf(value: string): Meaning {
  const all = value === '*' || value === '*:*'
  const colon = value.indexOf(':')
  const service = all ? '*' : value.slice(0, Math.max(colon, 0)).toLowerCase()
  const name = all ? '*' : value.slice(colon + 1)
  const known = service === '' ? undefined : serviceByPrefix(service)
  const wildcard = /[*?]/.test(name)
  const action = wildcard ? undefined : known?.actions.get(name.toLowerCase())
  return { all, service, name, wildcard, knownService: known !== undefined, action }
}
