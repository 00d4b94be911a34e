import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { folderChoice } from '../../src/adapters/files/folder-choice.js'
import { passOverByPath } from '../../src/adapters/files/pass-over.js'
import { maySelect } from '../../src/adapters/files/selection.js'
import type { Selection } from '../../src/workflows/ports.js'
import { anything } from './folders.js'

const days = ['2025-12-31', '2026-01-01', '2026-04-30', '2026-05-01', '2026-05-02', '2026-06-01']
const segment = fc.constantFrom(
  ...['AWSLogs', 'o-abc123', '111122223333', '444455556666', 'CloudTrail', 'CloudTrail-Digest', 'Config'],
  ...['eu-west-1', 'us-east-1', '2025', '2026', '01', '04', '05', '12', '30', '31', 'logs', 'x'],
)
const laidOut = fc
  .tuple(
    fc.constantFrom([], ['prefix'], ['a', 'b']),
    fc.constantFrom([], ['o-abc123']),
    fc.constantFrom('111122223333', '444455556666'),
    fc.constantFrom('CloudTrail', 'CloudTrail-Digest', 'Config'),
    fc.constantFrom('eu-west-1', 'us-east-1', 'archive'),
    fc.constantFrom(...days),
  )
  .map(([prefix, organization, account, kind, region, day]) => [
    ...prefix,
    ...['AWSLogs', ...organization, account, kind, region],
    ...day.split('-'),
  ])
const folders = fc.oneof(laidOut, fc.array(segment, { maxLength: 9 }))
const time = fc.option(
  fc.constantFrom(...days).map((day) => `${day}T12:00:00.000Z`),
  { nil: undefined },
)
const selections: fc.Arbitrary<Selection> = fc.record({
  start: time,
  end: time,
  regions: fc.subarray(['eu-west-1', 'us-east-1']),
  accounts: fc.subarray(['111122223333', '444455556666']),
})

describe('the folders of a bucket', () => {
  it('are never left out if a file in them is wanted', () => {
    let wanted = 0
    fc.assert(
      fc.property(folders, selections, fc.nat(9), (path, selection, input) => {
        const file = `s3://bucket/${[...path, 'x.json.gz'].join('/')}`
        if (passOverByPath(file) !== undefined || !maySelect(file, selection)) return
        wanted++
        const choose = folderChoice(selection, ['CloudTrail'])
        for (let depth = Math.min(input, path.length); depth <= path.length; depth++) {
          const folder = `s3://bucket/${path
            .slice(0, depth)
            .map((one) => `${one}/`)
            .join('')}`
          const choice = choose(folder, depth - input)
          expect([folder, choice]).not.toEqual([folder, 'skip'])
          if (choice === 'whole') return
        }
      }),
    )
    expect(wanted).toBeGreaterThan(0)
  })

  it('are looked into as long as something in them may be left out', () => {
    const selection = { ...anything, start: '2026-02-10T00:00:00Z', end: '2026-05-01T00:00:00Z' }
    const choose = folderChoice(selection, ['CloudTrail'])
    const region = 's3://b/AWSLogs/111122223333/CloudTrail/eu-west-1/'
    const choices = Object.fromEntries(
      [
        '',
        '2025/',
        '2026/',
        '2026/01/',
        '2026/02/',
        '2026/03/',
        '2026/05/',
        '2026/05/03/',
        '2026/05/04/',
      ].map((date) => [date, choose(region + date, 5)]),
    )
    expect(choices).toEqual({
      '': 'look',
      '2025/': 'skip',
      '2026/': 'look',
      '2026/01/': 'skip',
      '2026/02/': 'look',
      '2026/03/': 'whole',
      '2026/05/': 'look',
      '2026/05/03/': 'whole',
      '2026/05/04/': 'skip',
    })
    expect(folderChoice(anything, ['CloudTrail'])(region, 5)).toBe('whole')
  })
})
