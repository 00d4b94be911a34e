import type { Activity } from '../core/activity/activity.js'
import { type Evidence, joinEvidence } from '../core/activity/evidence.js'
import { askedBy } from '../core/policy/asked.js'
import type { Collection } from './collect-activity.js'

/** What is looked at: activity before and from a moment on. */
export interface HistoryQuestion {
  readonly before: readonly Activity[]
  readonly after: readonly Activity[]
  readonly learned: Pick<Collection, 'names' | 'made'>
}

/** What became of a permission at other times. */
export interface Past {
  /** The same permission, denied before. */
  readonly before: { readonly calls: number; readonly last: string } | null
  /** Calls with the same permission that AWS did allow. */
  readonly worked: { readonly before: number; readonly after: number; readonly last: string | null }
}

/** What became of the same permissions at other times: by action and resource, or by event where neither is known. */
export interface DenialHistory {
  readonly denied: ReadonlyMap<string, Evidence>
  readonly workedBefore: ReadonlyMap<string, Evidence>
  readonly workedAfter: ReadonlyMap<string, Evidence>
}

/** Sums up denied calls of before, and calls that worked. */
export function historyOf({ before, after, learned }: HistoryQuestion): DenialHistory {
  const summed = (rows: readonly Activity[], denied: boolean) => {
    const found = new Map<string, Evidence>()
    for (const activity of rows) {
      if ((activity.outcome === 'denied') !== denied) continue
      const asked = askedBy(activity, learned)
      const named = asked.filter(({ by }) => by === 'message')
      const meant = named.length > 0 ? named : asked
      const keys = meant.length === 0 ? [[eventOfCall(activity), activity.evidence] as const] : []
      for (const [key, evidence] of [
        ...keys,
        ...meant.map((one) => [permissionKey(one), one.evidence] as const),
      ]) {
        const known = found.get(key)
        found.set(key, known === undefined ? evidence : joinEvidence(known, evidence))
      }
    }
    return found
  }
  return {
    denied: summed(before, true),
    workedBefore: summed(before, false),
    workedAfter: summed(after, false),
  }
}

/** What is known of a permission, or of an event without one. */
export function pastOf(key: string, { denied, workedBefore, workedAfter }: DenialHistory): Past {
  const then = denied.get(key)
  const [early, late] = [workedBefore.get(key), workedAfter.get(key)]
  return {
    before: then === undefined ? null : { calls: then.count, last: then.last },
    worked: {
      before: early?.count ?? 0,
      after: late?.count ?? 0,
      last: late?.last ?? early?.last ?? null,
    },
  }
}

/** `eventSource eventName` of a call. */
export function eventOfCall({ call: { eventSource, eventName } }: Activity): string {
  return `${eventSource} ${eventName}`
}

/** A permission as a key. Conditions do not count: the same action on the same resource is the same wish. */
export function permissionKey({
  action,
  resource,
}: {
  readonly action: string | null
  readonly resource: string | null
}): string {
  return JSON.stringify([action, resource])
}
