import type { Activity } from '../../src/core/activity/activity.js'
import type { Evidence } from '../../src/core/activity/evidence.js'
import { leavesOf } from '../../src/core/activity/prefix-tree.js'
import { byCodeUnit } from '../../src/core/iam/order.js'

/** Everything that a row says, as JSON that is equal exactly if the rows say the same. */
export function viewOf(rows: readonly Activity[]): string[] {
  return rows.map(({ evidence, unbounded, pending, ...key }) =>
    JSON.stringify({
      ...key,
      evidence: evidenceView(evidence),
      unbounded: [...unbounded]
        .sort(([a], [b]) => byCodeUnit(a, b))
        .map(([member, tree]) => [
          member,
          leavesOf(tree).map((leaf) => ({ ...leaf, evidence: evidenceView(leaf.evidence) })),
        ]),
      pending: pending && { ...pending, identifiers: [...pending.identifiers].sort(byCodeUnit) },
    }),
  )
}

/** Evidence without the order in which its days came. */
export function evidenceView({ days, ...evidence }: Evidence) {
  return { ...evidence, days: [...days].sort(([a], [b]) => byCodeUnit(a, b)) }
}
