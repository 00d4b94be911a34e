import { describe, expect, it } from 'vitest'
import { readLogPath } from '../../src/adapters/files/log-path.js'
import { passOverByPath } from '../../src/adapters/files/pass-over.js'
import { maySelect } from '../../src/adapters/files/selection.js'
import { anything, folderWith, listed } from './folders.js'

const stem = '111122223333_CloudTrail_eu-west-1_20230710T1240Z_C1qUFaqvZS64BcIN.json.gz'

function day(date: string, account = '111122223333', region = 'eu-west-1'): string {
  return `/b/AWSLogs/${account}/CloudTrail/${region}/${date.replaceAll('-', '/')}/x.json.gz`
}

describe('readLogPath', () => {
  it('reads account, region and day of delivery from the folders', () => {
    const expected = { kind: 'CloudTrail', account: '111122223333', region: 'eu-west-1', day: '2023-07-10' }
    expect(readLogPath(day('2023-07-10'))).toEqual(expected)
    expect(readLogPath('/p/AWSLogs/o-abc123/111122223333/CloudTrail/eu-west-1/2023/07/10/f')).toEqual(
      expected,
    )
    expect(readLogPath('/copied/111122223333/CloudTrail/eu-west-1/2023/07/10/f.gz')).toEqual(expected)
  })

  it('reads them from the name when the folders are gone', () => {
    expect(readLogPath(`/flat/${stem}`)).toEqual({
      kind: 'CloudTrail',
      account: '111122223333',
      region: 'eu-west-1',
      day: '2023-07-10',
    })
    const digest = '111122223333_CloudTrail-Digest_eu-west-1_my_trail_us-east-1_20230710T124005Z.json.gz'
    expect(readLogPath(`/flat/${digest}`)).toMatchObject({ kind: 'CloudTrail-Digest', day: '2023-07-10' })
  })

  it('understands GovCloud, China and the sovereign cloud', () => {
    for (const region of [
      'us-gov-west-1',
      'cn-north-1',
      'eusc-de-east-1',
      'us-iso-east-1',
      'ap-southeast-2',
    ]) {
      expect(readLogPath(day('2023-07-10', '111122223333', region)).region).toBe(region)
    }
  })

  it('says nothing of paths outside the layout', () => {
    const nothing = { kind: undefined, account: undefined, region: undefined, day: undefined }
    expect(readLogPath('/data/CloudTrail/eu-west-1/2023/07/10/x.json')).toEqual(nothing)
    expect(readLogPath('/data/2023/07/10/x.json')).toEqual(nothing)
    expect(readLogPath('x')).toEqual(nothing)
  })

  it('gives no day for an incomplete or odd date', () => {
    expect(readLogPath('/111122223333/CloudTrail/eu-west-1/2023/07/x').day).toBeUndefined()
    expect(readLogPath('/111122223333/CloudTrail/eu-west-1/year/07/10/x').day).toBeUndefined()
    expect(readLogPath('/111122223333/CloudTrail/archive/2023/07/10/x').day).toBeUndefined()
  })
})

describe('maySelect', () => {
  const period = { ...anything, start: '2023-07-10T22:00:00Z', end: '2023-07-12T06:00:00Z' }

  it('keeps the day of start to two days after that of end', () => {
    const kept = ['2023-07-09', '2023-07-10', '2023-07-12', '2023-07-13', '2023-07-14', '2023-07-15'].filter(
      (date) => maySelect(day(date), period),
    )
    expect(kept).toEqual(['2023-07-10', '2023-07-12', '2023-07-13', '2023-07-14'])
  })

  it('counts the days after end across the end of a month', () => {
    const june = { ...anything, end: '2023-06-30T00:00:00Z' }
    expect([maySelect(day('2023-07-02'), june), maySelect(day('2023-07-03'), june)]).toEqual([true, false])
  })

  it('prunes other accounts and regions, and nothing that the path does not say', () => {
    const selection = { ...anything, regions: ['us-east-1'], accounts: ['999988887777'] }
    expect(maySelect(day('2023-07-10', '999988887777', 'us-east-1'), selection)).toBe(true)
    expect(maySelect(day('2023-07-10', '999988887777', 'eu-west-1'), selection)).toBe(false)
    expect(maySelect(day('2023-07-10', '111122223333', 'us-east-1'), selection)).toBe(false)
    expect(maySelect('/somewhere/x.json', { ...selection, start: period.start })).toBe(true)
  })
})

