import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { backtest } from '../../src/workflows/backtest.js'
import { generate } from '../../src/workflows/generate.js'
import { renderPolicy } from '../../src/workflows/render-policy.js'
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

describe('leastwise generate --backtest', () => {
  const workflows = {
    generate,
    backtest,
    renderPolicy: async (...args: Parameters<typeof renderPolicy>) => renderPolicy(...args),
  }
  const page = (folder: string, ...args: string[]) =>
    runCli(['generate', `${folder}/logs`, '--principal', 'Deploy', '--quiet', ...args], workflows)

  it('draws the curve in the review, without a style of its own, and says its numbers', async () => {
    const folder = trail()
    const { status, stdout } = await page(folder, '--format', 'html', '--backtest')
    expect(status).toBe(0)
    const section = stdout.slice(stdout.indexOf('<h2>Would it have lasted?</h2>'))
    expect(section).toContain('until 2026-05-05: 2 of 2 later calls denied')
    expect(section).toMatch(
      /<td class="number">1<\/td><td>2026-05-05<\/td><td class="number">2<\/td><td class="number">2</,
    )
    expect(stdout.match(/<style|style=|<script/g)).toEqual(['<style'])
    expect((await page(folder, '--format', 'html')).stdout).not.toContain('Would it have lasted?')
  })

  it('is for one review of inputs that can be read twice', async () => {
    const folder = trail()
    for (const options of [['--backtest'], ['--backtest', '--format', 'html', '--split-by', 'session']])
      expect(await page(folder, ...options)).toMatchObject({
        status: 2,
        stderr: expect.stringContaining('OPTION_INVALID'),
      })
  })
})
