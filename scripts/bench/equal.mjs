/** What methods came to, so that it can be compared. */
import { createHash } from 'node:crypto'
import { leavesOf } from '../../dist/core/activity/prefix-tree.js'

/** Everything an activity says, as one hash. */
export function activityHash(activity) {
  const rows = activity.rows().map((row) => ({
    ...row,
    unbounded: [...row.unbounded].sort().map(([key, tree]) => [key, tree.fixed, leavesOf(tree)]),
  }))
  const { principals, sightings, names, made, outside, runtimes, clients } = activity
  const said = [
    principals,
    sightings.all(),
    rows,
    [...names.arns()].sort(),
    [...names.profiles()].sort(),
    made.all(),
    outside,
    runtimes.all(),
    clients.all(),
  ]
  // By parts: of millions of rows the text would be longer than a string may be.
  const hash = createHash('sha256')
  for (const part of said.flat()) hash.update(JSON.stringify(part, plain) ?? 'nothing')
  return hash.digest('hex')
}

function plain(_key, value) {
  if (value instanceof Map) return [...value].sort(([a], [b]) => (a < b ? -1 : 1))
  return value instanceof Set ? [...value].sort() : value
}

/** What DuckDB can count as well: events by service, Region and day. */
export function dailyCounts(activity) {
  const counts = new Map()
  for (const { eventSource, region, day, events } of activity.sightings.all()) {
    const key = `${eventSource} ${region} ${day}`
    counts.set(key, (counts.get(key) ?? 0) + events)
  }
  return counts
}

/** @param {Map<string, number>} counts */
export function hashOfCounts(counts) {
  return createHash('sha256')
    .update(JSON.stringify([...counts].sort()))
    .digest('hex')
}

/** What trailscraper can tell as well: the services, as the first part of where events come from. */
export function servicesOf(activity) {
  const sources = activity.sightings.all().map(({ eventSource }) => eventSource.split('.')[0])
  return [...new Set(sources)].sort().join(' ')
}
