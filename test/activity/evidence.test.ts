import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  addCall,
  addTally,
  type Evidence,
  evidenceOf,
  joinEvidence,
  openTally,
} from '../../src/core/activity/evidence.js'
import { evidenceView } from './rows-view.js'

interface Call {
  readonly time: string
  readonly eventID: string | undefined
}

/** Few times, so that ties between events are common. */
const time = fc
  .tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 0, max: 3 }))
  .map(([day, hour]) => `2026-03-0${day}T0${hour}:00:00Z`)

/** An eventID is of one time, as in CloudTrail. */
const call: fc.Arbitrary<Call> = fc
  .tuple(time, fc.constantFrom('a', 'b', 'c', 'd', undefined))
  .map(([at, id]) => ({ time: at, eventID: id && `${id} ${at}` }))

const calls = fc.array(call, { minLength: 1, maxLength: 12 })

function joined(list: readonly Call[]): Evidence {
  return list.map(({ time: at, eventID }) => evidenceOf(at, eventID)).reduce(joinEvidence)
}

function tallied(list: readonly Call[]): Evidence {
  const tally = openTally()
  for (const { time: at, eventID } of list) addCall(tally, at, eventID)
  return tally
}

const evidence = calls.map(joined)

describe('joining evidence', () => {
  it('is associative', () => {
    fc.assert(
      fc.property(evidence, evidence, evidence, (a, b, c) => {
        const [left, right] = [joinEvidence(joinEvidence(a, b), c), joinEvidence(a, joinEvidence(b, c))]
        expect(evidenceView(left)).toEqual(evidenceView(right))
      }),
    )
  })

  it('is commutative', () => {
    fc.assert(
      fc.property(evidence, evidence, (a, b) => {
        expect(evidenceView(joinEvidence(a, b))).toEqual(evidenceView(joinEvidence(b, a)))
      }),
    )
  })

  it.each([
    ['at two times', 'x', 'x'],
    ['among others', 'x', 'y'],
  ])('is commutative for an eventID that was used again %s', (_, first, second) => {
    const [a, b] = [evidenceOf('2026-03-01T00:00:00Z', first), evidenceOf('2026-03-02T00:00:00Z', second)]
    const c = evidenceOf('2026-03-03T00:00:00Z', 'x')
    expect(joinEvidence(joinEvidence(c, b), a)).toEqual(joinEvidence(joinEvidence(a, b), c))
    expect(joinEvidence(a, joinEvidence(b, c)).samples).toEqual(joinEvidence(c, joinEvidence(b, a)).samples)
  })

  it('changes neither side', () => {
    fc.assert(
      fc.property(evidence, evidence, (a, b) => {
        const before = JSON.stringify([evidenceView(a), evidenceView(b)])
        joinEvidence(a, b)
        expect(JSON.stringify([evidenceView(a), evidenceView(b)])).toBe(before)
      }),
    )
  })

  it('keeps the three earliest events, the count of every day, the first and the last time', () => {
    fc.assert(
      fc.property(calls, (list) => {
        const one = joined(list)
        const times = list.map(({ time: at }) => at).sort()
        const named = list.flatMap(({ time: at, eventID }) =>
          eventID === undefined ? [] : [`${at} ${eventID}`],
        )
        expect(one.count).toBe(list.length)
        expect([one.first, one.last]).toEqual([times[0], times.at(-1)])
        expect([...one.days.values()].reduce((sum, count) => sum + count, 0)).toBe(list.length)
        expect([...one.days.keys()].sort()).toEqual([...new Set(times.map((at) => at.slice(0, 10)))])
        expect(one.samples.map(({ time: at, eventID }) => `${at} ${eventID}`)).toEqual(
          [...new Set(named)].sort().slice(0, 3),
        )
      }),
    )
  })
})

describe('a tally', () => {
  it('after calls is the evidence of the calls, joined', () => {
    fc.assert(
      fc.property(calls, (list) => {
        expect(evidenceView(tallied(list))).toEqual(evidenceView(joined(list)))
      }),
    )
  })

  it('with another added is the evidence of both, joined', () => {
    fc.assert(
      fc.property(calls, calls, (a, b) => {
        const tally = openTally()
        addTally(tally, joined(a))
        addTally(tally, joined(b))
        expect(evidenceView(tally)).toEqual(evidenceView(joinEvidence(joined(a), joined(b))))
      }),
    )
  })

  it('shares nothing with what was added to it', () => {
    const [tally, other] = [openTally(), joined([{ time: '2026-03-01T00:00:00Z', eventID: 'x' }])]
    addTally(tally, other)
    addCall(tally, '2026-03-01T00:00:01Z', 'y')
    expect(other.days.get('2026-03-01')).toBe(1)
    expect(other.samples).toHaveLength(1)
  })
})
