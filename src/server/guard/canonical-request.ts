import { createHash } from 'node:crypto'
import { type HttpMessage, headerValues, plainValue } from './http-message.js'

/**
 * The canonical request of Signature Version 4.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
export function canonicalRequest(
  message: HttpMessage,
  path: string,
  parameters: readonly QueryParameter[],
  signedHeaders: readonly string[],
): string {
  return [
    message.method,
    canonicalPath(path),
    canonicalQuery(parameters),
    ...signedHeaders.map((name) => `${name}:${canonicalValue(headerValues(message, name))}`),
    '',
    signedHeaders.join(';'),
    sha256(message.body),
  ].join('\n')
}

/** SHA-256 in lower-case hexadecimal; of a text, one byte for each character. */
export function sha256(data: string | Uint8Array): string {
  const bytes = typeof data === 'string' ? Buffer.from(data, 'latin1') : data
  return createHash('sha256').update(bytes).digest('hex')
}

/**
 * The path without empty and dot segments, encoded once more: every service but S3 signs the path that is already
 * encoded in the request as if it were plain text.
 */
export function canonicalPath(path: string): string {
  const kept: string[] = []
  for (const segment of path.split('/')) {
    if (segment === '..') kept.pop()
    else if (segment !== '' && segment !== '.') kept.push(segment)
  }
  const last = path.split('/').at(-1)
  const slash = kept.length > 0 && (last === '' || last === '.' || last === '..') ? '/' : ''
  return `/${kept.map((segment) => encodeBytes(Buffer.from(segment, 'latin1'))).join('/')}${slash}`
}

/** A name and a value of the query, decoded to bytes: what is signed must be what the application reads. */
export interface QueryParameter {
  readonly name: Buffer
  readonly value: Buffer
}

/** The parameters of a query, in order; `undefined` if it is not well-formed percent-encoding. */
export function parseQuery(query: string): readonly QueryParameter[] | undefined {
  if (/%(?![0-9a-f]{2})/i.test(query)) return undefined
  return query
    .split('&')
    .filter((part) => part !== '')
    .map((part) => {
      const equals = part.indexOf('=')
      const [name, value] = equals < 0 ? [part, ''] : [part.slice(0, equals), part.slice(equals + 1)]
      return { name: decodeBytes(name), value: decodeBytes(value) }
    })
}

/** Sorted by encoded name, then by encoded value. */
export function canonicalQuery(parameters: readonly QueryParameter[]): string {
  return parameters
    .map(({ name, value }) => [encodeBytes(name), encodeBytes(value)] as const)
    .sort((a, b) => order(a[0], b[0]) || order(a[1], b[1]))
    .map(([name, value]) => `${name}=${value}`)
    .join('&')
}

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

/** Every value trimmed, runs of white space as one, several values joined by commas. */
function canonicalValue(values: readonly string[]): string {
  return values.map(plainValue).join(',')
}

/** Percent-decoded; a plus sign is a space, as in every form and as the application will read it. */
function decodeBytes(text: string): Buffer {
  const plain = text
    .replaceAll('+', ' ')
    .replaceAll(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
  return Buffer.from(plain, 'latin1')
}

const unreserved = /[A-Za-z0-9\-._~]/

function encodeBytes(bytes: Buffer): string {
  let text = ''
  for (const byte of bytes) {
    const character = String.fromCharCode(byte)
    text += unreserved.test(character) ? character : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`
  }
  return text
}
