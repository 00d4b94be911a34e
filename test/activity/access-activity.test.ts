import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  type AccessActivity,
  openAccessActivity,
  type PreparedRecord,
  prepareRecord,
} from '../../src/core/activity/access-activity.js'
import { evidenceOf, joinEvidence } from '../../src/core/activity/evidence.js'
import { openSeen, type Seen } from '../../src/core/activity/seen.js'
import type { JsonObject } from '../../src/core/iam/json.js'
import { noise } from '../workflows/trails.js'
import { busyTrail, decoded, shuffled } from './busy-records.js'
import { viewOf } from './rows-view.js'

const prepared = (records: readonly JsonObject[]) => records.map((record) => prepareRecord(decoded(record)))

function activityOf(records: readonly PreparedRecord[], byDay = false, seen: Seen = openSeen()) {
  const activity = openAccessActivity({ byDay, seen })
  for (const one of records) activity.add(one)
  return activity
}

/** Everything that an activity says. */
const sayingsOf = (activity: AccessActivity) => ({
  principals: [...activity.principals].sort(([a], [b]) => (a < b ? -1 : 1)),
  sightings: activity.sightings.all(),
  rows: viewOf(activity.rows()),
  names: [activity.names.arns(), activity.names.profiles()],
  made: activity.made.all(),
  clients: activity.clients.all(),
  runtimes: activity.runtimes.all(),
  outside: activity.outside,
})

const trail = fc
  .tuple(busyTrail(60), fc.array(fc.constantFrom(...noise), { maxLength: 8 }))
  .chain(([busy, others]) => shuffled([...busy, ...others]))

const days = fc.boolean()

describe('the activity of a log', () => {
  it('does not depend on the order of records', () => {
    const both = trail.chain((list) => fc.tuple(fc.constant(list), shuffled(list)))
    fc.assert(
      fc.property(both, days, ([list, other], byDay) => {
        const [one, two] = [activityOf(prepared(list), byDay), activityOf(prepared(other), byDay)]
        expect(sayingsOf(two)).toEqual(sayingsOf(one))
      }),
    )
  })

  it('is that of its parts, merged in any order, if the parts have no event in common', () => {
    const parts = trail.chain((list) => fc.tuple(fc.constant(list), fc.nat({ max: list.length }), days))
    fc.assert(
      fc.property(parts, ([list, cut, byDay]) => {
        const [all, seen] = [prepared(list), openSeen()]
        const [a, b] = [all.slice(0, cut), all.slice(cut)].map((part) => activityOf(part, byDay, seen))
        for (const order of [
          [a!, b!],
          [b!, a!],
        ]) {
          const merged = openAccessActivity({ byDay })
          for (const part of order) merged.merge(part)
          expect(sayingsOf(merged)).toEqual(sayingsOf(activityOf(all, byDay)))
        }
      }),
    )
  })

  it('says of all days what it says of each, added up', () => {
    fc.assert(
      fc.property(trail, (list) => {
        const merged = openAccessActivity()
        merged.merge(activityOf(prepared(list), true))
        expect(sayingsOf(merged)).toEqual(sayingsOf(activityOf(prepared(list))))
      }),
    )
  })

  it('is the same if records that differ in eventID alone are added as a group', () => {
    const groups = fc.array(fc.tuple(busyTrail(1), fc.integer({ min: 1, max: 5 })), { maxLength: 12 })
    fc.assert(
      fc.property(groups, days, (list, byDay) => {
        const [one, grouped] = [openAccessActivity({ byDay }), openAccessActivity({ byDay })]
        for (const [at, [records, count]] of list.entries()) {
          const [record] = records
          if (record === undefined) continue
          const events = Array.from({ length: count }, (_, n) => ({ ...record, eventID: `g${at}-${n}` }))
          const all = prepared(events)
          for (const event of [...all, ...all]) one.add(event)
          const evidence = all
            .map(({ sighted, eventID }) => evidenceOf(sighted!.time, eventID))
            .reduce(joinEvidence)
          grouped.addGroup(all[0]!, evidence, 2 * count)
        }
        expect(sayingsOf(grouped)).toEqual(sayingsOf(one))
      }),
    )
  })

  it('sights everybody but keeps rows only of those asked for', () => {
    fc.assert(
      fc.property(trail, (list) => {
        const question = { rowsOf: ({ type }: { type: string }) => type === 'user' }
        const some = activityOf(list.map((record) => prepareRecord(decoded(record), question)))
        const all = activityOf(prepared(list))
        const users = [...all.principals.values()].filter(({ type }) => type === 'user')
        const own = all.rows().filter(({ call }) => users.some(({ arn }) => arn === call.principal))
        expect(viewOf(some.rows())).toEqual(viewOf(own))
        expect([...some.principals].sort()).toEqual([...all.principals].sort())
      }),
    )
  })

  it('counts every record once: out of scope, or as a delivery of somebody', () => {
    fc.assert(
      fc.property(trail, (list) => {
        const inScope = ({ awsRegion }: { awsRegion: string | undefined }) => awsRegion !== 'us-east-1'
        const activity = activityOf(list.map((record) => prepareRecord(decoded(record), { inScope })))
        const sightings = activity.sightings.all()
        const deliveries = sightings.reduce((sum, one) => sum + one.deliveries, 0)
        expect(deliveries + activity.outside).toBe(list.length)
        const events = sightings
          .filter(({ meaning }) => meaning === 'call')
          .reduce((sum, one) => sum + one.events, 0)
        const counted = activity.rows().reduce((sum, { evidence }) => sum + evidence.count, 0)
        expect(counted).toBe(events)
      }),
    )
  })
})
