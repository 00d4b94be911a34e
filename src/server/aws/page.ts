import { createHash } from 'node:crypto'
import { invalidField } from './aws-error.js'

/** A page of a list and where the next one begins. */
export interface Page<T> {
  readonly items: readonly T[]
  readonly nextToken?: string
}

/** As many as a page has at most; more may be asked for, and fewer are given. */
const largestPage = 1000

/**
 * One page of a list in a fixed order. The token says behind which item the page begins and for which question it is good:
 * with another question it is refused. Throws a ValidationException.
 */
export function pageOf<T>(
  list: readonly T[],
  question: unknown,
  {
    maxResults = 100,
    nextToken,
  }: { readonly maxResults?: number | undefined; readonly nextToken?: string | undefined },
  keyOf: (item: T, at: number) => string,
  isBehind: (item: T, at: number, key: string) => boolean,
): Page<T> {
  const mark = markOf(question)
  const key = nextToken === undefined ? undefined : readToken(nextToken, mark)
  const rest = key === undefined ? list : list.filter((item, at) => isBehind(item, at, key))
  const items = rest.slice(0, Math.min(maxResults, largestPage))
  if (items.length === rest.length) return { items }
  const at = list.length - rest.length + items.length - 1
  return { items, nextToken: tokenOf(keyOf(items.at(-1)!, at), mark) }
}

function markOf(question: unknown): string {
  return createHash('sha256').update(JSON.stringify(question)).digest('base64url').slice(0, 16)
}

function tokenOf(key: string, mark: string): string {
  return Buffer.from(JSON.stringify([mark, key])).toString('base64url')
}

function readToken(token: string, mark: string): string {
  const [found, key] = parsed(token)
  if (typeof key !== 'string') throw invalidField('nextToken', 'is no token of this server')
  if (found !== mark) throw invalidField('nextToken', 'belongs to another request')
  return key
}

function parsed(token: string): readonly unknown[] {
  try {
    const value = JSON.parse(Buffer.from(token, 'base64url').toString('utf8')) as unknown
    return Array.isArray(value) ? value : []
  } catch {
    return []
  }
}
