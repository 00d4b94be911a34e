import type { Json, JsonObject } from '../iam/json.js'

/** One scalar of a request or response, with the names it can be recognized by. */
export interface Field {
  /** Its key in lower case, letters and digits alone: `dBInstanceIdentifier` → `dbinstanceidentifier`. */
  readonly name: string
  /** The key with the key of the object around it: `pipeline.name` → `pipelinename`. */
  readonly qualified: string
  readonly value: string
  /** 0 for a member of the request itself. */
  readonly depth: number
  /** As a reader would write it: `instancesSet.items[].imageId`. */
  readonly path: string
}

/** Requests are at most 100 KB in CloudTrail; the bounds only stop hand-made logs. */
const maximumFields = 20_000

/** Keys that only hold a list or a wrapper and so give a name no meaning of its own. */
const structural = new Set([
  'items',
  'item',
  'members',
  'member',
  'entries',
  'list',
  'set',
  'value',
  'values',
])

/** EC2 logs some scalars as `{"tag": 1, "content": "nat-1"}`: the name is the one of the object around. */
const contentKeys = new Set(['content'])

/** EC2 and others wrap a whole request in `{"CreateNatGatewayRequest": {…}}`: its members are the request's own. */
const wrapper = /(?:Request|Input)$/

/** Of requests that are still in use: each rule asks again, and a request never changes. */
const known = new WeakMap<JsonObject, readonly Field[]>()

/** Every string and number of a JSON object, in the order of the text. */
export function fieldsOf(object: JsonObject | undefined): readonly Field[] {
  if (object === undefined) return []
  const found = known.get(object) ?? collected(object)
  known.set(object, found)
  return found
}

function collected(object: JsonObject): readonly Field[] {
  const found: Field[] = []
  collect(object, topPlace, found)
  return found
}

/** Where a walk over a request stands. */
export interface Place {
  readonly parent: string
  readonly depth: number
  readonly path: string
}

/** The start of a walk. */
export const topPlace: Place = { parent: '', depth: 0, path: '' }

/** The place inside the object (or the objects of the list) at a key. */
export function placeInside(place: Place, key: string, inList: boolean): Place {
  const name = normalized(key)
  const parent = structural.has(name) ? place.parent : inList ? singular(name) : name
  const depth = place.depth + (place.depth === 0 && !inList && wrapper.test(key) ? 0 : 1)
  const path = place.path === '' ? key : `${place.path}.${key}`
  return { parent, depth, path: inList ? `${path}[]` : path }
}

/** The field that a scalar at a key is, in a list or not. */
export function fieldAt(place: Place, key: string, value: string | number, inList: boolean): Field {
  const name = normalized(key)
  const before = place.path === '' ? key : `${place.path}.${key}`
  const path = inList ? `${before}[]` : before
  const { parent, depth } = place
  if (contentKeys.has(name) && parent !== '')
    return { name: parent, qualified: parent, value: String(value), depth: depth - 1, path }
  return { name, qualified: parent + name, value: String(value), depth, path }
}

/** How deep a walk goes: nothing real is nested deeper. */
export const maximumDepth = 32

function collect(object: JsonObject, place: Place, found: Field[]): void {
  for (const key of Object.keys(object)) visit(object[key]!, key, place, false, found)
}

function visit(value: Json, key: string, place: Place, inList: boolean, found: Field[]): void {
  if (found.length >= maximumFields) return
  if (typeof value === 'string' || typeof value === 'number') found.push(fieldAt(place, key, value, inList))
  else if (Array.isArray(value)) {
    if (!inList) for (const element of value as readonly Json[]) visit(element, key, place, true, found)
  } else if (typeof value === 'object' && value !== null && place.depth < maximumDepth) {
    collect(value as JsonObject, placeInside(place, key, inList), found)
  }
}

const names = new Map<string, string>()
const rememberedNames = 20_000

/** A key in lower case, letters and digits alone. */
export function normalized(key: string): string {
  const seen = names.get(key)
  if (seen !== undefined) return seen
  const name = key.toLowerCase().replace(/[^a-z0-9]/g, '')
  if (names.size < rememberedNames) names.set(key, name)
  return name
}

/** `tablenames` → `tablename`. Only ever compared with names that exist, so a wrong singular matches nothing. */
export function singular(name: string): string {
  return name.endsWith('s') && !name.endsWith('ss') ? name.slice(0, -1) : name
}
