import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { sameBytes } from '../../src/core/evaluate/binary.js'
import { compareDates, parseDate } from '../../src/core/evaluate/date.js'
import { isInRange } from '../../src/core/evaluate/ip-address.js'
import { compareNumbers } from '../../src/core/evaluate/number.js'
import { OPERATORS, parseOperatorName } from '../../src/core/evaluate/operator.js'

describe('parseOperatorName', () => {
  it('takes qualifier and suffix off', () => {
    expect(parseOperatorName('ForAnyValue:StringLikeIfExists')).toEqual({
      base: 'stringlike',
      qualifier: 'any',
      ifExists: true,
    })
    expect(parseOperatorName('Bool')).toEqual({ base: 'bool', qualifier: undefined, ifExists: false })
  })

  it('knows every operator but Null, and which of them are negated', () => {
    expect(OPERATORS.size).toBe(26)
    const negated = [...OPERATORS].filter(([, operator]) => operator.negated).map(([operator]) => operator)
    expect(negated.sort()).toEqual([
      'arnnotequals',
      'arnnotlike',
      'datenotequals',
      'notipaddress',
      'numericnotequals',
      'stringnotequals',
      'stringnotequalsignorecase',
      'stringnotlike',
    ])
  })
})

describe('compareNumbers', () => {
  it('orders integers as they are', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n }),
        fc.bigInt({ min: -9n, max: 9n }),
        (a, b) => {
          expect(compareNumbers(String(a), String(a + b))).toBe(b > 0n ? -1 : b < 0n ? 1 : 0)
        },
      ),
    )
  })

  it('orders decimals as they are', () => {
    const hundredths = fc.integer({ min: -1_000_000, max: 1_000_000 })
    fc.assert(
      fc.property(hundredths, hundredths, (a, b) => {
        expect(compareNumbers((a / 100).toFixed(2), (b / 100).toFixed(4))).toBe(Math.sign(a - b))
      }),
    )
  })

  it.each(['', ' 1', '1 ', '1.', '.5', '1e3', '0x10', 'NaN', 'Infinity', '--1', '1,000', '9'.repeat(41)])(
    '%j is no number',
    (text) => {
      expect(compareNumbers(text, '1')).toBeUndefined()
      expect(compareNumbers('1', text)).toBeUndefined()
    },
  )
})

describe('parseDate', () => {
  it('agrees with the clock of the language', () => {
    const instant = fc.date({
      min: new Date('0100-01-01T00:00:00Z'),
      max: new Date('9999-12-31'),
      noInvalidDate: true,
    })
    fc.assert(
      fc.property(instant, (date) => {
        expect(parseDate(date.toISOString())).toBe(date.getTime())
      }),
    )
  })

  it.each([
    ['2026', '2026-01-01T00:00:00Z'],
    ['2026-03', '2026-03-01T00:00:00Z'],
    ['2024-02-29', '2024-02-29T00:00:00Z'],
    ['2026-01-01T10:30Z', '2026-01-01T10:30:00Z'],
    ['2026-01-01T00:00:00.5-01:30', '2026-01-01T01:30:00.500Z'],
    ['0', '1970-01-01T00:00:00Z'],
    ['2000-02-29', '2000-02-29T00:00:00Z'],
    ['2026-01-31', '2026-01-31T00:00:00Z'],
    ['2026-07-31', '2026-07-31T00:00:00Z'],
    ['2026-12-31', '2026-12-31T00:00:00Z'],
    ['2026-04-30', '2026-04-30T00:00:00Z'],
    ['0100-01-01', '0100-01-01T00:00:00Z'],
    ['2026-01-01T23:59:59.1239Z', '2026-01-01T23:59:59.123Z'],
    ['2026-01-02T00:00:00+23:59', '2026-01-01T00:01:00Z'],
    ['1767225600.25', '2026-01-01T00:00:00.250Z'],
  ])('%s is %s', (text, iso) => {
    expect(parseDate(text)).toBe(Date.parse(iso))
    expect(compareDates(text, iso)).toBe(0)
  })

  it.each([
    '',
    'now',
    '2026-13-01',
    '2025-02-29',
    '2024-02-30',
    '1900-02-29',
    '2026-04-31',
    '2026-06-31',
    '2026-09-31',
    '2026-11-31',
    '2026-01-32',
    '2026-07-32',
    '2026-00-01',
    '2026-01-00',
    '2026-01-01T00:00:60Z',
    '2026-01-01T00:00:00+00:60',
    '2026-01-01T00:00:00',
    '2026-01-01T24:00:00Z',
    '2026-01-01T00:60:00Z',
    '2026-01-01T00:00:00+24:00',
    '2026-01-01 00:00:00Z',
    '-1',
    '0099',
  ])('%j is no date', (text) => {
    expect(parseDate(text)).toBeUndefined()
  })
})

