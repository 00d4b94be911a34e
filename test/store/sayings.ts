import type { AccessActivity } from '../../src/core/activity/access-activity.js'
import { evidenceView, viewOf } from '../activity/rows-view.js'

/** Everything that an activity says, in one order, for comparisons. */
export function sayingsOf(activity: AccessActivity) {
  return {
    principals: [...activity.principals].sort(([a], [b]) => (a < b ? -1 : 1)),
    sightings: [...activity.sightings.all()].sort(bySaying),
    rows: viewOf(activity.rows()),
    names: [activity.names.arns(), activity.names.profiles()],
    made: [...activity.made.all()].sort(bySaying),
    runtimes: activity.runtimes
      .all()
      .map((one) => ({ ...one, evidence: evidenceView(one.evidence) }))
      .sort(bySaying),
    outside: activity.outside,
  }
}

function bySaying(a: unknown, b: unknown): number {
  const [one, other] = [JSON.stringify(sorted(a)), JSON.stringify(sorted(b))]
  return one < other ? -1 : 1
}

function sorted(value: unknown): unknown {
  return typeof value === 'object' && value !== null
    ? Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
    : value
}
