import { apiError } from './api-error.js'

/** One page of a list that does not change: the cursor is where the page begins. Throws REQUEST_INVALID. */
export function pageAt<T>(
  list: readonly T[],
  { limit, cursor }: { readonly limit: number; readonly cursor?: string | undefined },
): { readonly items: readonly T[]; readonly next: string | null } {
  if (cursor !== undefined && !/^\d{1,12}$/.test(cursor)) throw badCursor()
  const from = Number(cursor ?? 0)
  const end = from + limit
  return { items: list.slice(from, end), next: end < list.length ? String(end) : null }
}

/** One page of a list that grows at its head: the cursor is the key of the last item before the page. Throws REQUEST_INVALID. */
export function pageBehind<T>(
  list: readonly T[],
  keyOf: (item: T) => string,
  { limit, cursor }: { readonly limit: number; readonly cursor?: string | undefined },
): { readonly items: readonly T[]; readonly next: string | null } {
  const key = cursor === undefined ? undefined : Buffer.from(cursor, 'base64url').toString()
  if (key !== undefined && !/^\d{4}-\S+ \S+$/.test(key)) throw badCursor()
  const rest = key === undefined ? list : list.filter((item) => keyOf(item) < key)
  const items = rest.slice(0, limit)
  return {
    items,
    next: items.length === rest.length ? null : Buffer.from(keyOf(items.at(-1)!)).toString('base64url'),
  }
}

function badCursor() {
  return apiError(
    'REQUEST_INVALID',
    'query.cursor: is no cursor of this list',
    'give `next` of the page before, as it is',
  )
}
