import type { Json, JsonObject } from '../../iam/json.js'
import { normalized } from '../fields.js'

/**
 * True if a request has a value at one of the members (in lower case, without punctuation). A rule that fills in a
 * default asks this first: of a request that the record does not show, nothing is known. The members must be among the
 * ones that the rule reads, so that activity keeps them.
 */
export function hasAny(request: JsonObject | undefined, members: ReadonlySet<string>): boolean {
  return Object.entries(request ?? {}).some(
    ([key, value]) => members.has(normalized(key)) && (isScalar(value) || isListOfScalars(value)),
  )
}

function isListOfScalars(value: Json): boolean {
  return Array.isArray(value) && (value as readonly Json[]).some(isScalar)
}

function isScalar(value: Json): boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
}
