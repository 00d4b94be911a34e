import { readFileSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { dayNumber, dayOfNumber } from '../../src/core/verify/calendar.js'
import { coverageOf } from '../../src/core/verify/coverage.js'
import { firstDay, until, workload } from './workloads.js'

const page = resolve(import.meta.dirname, '../../docs/backtest.md')
const workloads = 200
const horizon = 30

interface Errors {
  readonly observed: number
  readonly expected: number
  readonly actual: number
  readonly meanError: number
  readonly withinOne: number
  readonly withinThree: number
  /** Share of the workloads for which a turn of a month was said to be missing. */
  readonly warned: number
}

/** What the estimate said of the 30 days after so many days, and what they brought. */
function errorsAt(observed: number): Errors {
  const cut = dayOfNumber(dayNumber(firstDay) + observed)
  const pairs = Array.from({ length: workloads }, (_, seed) => {
    const uses = workload(seed + 1, observed + horizon)
    const seen = until(uses, cut)
    const last = dayOfNumber(dayNumber(cut) - 1)
    const coverage = coverageOf({ first: firstDay, last, uses: seen, exists: () => true })!
    const warned = coverage.warnings.some((warning) => warning.includes('no turn of a month'))
    return { expected: coverage.expectedNewActions!, actual: uses.length - seen.length, warned }
  })
  const mean = (of: (pair: (typeof pairs)[number]) => number) =>
    pairs.reduce((sum, pair) => sum + of(pair), 0) / pairs.length
  const within = (most: number) =>
    mean(({ expected, actual }) => (Math.abs(expected - actual) <= most ? 1 : 0))
  return {
    observed,
    expected: mean(({ expected }) => expected),
    actual: mean(({ actual }) => actual),
    meanError: mean(({ expected, actual }) => Math.abs(expected - actual)),
    withinOne: within(1),
    withinThree: within(3),
    warned: mean((pair) => (pair.warned ? 1 : 0)),
  }
}

const percent = (share: number) => `${Math.round(share * 100)} %`

describe('the estimate of new actions', () => {
  const errors = [14, 30, 60, 90].map(errorsAt)

  it('has the error that docs/backtest.md reports, over 200 simulated workloads', () => {
    const rows = errors.map(
      ({ observed, expected, actual, meanError, withinOne, withinThree, warned }) =>
        `| ${observed} | ${expected.toFixed(2)} | ${actual.toFixed(2)} | ${meanError.toFixed(2)} | ${percent(withinOne)} | ${percent(withinThree)} | ${percent(warned)} |`,
    )
    const head =
      '| days observed | expected | came | mean error | within 1 | within 3 | warned of the month |\n|---|---|---|---|---|---|---|'
    const text = readFileSync(page, 'utf8')
    const [before, after] = [text.split('<!-- begin error -->')[0], text.split('<!-- end error -->')[1]]
    const written = `${before}<!-- begin error -->\n\n${head}\n${rows.join('\n')}\n\n<!-- end error -->${after}`
    if (process.env.UPDATE_DOCS === '1') writeFileSync(page, written)
    expect(readFileSync(page, 'utf8')).toBe(written)
  })

  it('is right on average once a turn of the month was seen, and warns of the month before', () => {
    for (const { observed, expected, actual, warned } of errors) {
      if (observed >= 30) expect(Math.abs(expected - actual)).toBeLessThan(0.25)
      expect(warned).toBe(observed >= 30 ? 0 : 1)
    }
  })
})
