import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Fact } from '../../src/core/activity/activity.js'
import { type Fold, openFold } from '../../src/core/activity/fold.js'
import { leavesOf } from '../../src/core/activity/prefix-tree.js'
import type { JsonObject } from '../../src/core/iam/json.js'
import {
  backupUser,
  busyRecord,
  busyTrail,
  factFrom,
  identityOfUser,
  logged,
  shuffled,
} from './busy-records.js'
import { viewOf } from './rows-view.js'

function foldOf(facts: readonly Fact[]): Fold {
  const fold = openFold()
  for (const fact of facts) fold.add(fact)
  return fold
}

const facts = (maxLength = 60) => busyTrail(maxLength).map((records) => records.map(factFrom))

describe('the fold', () => {
  it('gives the same rows for facts in any order', () => {
    const both = facts().chain((list) => fc.tuple(fc.constant(list), shuffled(list)))
    fc.assert(
      fc.property(both, ([list, other]) => {
        const [one, two] = [foldOf(list), foldOf(other)]
        expect(viewOf(two.rows())).toEqual(viewOf(one.rows()))
        expect(two.duplicates).toBe(one.duplicates)
      }),
    )
  })

  it('gives the same rows for three hundred facts forwards and backwards', () => {
    const long = fc.array(busyRecord, { minLength: 300, maxLength: 300 }).map((list) => list.map(factFrom))
    fc.assert(
      fc.property(long, (list) => {
        expect(viewOf(foldOf([...list].reverse()).rows())).toEqual(viewOf(foldOf(list).rows()))
      }),
      { numRuns: 10 },
    )
  })

  it('changes only the number of duplicates when identical events come again', () => {
    const again = facts()
      .map((list) => list.filter(({ eventID }) => eventID !== undefined))
      .chain((list) => fc.tuple(fc.constant(list), shuffled(list)))
    fc.assert(
      fc.property(again, ([list, other]) => {
        const fold = foldOf(list)
        const [rows, before] = [viewOf(fold.rows()), fold.duplicates]
        for (const fact of other) expect(fold.add(fact)).toBe(false)
        expect(viewOf(fold.rows())).toEqual(rows)
        expect(fold.duplicates).toBe(before + list.length)
      }),
    )
  })

  it('counts every fact once, as evidence or as a duplicate', () => {
    fc.assert(
      fc.property(facts(), (list) => {
        const fold = foldOf(list)
        const counted = fold.rows().reduce((sum, { evidence }) => sum + evidence.count, 0)
        expect(counted + fold.duplicates).toBe(list.length)
      }),
    )
  })

  it('keeps rows apart that differ in identity, outcome or request, and sorts them', () => {
    fc.assert(
      fc.property(facts(), (list) => {
        const rows = foldOf(list).rows()
        expect(rows.length).toBe(new Set(list.map(({ key }) => key)).size)
        for (const { call, outcome, evidence } of rows) {
          const alike = list.filter(({ activity }) => activity.call === call && activity.outcome === outcome)
          expect(alike.length).toBeGreaterThan(0)
          expect(evidence.first <= evidence.last).toBe(true)
        }
      }),
    )
  })
})

describe('identical events', () => {
  const get = (key: string, more: JsonObject = {}) =>
    factFrom(
      logged('s3', 'GetObject', { eventID: 'same', requestParameters: { bucketName: 'b', key }, ...more }),
    )
  const countsOf = (...list: readonly Fact[]) => {
    const fold = foldOf(list)
    return { rows: fold.rows().map(({ evidence }) => evidence.count), duplicates: fold.duplicates }
  }

  it('count once', () => {
    expect(countsOf(get('a'), get('a'), get('a'))).toEqual({ rows: [1], duplicates: 2 })
  })

  it.each<[string, Fact]>([
    ['at another time', get('a', { eventTime: '2026-03-02T08:00:01Z' })],
    ['on another key of the same row', get('z')],
  ])('count twice if the eventID is used again %s', (_, other) => {
    expect(countsOf(get('a'), other)).toEqual({ rows: [2], duplicates: 0 })
  })

  it.each<[string, Fact]>([
    ['for another event', factFrom(logged('s3', 'PutObject', { eventID: 'same', requestParameters: null }))],
    ['by another identity', get('a', { userIdentity: identityOfUser(backupUser) })],
    ['with another answer', get('a', { errorCode: 'AccessDenied' })],
    ['in another Region', get('a', { awsRegion: 'eu-west-1' })],
  ])('make two rows if the eventID is used again %s', (_, other) => {
    expect(countsOf(get('a'), other)).toEqual({ rows: [1, 1], duplicates: 0 })
  })

  it('count twice if the eventID is used again for another query', () => {
    const ask = (queryExecutionId: string) =>
      factFrom(
        logged('athena', 'GetQueryExecution', { eventID: 'same', requestParameters: { queryExecutionId } }),
      )
    expect(countsOf(ask('q-1'), ask('q-2'))).toEqual({ rows: [2], duplicates: 0 })
  })

  it('without an eventID count each time', () => {
    const anonymous = () => get('a', { eventID: null })
    expect(countsOf(anonymous(), anonymous(), anonymous())).toEqual({ rows: [3], duplicates: 0 })
  })
})

describe('a row', () => {
  const put = (key: string, second: number, more: JsonObject = {}) =>
    factFrom(
      logged('s3', 'PutObject', {
        eventID: `event-${second}`,
        eventTime: `2026-03-02T08:00:${String(second).padStart(2, '0')}Z`,
        requestParameters: { bucketName: 'b', key },
        ...more,
      }),
    )

  it('holds the first, the last, the days and the three earliest events', () => {
    const [row] = foldOf([5, 3, 1, 4, 2].map((second) => put('a', second))).rows()
    expect(row?.evidence.first).toBe('2026-03-02T08:00:01Z')
    expect(row?.evidence.last).toBe('2026-03-02T08:00:05Z')
    expect(row?.evidence.days).toEqual(new Map([['2026-03-02', 5]]))
    expect(row?.evidence.samples.map(({ eventID }) => eventID)).toEqual(['event-1', 'event-2', 'event-3'])
  })

  it('holds object keys as prefixes, with the evidence of each', () => {
    const list = Array.from({ length: 30 }, (_, at) => put(`uploads/${at}`, at))
    const [row] = foldOf([...list, put('index.html', 30), put('index.html', 31)]).rows()
    const leaves = leavesOf(row!.unbounded.get('key')!)
    expect(leaves.map(({ pattern, evidence }) => [pattern, evidence.count])).toEqual([
      ['index.html', 2],
      ['uploads/\uE000', 30],
    ])
  })

  it('holds the first message in the order of the text', () => {
    const refused = (errorMessage: string, second: number) =>
      put('a', second, { errorCode: 'AccessDenied', errorMessage })
    for (const order of [
      ['b', 'a', 'c'],
      ['c', 'b', 'a'],
    ]) {
      expect(foldOf(order.map((text, at) => refused(text, at))).rows()[0]?.message).toBe('a')
    }
  })

  it('holds the identifiers that other calls have to explain', () => {
    const ask = (queryExecutionId: string, eventID: string) =>
      factFrom(logged('athena', 'GetQueryExecution', { eventID, requestParameters: { queryExecutionId } }))
    const [row, ...others] = foldOf([ask('q-2', '1'), ask('q-1', '2'), ask('q-2', '3')]).rows()
    expect(others).toEqual([])
    expect(row?.pending?.stands).toBe('workGroup')
    expect([...(row?.pending?.identifiers ?? [])].sort()).toEqual(['q-1', 'q-2'])
  })
})