describe('passOverByPath', () => {
  it.each([
    ['/l/.x.json', 'hidden'],
    ['/l/.DS_Store', 'hidden'],
    ['/l/_SUCCESS', 'marker'],
    ['/l/_committed_123', 'marker'],
    ['/l/2023_$folder$', 'marker'],
    ['/l/x.zip', 'unsupported-extension'],
    ['/l/x.PARQUET', 'unsupported-extension'],
    ['/l/x.tar.gz', 'unsupported-extension'],
    ['/l/x.png', 'unsupported-extension'],
    ['/AWSLogs/111122223333/CloudTrail-Digest/eu-west-1/2023/07/10/x.json.gz', 'digest'],
    ['/AWSLogs/111122223333/CloudTrail-Insight/eu-west-1/2023/07/10/x.json.gz', 'insight'],
    ['/AWSLogs/111122223333/CloudTrail-NetworkActivity/eu-west-1/2023/07/10/x.json.gz', 'network-activity'],
    ['/AWSLogs/o-abc/111122223333/CloudTrail-Aggregated/eu-west-1/2023/07/10/x.json.gz', 'aggregated'],
    ['/AWSLogs/111122223333/Config/eu-west-1/2023/7/10/ConfigHistory/x.json.gz', 'other-service'],
    ['/flat/111122223333_CloudTrail-Insight_eu-west-1_20230710T1240Z_abc.json.gz', 'insight'],
  ])('%s is %s', (path, reason) => {
    expect(passOverByPath(path)).toBe(reason)
  })

  it.each([
    'x.json',
    'x.json.gz',
    'x.gz',
    'x.jsonl',
    'x.ndjson',
    'x.csv',
    'x.CSV.GZ',
    'x.log',
    'x.txt',
    'part-00000',
  ])('reads %s', (name) => {
    expect(passOverByPath(`/l/${name}`)).toBeUndefined()
  })

  it('reads names that end in a number or a date', () => {
    expect(passOverByPath('/l/trail.json.1')).toBeUndefined()
    expect(passOverByPath('/l/trail.2023-07-10')).toBeUndefined()
  })
})

describe('a listed bucket copy', () => {
  const root = folderWith({
    [`AWSLogs/111122223333/CloudTrail/eu-west-1/2023/07/10/${stem}`]: '{}',
    'AWSLogs/111122223333/CloudTrail/eu-west-1/2023/06/01/old.json.gz': '{}',
    'AWSLogs/111122223333/CloudTrail/us-east-1/2023/07/10/other-region.json.gz': '{}',
    'AWSLogs/444455556666/CloudTrail/eu-west-1/2023/07/10/other-account.json.gz': '{}',
    'AWSLogs/111122223333/CloudTrail-Digest/eu-west-1/2023/07/10/digest.json.gz': '{}',
    'AWSLogs/111122223333/CloudTrail-Insight/eu-west-1/2023/07/10/insight.json.gz': '{}',
    'AWSLogs/111122223333/elasticloadbalancing/eu-west-1/2023/07/10/elb.log.gz': 'x',
    'AWSLogs/111122223333/CloudTrail/eu-west-1/2023/07/10/empty.json.gz': '',
    'report.zip': 'PK',
    '.DS_Store': 'x',
    '.git/config': 'x',
  })
  const selection = {
    start: '2023-07-10T00:00:00Z',
    end: '2023-07-11T00:00:00Z',
    regions: ['eu-west-1'],
    accounts: ['111122223333'],
  }

  it('lists what is chosen and counts the rest by reason', async () => {
    expect(await listed(root, [root], selection)).toEqual({
      names: [`AWSLogs/111122223333/CloudTrail/eu-west-1/2023/07/10/${stem}`],
      passedOver: {
        digest: 1,
        empty: 1,
        hidden: 2,
        insight: 1,
        'other-service': 1,
        'outside-selection': 3,
        'unsupported-extension': 1,
      },
    })
  })

  it('understands the layout when the input is a folder deep inside it', async () => {
    const { names, passedOver } = await listed(
      root,
      [`${root}/AWSLogs/111122223333/CloudTrail/eu-west-1/2023`],
      selection,
    )
    expect(names).toEqual([`AWSLogs/111122223333/CloudTrail/eu-west-1/2023/07/10/${stem}`])
    expect(passedOver).toEqual({ empty: 1, 'outside-selection': 1 })
  })

  it('always reads a file that is named, whatever it is called and wherever it lies', async () => {
    const named = [
      `${root}/AWSLogs/111122223333/CloudTrail/eu-west-1/2023/06/01/old.json.gz`,
      `${root}/AWSLogs/111122223333/CloudTrail/eu-west-1/2023/07/10/empty.json.gz`,
      `${root}/AWSLogs/111122223333/CloudTrail-Digest/eu-west-1/2023/07/10/digest.json.gz`,
      `${root}/report.zip`,
    ]
    const { names, passedOver } = await listed(root, named, selection)
    expect(names).toHaveLength(4)
    expect(passedOver).toEqual({})
  })
})