describe('isInRange', () => {
  it('compares as many bits as the prefix says', () => {
    const octets = fc.tuple(fc.nat(255), fc.nat(255), fc.nat(255), fc.nat(255))
    const number = (parts: readonly number[]) => parts.reduce((value, part) => value * 256 + part, 0)
    fc.assert(
      fc.property(octets, octets, fc.nat(32), (a, b, prefix) => {
        const size = 2 ** (32 - prefix)
        const same = Math.floor(number(a) / size) === Math.floor(number(b) / size)
        expect(isInRange(a.join('.'), `${b.join('.')}/${prefix}`)).toBe(same)
      }),
    )
  })

  it.each([
    ['ffff:ffff:ffff:ffff:ffff:ffff:255.255.255.255', '::/0', true],
    ['1.2.3.4::1', '::/0', undefined],
    ['::1.2.3.4', '::102:304', true],
    ['1:2:3:4:5:6:7:8:9', '::/0', undefined],
    ['1::2::3', '::/0', undefined],
    ['1:2:3:4:5:6:7::', '1:2:3:4:5:6:7:0', true],
    ['1:2:3:4::5:6:7:8', '::/0', undefined],
    ['10.0.0.1', '/8', undefined],
    ['10.0.0.1', '10.0.0.1', true],
    ['10.0.0.1', '10.0.0.0', false],
    ['10.0.0.256', '0.0.0.0/0', undefined],
    ['10.0.0.255', '10.0.0.0/24', true],
    ['10.0.0.1', '10.0.0.0/33', undefined],
    ['::1', '::/129', undefined],
    ['::1', '0.0.0.0/0', false],
  ])('%s in %s is %s', (address, range, expected) => {
    expect(isInRange(address, range)).toBe(expected)
  })

  it('reads every spelling of an IPv6 address', () => {
    fc.assert(
      fc.property(fc.ipV6(), (address) => {
        const url = new URL(`http://[${address}]/`).hostname.slice(1, -1)
        expect(isInRange(address, url)).toBe(true)
        expect(isInRange(url, `${address}/128`)).toBe(true)
      }),
      { numRuns: 500 },
    )
  })

  it.each([
    '',
    '1.2.3',
    '1.2.3.256',
    '1.2.3.4.5',
    '1.2.3.4/8',
    '::1::',
    ':1',
    '1:2:3:4:5:6:7',
    '1:2:3:4:5:6:7:8:9',
    'g::',
    '::12345',
    '1:2:3:4:5:6:7::8:9',
    '01.2.3.4x',
    '::1.2.3.256',
  ])('%j is no address', (text) => {
    expect(isInRange(text, '0.0.0.0/0')).toBeUndefined()
  })

  it.each(['10.0.0.0/', '10.0.0.0/33', '::/129', '10.0.0.0/-1', '10.0.0.0/8/8', '10/8'])(
    '%j is no range',
    (range) => {
      expect(isInRange('10.0.0.1', range)).toBeUndefined()
    },
  )
})

describe('sameBytes', () => {
  it('compares what the texts stand for', () => {
    const bytes = fc.uint8Array({ maxLength: 6 })
    fc.assert(
      fc.property(bytes, bytes, (a, b) => {
        const [first, second] = [Buffer.from(a), Buffer.from(b)]
        expect(sameBytes(first.toString('base64'), second.toString('base64'))).toBe(first.equals(second))
      }),
    )
  })

  it('looks past the bits that padding leaves unused', () => {
    expect(sameBytes('QQ==', 'QR==')).toBe(true)
    expect(sameBytes('QUE=', 'QUF=')).toBe(true)
    expect(sameBytes('QUFB', 'QUFC')).toBe(false)
    expect(sameBytes('QUFB', 'QUJB')).toBe(false)
  })

  it('refuses what is not base-64', () => {
    expect(sameBytes('QQ', 'QQ==')).toBeUndefined()
    expect(sameBytes('QQ==', 'Q Q=')).toBeUndefined()
  })
})
