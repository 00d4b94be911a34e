/** A JSON value as `JSON.parse` gives it. Objects may come from untrusted text: read them with {@link member}. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject

/** A JSON object. Its keys are untrusted (`__proto__` is an ordinary key of `JSON.parse` output). */
export interface JsonObject {
  readonly [key: string]: Json
}

/** The value as an object, or `undefined` if it is anything else (an array, a scalar, null, absent). */
export function asObject(value: Json | undefined): JsonObject | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as JsonObject)
    : undefined
}

/** An object's own member. Never reads the prototype chain, so `member(o, 'constructor')` is safe. */
export function member(object: JsonObject | undefined, key: string): Json | undefined {
  return object !== undefined && Object.hasOwn(object, key) ? object[key] : undefined
}

/** The value as a non-empty string, or `undefined`. */
export function asText(value: Json | undefined): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}
