import type { AccessActivity } from '../../src/core/activity/access-activity.js'
import { leavesOf } from '../../src/core/activity/prefix-tree.js'

/** Everything that an access activity says, as text: equal exactly if the activities are. */
export function activityText(activity: AccessActivity): string {
  const { principals, sightings, names, made, outside, runtimes, clients } = activity
  const rows = activity.rows().map((row) => ({
    ...row,
    unbounded: [...row.unbounded].sort().map(([key, tree]) => [key, tree.fixed, leavesOf(tree)]),
  }))
  const known = { arns: [...names.arns()].sort(), profiles: [...names.profiles()].sort() }
  const said = {
    principals: [...principals].sort(([a], [b]) => (a < b ? -1 : 1)),
    sightings: sightings.all(),
  }
  return JSON.stringify(
    { ...said, rows, known, made: made.all(), outside, runtimes: runtimes.all(), clients: clients.all() },
    plain,
    1,
  )
}

function plain(_key: string, value: unknown): unknown {
  if (value instanceof Map) return [...value].sort(([a], [b]) => (a < b ? -1 : 1))
  return value instanceof Set ? [...value].sort() : value
}
