import { describe, expect, it } from 'vitest'
import {
  dayNumber,
  dayOfNumber,
  isAtMonthTurn,
  monthTurns,
  weekdayOf,
} from '../../src/core/verify/calendar.js'
import { coverageOf, type PermissionUse } from '../../src/core/verify/coverage.js'
import { lifecycleGaps } from '../../src/core/verify/lifecycle.js'

const exists = () => true
const bucket = 'arn:aws:s3:::data'

function use(action: string, days: readonly string[], resource = bucket): PermissionUse {
  return { action, resource, days: new Map(days.map((day) => [day, 3])) }
}

/** Every so many days of a period. */
function every(step: number, first: string, count: number): string[] {
  return Array.from({ length: count }, (_, at) => dayOfNumber(dayNumber(first) + at * step))
}

describe('the calendar', () => {
  it('knows weekdays and turns of months', () => {
    expect([weekdayOf('1970-01-01'), weekdayOf('2026-11-22'), weekdayOf('2026-11-23')]).toEqual([3, 6, 0])
    expect(monthTurns('2026-01-31', '2026-03-01')).toEqual(['2026-02-01', '2026-03-01'])
    expect(monthTurns('2026-02-01', '2026-02-28')).toEqual([])
    expect(monthTurns('2025-12-31', '2026-01-01')).toEqual(['2026-01-01'])
    expect(['2026-02-26', '2026-02-27', '2026-03-03', '2026-03-04', '2024-02-26'].map(isAtMonthTurn)).toEqual(
      [true, true, true, false, false],
    )
  })
})

describe('coverage of an observation', () => {
  it('is nothing if nothing was used', () => {
    expect(coverageOf({ first: '2026-03-01', last: '2026-03-31', uses: [], exists })).toBeUndefined()
  })

  it('says in words what is known, with numbers', () => {
    const uses = [
      use('s3:GetObject', every(1, '2026-03-01', 60)),
      use('s3:PutObject', every(7, '2026-03-02', 8)),
      use('s3:DeleteObject', ['2026-03-05', '2026-03-19']),
    ]
    const coverage = coverageOf({ first: '2026-03-01', last: '2026-04-29', uses, exists })!
    expect(coverage.summary).toBe(
      '3 actions used on 60 of 60 days; the last new one on 2026-03-05, 55 days before the end; by estimate more than ' +
        '99 % of what a further day uses is known, and no new action is expected in the 30 days after; the period ' +
        'holds 1 turn of a month',
    )
    expect(coverage.warnings).toEqual([])
    expect(coverage.rhythms).toEqual([
      { action: 's3:DeleteObject', on: 'Thursdays', times: 2 },
      { action: 's3:PutObject', on: 'Mondays', times: 8 },
    ])
  })

  it('warns of a month whose end it did not see, and is calm once it has seen one', () => {
    const daily = (last: string, count: number) =>
      coverageOf({
        first: '2026-03-02',
        last,
        uses: [use('s3:GetObject', every(1, '2026-03-02', count))],
        exists,
      })!
    const monthly = expect.stringContaining('no turn of a month')
    expect(daily('2026-03-30', 29).warnings).toEqual([monthly])
    expect(daily('2026-04-02', 32).warnings).toEqual([])
  })

  it('sees what happens at the turn of months only', () => {
    const uses = [
      use('s3:GetObject', every(1, '2026-01-05', 80)),
      use('athena:StartQueryExecution', ['2026-01-31', '2026-03-01']),
    ]
    const { rhythms } = coverageOf({ first: '2026-01-05', last: '2026-03-25', uses, exists })!
    expect(rhythms).toContainEqual({
      action: 'athena:StartQueryExecution',
      on: 'turns of the month',
      times: 2,
    })
  })

  it('warns if new actions still come', () => {
    const uses = [use('s3:GetObject', every(1, '2026-03-01', 40)), use('s3:PutObject', ['2026-04-08'])]
    const { warnings, lastNewAction } = coverageOf({ first: '2026-03-01', last: '2026-04-09', uses, exists })!
    expect(lastNewAction).toEqual({ day: '2026-04-08', daysBefore: 1, actions: ['s3:PutObject'] })
    expect(warnings).toEqual([
      'a new action was still used on 2026-04-08, in the last tenth of the period: s3:PutObject',
    ])
  })

  it('does not estimate from one day, and says that it is one', () => {
    const { summary, warnings } = coverageOf({
      first: '2026-03-01',
      last: '2026-03-01',
      uses: [use('s3:GetObject', ['2026-03-01'])],
      exists,
    })!
    expect(summary).toContain('too few days for an estimate')
    expect(warnings[0]).toMatch(/^only 1 day of logs/)
  })

  it('finds what is begun and never ended', () => {
    const used = [
      'ec2:RunInstances',
      's3:CreateBucket',
      's3:DeleteBucket',
      'iam:CreateRole',
      'iam:PassRole',
      'ec2:Create',
    ]
    const known = new Set(['ec2:TerminateInstances', 's3:DeleteBucket', 'iam:DeleteRole'])
    expect(lifecycleGaps(used, (action) => known.has(action))).toEqual([
      { action: 'ec2:RunInstances', counterpart: 'ec2:TerminateInstances' },
      { action: 'iam:CreateRole', counterpart: 'iam:DeleteRole' },
    ])
  })
})
