import { describe, expect, it } from 'vitest'
import { sparkline, timelineOf, timelineText } from '../../src/core/render/timeline.js'

const uses = (days: Readonly<Record<string, number>>) => ({
  calls: 0,
  failed: 0,
  first: '',
  last: '',
  days: new Map(Object.entries(days)),
})
const window = (start: string | null, end: string | null, daysWithoutRecords: readonly string[] = []) => ({
  requested: { start: null, end: null },
  covered: { start, end },
  daysWithoutRecords,
})

describe('the use over time', () => {
  it('has a bar for each day of the window, and tells no use from no records', () => {
    const covered = window('2026-02-27T10:00:00Z', '2026-03-03T01:00:00Z', ['2026-03-01'])
    const timeline = timelineOf(uses({ '2026-02-27': 1, '2026-03-03': 8 }), covered)
    expect(timeline.stretches.map(({ first, calls, known }) => [first, calls, known])).toEqual([
      ['2026-02-27', 1, true],
      ['2026-02-28', 0, true],
      ['2026-03-01', 0, false],
      ['2026-03-02', 0, true],
      ['2026-03-03', 8, true],
    ])
    expect(sparkline(timeline)).toBe('▁·?·█')
    expect(timelineText(timeline)).toBe(
      'on 2 of 5 days from 2026-02-27 to 2026-03-03, at most 8 in a day, and for 1 of them there are no records at all',
    )
  })

  it('puts days together when there are many, and loses no call', () => {
    const timeline = timelineOf(
      uses({ '2025-01-01': 3, '2025-12-31': 4 }),
      window('2025-01-01', '2025-12-31'),
    )
    expect([timeline.stretches.length, timeline.daysEach]).toEqual([73, 5])
    expect(timeline.stretches.reduce((sum, { calls }) => sum + calls, 0)).toBe(7)
    expect(timeline.stretches.at(-1)).toMatchObject({ first: '2025-12-27', last: '2025-12-31' })
  })

  it('takes a window that is empty, turned round, or wider than any log', () => {
    expect(timelineOf(uses({}), window(null, null)).stretches).toEqual([])
    expect(timelineText(timelineOf(uses({}), window(null, null)))).toBe('never')
    expect(timelineOf(uses({}), window('2026-03-02', '2026-03-01')).stretches.length).toBe(1)
    expect(timelineOf(uses({}), window('0001-01-01', '9999-12-31')).stretches.length).toBeLessThanOrEqual(90)
  })
})
