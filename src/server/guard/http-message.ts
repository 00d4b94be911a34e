/**
 * A request as it came over the wire, before anything decoded or tidied it. A character of a text stands for one byte,
 * as Node has it.
 */
export interface HttpMessage {
  readonly method: string
  /** The request target: path and query, encoded as sent. */
  readonly target: string
  /** Every header line in order, names as sent. A name may occur more than once. */
  readonly headers: readonly (readonly [name: string, value: string])[]
  readonly body: Uint8Array
}

/** The values of a header, in order; empty if it is absent. `name` in lower case. */
export function headerValues(message: Pick<HttpMessage, 'headers'>, name: string): readonly string[] {
  return message.headers.filter(([key]) => key.toLowerCase() === name).map(([, value]) => value)
}

/** The target as path and query, without the question mark. */
export function splitTarget(target: string): { readonly path: string; readonly query: string } {
  const mark = target.indexOf('?')
  return mark < 0
    ? { path: target, query: '' }
    : { path: target.slice(0, mark), query: target.slice(mark + 1) }
}

/** A header value without white space at its ends, and with runs of it as one space. */
export function plainValue(value: string): string {
  return value.replaceAll(/[ \t]+/g, ' ').replaceAll(/^ | $/g, '')
}
