import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { normalizeTime, timeOfEpochSeconds } from '../../src/core/cloudtrail/event-time.js'

describe('normalizeTime', () => {
  it.each([
    ['2023-07-10T12:24:07Z', '2023-07-10T12:24:07Z'],
    ['20230710T122407Z', '2023-07-10T12:24:07Z'],
    ['2023-07-10T12:24:07.123Z', '2023-07-10T12:24:07Z'],
    ['2023-07-10 12:24:07.000 UTC', '2023-07-10T12:24:07Z'],
    ['2022-02-08 09:23:37+11:00', '2022-02-07T22:23:37Z'],
    ['2023-12-31T20:00:00-0500', '2024-01-01T01:00:00Z'],
    ['2024-03-01T00:30:00+01', '2024-02-29T23:30:00Z'],
    ['2024-02-29T00:00:00Z', '2024-02-29T00:00:00Z'],
  ])('%s is %s', (text, expected) => {
    expect(normalizeTime(text)).toBe(expected)
  })

  it.each([
    '2023-13-45T00:00:00Z',
    '2023-00-10T00:00:00Z',
    '2023-02-29T00:00:00Z',
    '1900-02-29T00:00:00Z',
    '2023-04-31T00:00:00Z',
    '2023-07-10T24:00:00Z',
    '2023-07-10T12:60:00Z',
    '2023-07-10T12:00:60Z',
    '2023-07-10T12:24:07',
    '2023-07-10',
    '2023-0710T12:24:07Z',
    '2023-07-10T12:24:07+25:00',
    '2023-07-10T12:24:07Z ',
    '0000-01-01T00:00:00+23:59',
    'yesterday',
    '',
  ])('`%s` is no time', (text) => {
    expect(normalizeTime(text)).toBeUndefined()
  })

  it('agrees with Date on every instant and offset', () => {
    const instant = fc.date({
      min: new Date('0002-01-01T00:00:00Z'),
      max: new Date('9998-12-31T00:00:00Z'),
      noInvalidDate: true,
    })
    const offset = fc.integer({ min: -1439, max: 1439 })
    fc.assert(
      fc.property(instant, offset, (date, minutes) => {
        const local = new Date(date.getTime() + minutes * 60_000).toISOString().slice(0, 19)
        const size = Math.abs(minutes)
        const zone = `${minutes < 0 ? '-' : '+'}${String(Math.floor(size / 60)).padStart(2, '0')}:${String(size % 60).padStart(2, '0')}`
        expect(normalizeTime(`${local}${zone}`)).toBe(`${date.toISOString().slice(0, 19)}Z`)
      }),
    )
  })
})

describe('timeOfEpochSeconds', () => {
  it('agrees with Date', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 253_402_300_799 }), (seconds) => {
        expect(timeOfEpochSeconds(seconds)).toBe(`${new Date(seconds * 1000).toISOString().slice(0, 19)}Z`)
      }),
    )
  })

  it.each([-1, Number.NaN, Number.POSITIVE_INFINITY, 1e15])('%s is no time', (seconds) => {
    expect(timeOfEpochSeconds(seconds)).toBeUndefined()
  })
})
