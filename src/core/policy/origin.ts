import type { CarriedKey } from '../activity/carried.js'
import { anySegment } from '../activity/prefix-tree.js'
import { byCodeUnit } from '../iam/order.js'

/** Where a call came from, as far as it decides the keys that are used on request. */
export interface Origin {
  readonly region: string | undefined
  readonly endpoint: string | undefined
  /** True if a service made the call for the principal. */
  readonly forwarded: boolean
  /** What the requests carried. Default: nothing that is known. */
  readonly carried?: readonly CarriedKey[]
}

type Entry = readonly [key: string, values: readonly string[]]

/** What a request of this origin carries wherever it goes to, for the replay; keys in lower case. */
export function contextOfOrigin({
  region,
  endpoint,
  forwarded,
}: Pick<Origin, 'region' | 'endpoint' | 'forwarded'>): readonly Entry[] {
  return [
    ...(region === undefined ? [] : [['aws:requestedregion', [region]] as const]),
    ...(endpoint === undefined ? [] : [['aws:sourcevpce', [endpoint]] as const]),
    ['aws:viaawsservice', [String(forwarded)]],
  ]
}

/** What some of the calls of an origin carried beside what they all did; keys in lower case. */
export interface CarriedContext {
  readonly entries: readonly Entry[]
  /** Keys that these calls are known not to have carried. */
  readonly absent: readonly string[]
  /** How many calls that were; `undefined` where several keys were carried, whose values are not kept together. */
  readonly calls: number | undefined
}

/**
 * The contexts of calls that carried something, so that every value of every key occurs, and that a key is missing once
 * if some calls may not have had it. Of the tag keys the longest list that a request may have had: what `ForAllValues`
 * lets through with them, it lets through with fewer.
 */
export function contextsOfCarried(carried: readonly CarriedKey[]): readonly CarriedContext[] {
  const choices = carried.map(contextsOfKey)
  const [only] = choices
  if (only !== undefined && choices.length === 1) return only
  const most = Math.max(1, ...choices.map(({ length }) => length))
  return Array.from({ length: most }, (_, at) => {
    const chosen = choices.map((choice) => choice[Math.min(at, choice.length - 1)]!)
    return {
      entries: chosen.flatMap(({ entries }) => entries),
      absent: chosen.flatMap(({ absent }) => absent),
      calls: undefined,
    }
  })
}

function contextsOfKey({ key, values, calls, of, by }: CarriedKey): CarriedContext[] {
  const name = key.toLowerCase()
  const having = (list: readonly string[], count: number | undefined): CarriedContext => ({
    // A value of which nothing was kept is none to tell.
    entries: list.includes(anySegment) ? [] : [[name, list]],
    absent: [],
    calls: count,
  })
  const isList = key === 'aws:TagKeys'
  const each = isList ? [having(values, undefined)] : values.map((value, at) => having([value], calls[at]))
  if (by === 'all') return each
  const rest = of - calls.reduce((sum, one) => sum + one, 0)
  const without = { entries: [], absent: by === 'some' ? [name] : [], calls: isList ? undefined : rest }
  return isList || rest > 0 ? [...each, without] : each
}

/** The contexts that requests of this origin had, for the replay; keys in lower case. */
export function contextsOfOrigin(origin: Origin): readonly (readonly Entry[])[] {
  return contextsOfCarried(origin.carried ?? []).map(({ entries }) => [
    ...contextOfOrigin(origin),
    ...entries,
  ])
}

/** Origins of both, each once, with the calls of both. Sorted. */
export function joinOrigins(
  a: readonly Origin[] | undefined,
  b: readonly Origin[] | undefined,
): readonly Origin[] | undefined {
  if (a === undefined || b === undefined) return undefined
  const byText = new Map<string, Origin>()
  for (const one of [...a, ...b]) {
    const text = originText(one)
    const known = byText.get(text)
    byText.set(text, known === undefined ? one : withCallsOf(known, one))
  }
  return [...byText].sort(([x], [y]) => byCodeUnit(x, y)).map(([, one]) => one)
}

/** Origins of one text have the same keys and values in the same order. */
function withCallsOf(a: Origin, { carried: other = [] }: Origin): Origin {
  if (a.carried === undefined) return a
  const carried = a.carried.map((one, at) => ({
    ...one,
    calls: one.calls.map((count, index) => count + other[at]!.calls[index]!),
    of: one.of + other[at]!.of,
  }))
  return { ...a, carried }
}

function originText({ region, endpoint, forwarded, carried }: Origin): string {
  return JSON.stringify([
    region,
    endpoint,
    forwarded,
    carried?.map(({ key, values, by }) => [key, values, by]),
  ])
}
