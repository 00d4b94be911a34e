import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkPeriod, parseTime } from '../../src/cli/times.js'
import { LeastwiseError } from '../../src/workflows/errors.js'

const now = Date.UTC(2026, 5, 15, 12, 30, 15, 250)

function refused(text: string): LeastwiseError {
  try {
    parseTime(text, 'start', now)
  } catch (error) {
    expect(error).toBeInstanceOf(LeastwiseError)
    return error as LeastwiseError
  }
  throw new Error(`${text} was accepted`)
}

describe('parseTime', () => {
  it.each([
    ['2026-05-01', 'start', '2026-05-01T00:00:00Z'],
    ['2026-05-01', 'end', '2026-05-02T00:00:00Z'],
    ['2026-12-31', 'end', '2027-01-01T00:00:00Z'],
    ['2024-02-29', 'start', '2024-02-29T00:00:00Z'],
    ['2026-05-01T08:00:00Z', 'start', '2026-05-01T08:00:00Z'],
    ['2026-05-01T08:00:00Z', 'end', '2026-05-01T08:00:00Z'],
    ['2026-05-01t08:00z', 'start', '2026-05-01T08:00:00Z'],
    ['2026-05-01 08:00+02:00', 'start', '2026-05-01T06:00:00Z'],
    ['2026-05-01T00:30:00-0530', 'start', '2026-05-01T06:00:00Z'],
    ['2026-05-01T08:00:00.001Z', 'start', '2026-05-01T08:00:01Z'],
    ['12h', 'start', '2026-06-15T00:30:16Z'],
    ['90d', 'start', '2026-03-17T12:30:16Z'],
    ['4w', 'end', '2026-05-18T12:30:16Z'],
  ] as const)('%s as %s is %s', (text, edge, expected) => {
    expect(parseTime(text, edge, now)).toBe(expected)
  })

  it.each([
    '',
    'yesterday',
    '2026-02-30',
    '2025-02-29',
    '2026-13-01',
    '2026-5-1',
    '30m',
    '1y',
    '-5d',
    '2026-05-01T25:00:00Z',
  ])('refuses %j', (text) => {
    const error = refused(text)
    expect([error.code, error.message]).toEqual(['OPTION_INVALID', `\`--start ${text}\` is no time`])
    expect(error.hint).toContain('`90d`')
  })

  it('asks for the zone when that is all that is missing', () => {
    expect(refused('2026-05-01T08:00:00')).toMatchObject({
      message: '`--start 2026-05-01T08:00:00` has no time zone',
      hint: 'add `Z` for UTC',
    })
  })

  it('refuses an offset that no place has', () => {
    expect(refused('2026-05-01T08:00:00+99:00').message).toContain('is no time')
  })

  it('reads back what JavaScript writes, to the second', () => {
    const dates = fc.date({ min: new Date(0), max: new Date('9999-12-30'), noInvalidDate: true })
    fc.assert(
      fc.property(dates, (date) => {
        const whole = new Date(Math.ceil(date.getTime() / 1000) * 1000)
        expect(parseTime(date.toISOString(), 'start', now)).toBe(whole.toISOString().replace('.000Z', 'Z'))
      }),
    )
  })
})

describe('checkPeriod', () => {
  it('refuses an empty period and accepts any other', () => {
    expect(() => checkPeriod('2026-05-02T00:00:00Z', '2026-05-01T00:00:00Z')).toThrow('the period is empty')
    expect(() => checkPeriod('2026-05-01T00:00:00Z', '2026-05-01T00:00:00Z')).toThrow(LeastwiseError)
    expect(() => checkPeriod('2026-05-01T00:00:00Z', '2026-05-01T00:00:01Z')).not.toThrow()
    expect(() => checkPeriod(undefined, '2026-05-01T00:00:01Z')).not.toThrow()
  })
})
