import { asObject, asText, type Json, type JsonObject, member } from '../iam/json.js'
import type { SnapshotProblem } from './snapshot.js'

/** A value of a file, with its place. */
export interface Placed {
  readonly value: Json | undefined
  readonly place: string
  readonly problems: SnapshotProblem[]
}

/** Takes note that a value is not what it should be. */
export function problem({ place, problems }: Placed, message: string): void {
  problems.push({ place: place === '' ? 'the file' : place, message })
}

/** A member of an object; its value is `undefined` if there is none. */
export function at(object: Placed, key: string): Placed {
  const place = object.place === '' ? key : `${object.place}.${key}`
  return { ...object, value: member(asObject(object.value), key), place }
}

/** The value as an object. */
export function objectAt(placed: Placed): JsonObject | undefined {
  const object = asObject(placed.value)
  if (object === undefined) problem(placed, 'is no object')
  return object
}

/** The entries of a list. One that is absent is empty. */
export function listAt(placed: Placed): readonly Placed[] {
  const { value, place } = placed
  if (value === undefined || value === null) return []
  if (Array.isArray(value))
    return value.map((one: Json, index) => ({ ...placed, value: one, place: `${place}[${index}]` }))
  problem(placed, 'is no list')
  return []
}

/** A text that must be there. */
export function textAt(placed: Placed): string {
  const text = asText(placed.value)
  if (text === undefined) problem(placed, placed.value === undefined ? 'is missing' : 'is no text')
  return text ?? ''
}

/** A text that may be absent or null. */
export function optionalText(placed: Placed): string | undefined {
  return placed.value === undefined || placed.value === null ? undefined : textAt(placed)
}
