import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { backtest } from '../../src/workflows/backtest.js'
import { folderWith } from '../files/folders.js'
import { runCli } from './capture.js'
import { getObject, logFile } from './logs.js'

const day = (at: number) => new Date(Date.UTC(2026, 4, at, 12))

function trail(): string {
  const first = [4, 5, 6].map((at) => getObject(day(at), `a/${at}.zip`))
  return folderWith({ 'logs/a.json.gz': logFile(...first) })
}

const run = (folder: string, ...args: string[]) =>
  runCli(['backtest', `${folder}/logs`, '--principal', 'Deploy', ...args], { backtest })

describe('leastwise backtest', () => {
  it('prints a line for each cut, with a bar', async () => {
    const { status, stdout, stderr } = await run(trail())
    expect(status).toBe(0)
    expect(
      stdout
        .split('\n')
        .slice(0, 3)
        .map((line) => line.trim()),
    ).toEqual([
      expect.stringMatching(/^DAYS +CUT +CALLS AFTER +DENIED +UNKNOWN +MISSING +NEW ACTIONS +ALLOWED$/),
      `1  2026-05-05            2       2        0        2            0  ${'░'.repeat(24)} 0.0 %`,
      `2  2026-05-06            1       1        0        1            0  ${'░'.repeat(24)} 0.0 %`,
    ])
    expect(stderr).toContain(
      'missing    s3:GetObject on arn:aws:s3:::release-bucket/a/6.zip, from 2026-05-06, 1 call',
    )
    expect(stderr).toContain('warning: only 3 days of logs')
  })

  it('prints JSON and draws the plot', async () => {
    const folder = trail()
    const { stdout } = await run(folder, '--json', '--plot', `${folder}/plot.svg`, '--horizon', '30d')
    expect(JSON.parse(stdout)).toMatchObject({
      first: '2026-05-04',
      points: [{ observed: 1 }, { observed: 2 }],
    })
    expect(readFileSync(`${folder}/plot.svg`, 'utf8')).toMatch(/^<svg /)
  })

  it('wants a principal and a number of days', async () => {
    const folder = trail()
    const ended = await runCli(['backtest', `${folder}/logs`], { backtest })
    expect(ended).toMatchObject({ status: 2, stderr: expect.stringContaining('PRINCIPAL_REQUIRED') })
    expect(await run(folder, '--horizon', 'soon')).toMatchObject({ status: 2 })
  })
})
