import type { BacktestPoint } from '../verify/backtest.js'
import { amount } from './amounts.js'
import { plotBox, plotOf } from './backtest-plot.js'
import { type Child, h, htmlTable } from './html-text.js'

/** Would policies of shorter observations have lasted? A drawing, and its numbers as a table. */
export function htmlBacktest(points: readonly BacktestPoint[] | undefined): Child {
  if (points === undefined) return ''
  const heading = h('h2', {}, 'Would it have lasted?')
  if (points.length === 0)
    return [heading, h('p', {}, 'The logs hold a single day: there is nothing to replay.')]
  const label =
    'Calls that a policy from the first days would have allowed, by days observed; the table has the numbers'
  return [
    heading,
    h(
      'p',
      {},
      'For every length of observation a policy was made from the days before the cut, as the usual options have it, and the calls of the days after were replayed against it.',
    ),
    // Everything in the drawing is ours but the dates of the cuts, which are escaped there.
    h(
      'svg',
      { role: 'img', 'aria-label': label, viewBox: plotBox, 'font-size': '12' },
      { html: plotOf(points) },
    ),
    htmlTable(
      'Backtest',
      ['days observed', 'first day after', 'calls after', 'denied', 'unknown', 'permissions missing'],
      points.map(({ observed, cut, calls, denied, undecidable, missing }) => [
        amount(observed),
        cut,
        amount(calls),
        amount(denied),
        amount(undecidable),
        amount(missing.length),
      ]),
      [0, 2, 3, 4, 5],
    ),
  ]
}
