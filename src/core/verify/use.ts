import { type Evidence, joinEvidence } from '../activity/evidence.js'
import type { EvidencedRequest } from './verification.js'

/** The calls that a part of a policy lets through. Times are ISO 8601 UTC; `null` where there is no call. */
export interface Use {
  /** Different pairs of action and resource. */
  readonly permissions: number
  /** Permission checks. */
  readonly calls: number
  readonly first: string | null
  readonly last: string | null
  /** The earliest few events. */
  readonly eventIds: readonly string[]
}

/** What would no longer be allowed without a part of a policy. */
export type Loss = Pick<Use, 'permissions' | 'calls'>

/** The use that these requests make. */
export function useOf(requests: readonly EvidencedRequest[]): Use {
  const all = requests.reduce<Evidence | undefined>(
    (sum, { evidence }) => (sum === undefined ? evidence : joinEvidence(sum, evidence)),
    undefined,
  )
  const none = all === undefined || all.count === 0
  return {
    ...lossOf(requests),
    first: none ? null : all.first,
    last: none ? null : all.last,
    eventIds: (all?.samples ?? []).map(({ eventID }) => eventID),
  }
}

/** What is lost if these requests are. */
export function lossOf(requests: readonly EvidencedRequest[]): Loss {
  const pairs = new Set(requests.map(({ action, resource }) => `${action} ${resource}`))
  return {
    permissions: pairs.size,
    calls: requests.reduce((sum, { evidence }) => sum + evidence.count, 0),
  }
}
