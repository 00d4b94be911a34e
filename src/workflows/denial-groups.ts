import { type Evidence, joinEvidence } from '../core/activity/evidence.js'
import { sortedUnique } from '../core/iam/order.js'

/** Calls, as a denial tells of them. Times are ISO 8601 UTC. */
export interface DeniedCalls {
  readonly calls: number
  readonly first: string
  readonly last: string
  /** The earliest few events. */
  readonly eventIds: readonly string[]
  /** `s3.amazonaws.com GetObject`. */
  readonly events: readonly string[]
}

interface Group<T> {
  readonly one: T
  readonly evidence: Evidence
  readonly events: ReadonlySet<string>
}

/** Things of one key, with the evidence of all. */
export interface OpenGroups<T> {
  add(key: string, one: T, evidence: Evidence, event: string): void
  all(): readonly (T & DeniedCalls)[]
}

/** No things yet; `join` says what is kept of two of one key. */
export function openGroups<T extends object>(join: (known: T, other: T) => T): OpenGroups<T> {
  const groups = new Map<string, Group<T>>()
  return {
    add(key, one, evidence, event) {
      const known = groups.get(key)
      groups.set(
        key,
        known === undefined
          ? { one, evidence, events: new Set([event]) }
          : {
              one: join(known.one, one),
              evidence: joinEvidence(known.evidence, evidence),
              events: new Set([...known.events, event]),
            },
      )
    },
    all: () =>
      [...groups.values()].map(({ one, evidence, events }) => ({ ...one, ...callsOf(evidence, events) })),
  }
}

function callsOf({ count, first, last, samples }: Evidence, events: Iterable<string>): DeniedCalls {
  const eventIds = samples.map(({ eventID }) => eventID)
  return { calls: count, first, last, eventIds, events: sortedUnique(events) }
}
