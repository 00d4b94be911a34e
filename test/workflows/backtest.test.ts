import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { openActivityStore } from '../../src/adapters/activity-store/activity-store.js'
import { filesSource } from '../../src/adapters/files/files-source.js'
import { backtestPlot } from '../../src/core/render/backtest-plot.js'
import { cutsOf } from '../../src/core/verify/backtest.js'
import { allActivity } from '../../src/workflows/activity-query.js'
import { backtest } from '../../src/workflows/backtest.js'
import { ingest } from '../../src/workflows/ingest.js'
import { silent } from '../../src/workflows/ports.js'
import { getObject, logFile } from '../cli/logs.js'
import { folderWith } from '../files/folders.js'
import { expectGolden } from './golden.js'

const at = (day: number, hour = 12) => new Date(Date.UTC(2026, 2, day, hour))

/** A daily read, a new object on the 5th, and a deletion on the last day of each month, through two months and a half. */
function trail(): string {
  const daily = Array.from({ length: 75 }, (_, day) => getObject(at(2 + day), `data/${1}.csv`))
  const records = daily.map((record, day) => ({ ...record, eventID: `daily-${day}` }))
  const monthly = [31, 61].map((day) => ({
    ...getObject(at(day), 'data/1.csv'),
    eventID: `monthly-${day}`,
    eventName: 'DeleteObject',
  }))
  const other = { ...getObject(at(12), 'data/2.csv'), eventID: 'other' }
  const denied = { ...getObject(at(40), 'data/9.csv'), eventID: 'denied', errorCode: 'AccessDenied' }
  return folderWith({ 'a.json.gz': logFile(...records, ...monthly, other, denied) })
}

async function tested(horizonDays: number | undefined = undefined) {
  const options = { principal: 'Deploy', query: allActivity, horizonDays }
  return backtest(filesSource([trail()]), options, silent)
}

describe('backtest', () => {
  it('says what would have been denied after each cut, and when', async () => {
    const { points, first, last } = await tested()
    expect([first, last, points.length]).toEqual(['2026-03-02', '2026-05-15', 30])
    const before = points.filter(({ cut }) => cut <= '2026-03-12')
    expect(before.every(({ denied }) => denied === 3)).toBe(true)
    expect(before[0]!.missing).toEqual([
      {
        action: 's3:GetObject',
        resource: 'arn:aws:s3:::release-bucket/data/2.csv',
        calls: 1,
        day: '2026-03-12',
        newAction: false,
      },
      {
        action: 's3:DeleteObject',
        resource: 'arn:aws:s3:::release-bucket/data/1.csv',
        calls: 2,
        day: '2026-03-31',
        newAction: true,
      },
    ])
    const between = points.filter(({ cut }) => cut > '2026-03-12' && cut <= '2026-03-31')
    expect(between.every(({ denied, missing }) => denied === 2 && missing.length === 1)).toBe(true)
    expect(points.filter(({ cut }) => cut > '2026-03-31').every(({ denied }) => denied === 0)).toBe(true)
  })

  it('looks only as far as it is told', async () => {
    const { points } = await tested(7)
    expect(points.map(({ calls }) => Math.max(...[calls]))).toEqual(
      points.map(({ calls }) => Math.min(calls, 8)),
    )
    expect(points[0]!.denied).toBe(0)
    expect(points.find(({ cut }) => cut >= '2026-03-27')!.denied).toBe(1)
  })

  it('does not count denied calls: they were not the policy’s to allow', async () => {
    const { points } = await tested()
    expect(points.at(-1)).toMatchObject({ denied: 0, undecidable: 0 })
    expect(points.every(({ missing }) => missing.every(({ resource }) => !resource.endsWith('9.csv')))).toBe(
      true,
    )
  })

  it('says the same of a store as of the logs', async () => {
    const store = openActivityStore(join(folderWith({}), 'activity.db'))
    await ingest(filesSource([trail()]), store, {}, silent)
    const options = { principal: 'Deploy', query: allActivity, horizonDays: undefined }
    const { points, coverage } = await backtest(store, options, silent)
    const logs = await tested()
    expect([points, coverage]).toEqual([logs.points, logs.coverage])
  })

  it('has nothing to replay on a single day', async () => {
    const source = filesSource([folderWith({ 'a.json.gz': logFile(getObject(at(2), 'a')) })])
    const { points, coverage } = await backtest(
      source,
      { principal: 'Deploy', query: allActivity, horizonDays: undefined },
      silent,
    )
    expect(points).toEqual([])
    expect(coverage?.activeDays).toBe(1)
  })
})

describe('cuts', () => {
  it('are after every day, or evenly spaced, the last day included', () => {
    expect(cutsOf('2026-03-30', '2026-04-01')).toEqual(['2026-03-31', '2026-04-01'])
    expect(cutsOf('2026-03-30', '2026-03-30')).toEqual([])
    const many = cutsOf('2026-01-01', '2026-12-31')
    expect([many.length, many.at(-1)]).toEqual([30, '2026-12-31'])
  })
})

describe('the plot', () => {
  it('is the one that docs/backtest.md shows', async () => {
    const { points } = await tested()
    expectGolden('docs/backtest.svg', backtestPlot(points, 'a job of every month'))
  })

  it('is one SVG document without script, whatever the name', async () => {
    const { points } = await tested()
    const svg = backtestPlot(points, '"><script>alert(1)</script>')
    expect(svg).not.toContain('<script')
    expect(svg.match(/<circle/g)).toHaveLength(points.length)
    expect(backtestPlot([], 'nobody')).toContain('</svg>')
  })
})
