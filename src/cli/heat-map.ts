import { byCodeUnit } from '../core/iam/order.js'
import { amount } from './amounts.js'
import { terminalText } from './terminal-text.js'

/** Calls of one row of the map in one column. */
export interface Heat {
  readonly row: string
  /** `YYYY-MM-DD`. */
  readonly day: string
  readonly calls: number
}

const shades = ['·', '░', '▒', '▓', '█']
const rowsShown = 20

/**
 * Services × days, or × spans of equal length if the days are more than fit. Shades are powers of ten below the darkest
 * cell, so that what is rare is still seen.
 */
export function heatMap(heats: readonly Heat[], columns: number): string {
  const rows = busiest(heats)
  const width = Math.max(...rows.map(([row]) => row.length))
  const days = spanOf(heats)
  const span = Math.max(1, Math.ceil(days.length / Math.max(10, columns - width - 14)))
  const slots = Math.ceil(days.length / span)
  const at = new Map(days.map((day, index) => [day, Math.floor(index / span)]))
  const cells = rows.map(([row]) => cellsOf(heats, row, at, slots))
  const most = Math.max(...cells.flat())
  const lines = rows.slice(0, rowsShown).map(([row, calls], index) => {
    const shaded = cells[index]!.map((count) => shadeOf(count, most)).join('')
    return `${terminalText(row).padEnd(width)}  ${shaded}  ${amount(calls)}`
  })
  const more = rows.length > rowsShown ? [`and ${rows.length - rowsShown} more`] : []
  const scale = `${days[0]} to ${days.at(-1)}, ${span === 1 ? 'a day' : `${span} days`} a column; ${shades.at(-1)} up to ${amount(most)} calls, each lighter shade a tenth, ${shades[0]} none`
  return `${[...lines, ...more, scale].join('\n')}\n`
}

function busiest(heats: readonly Heat[]): (readonly [row: string, calls: number])[] {
  const total = new Map<string, number>()
  for (const { row, calls } of heats) total.set(row, (total.get(row) ?? 0) + calls)
  return [...total].sort(([a, m], [b, n]) => n - m || byCodeUnit(a, b))
}

const dayMilliseconds = 86_400_000

/** Every day from the first to the last. */
function spanOf(heats: readonly Heat[]): string[] {
  const sorted = heats.map(({ day }) => day).sort(byCodeUnit)
  const [first, last] = [Date.parse(sorted[0]!), Date.parse(sorted.at(-1)!)]
  const count = Math.round((last - first) / dayMilliseconds) + 1
  return Array.from({ length: count }, (_, at) =>
    new Date(first + at * dayMilliseconds).toISOString().slice(0, 10),
  )
}

function cellsOf(
  heats: readonly Heat[],
  row: string,
  at: ReadonlyMap<string, number>,
  slots: number,
): number[] {
  const cells = new Array<number>(slots).fill(0)
  for (const heat of heats) if (heat.row === row) cells[at.get(heat.day)!]! += heat.calls
  return cells
}

function shadeOf(count: number, most: number): string {
  if (count === 0) return shades[0]!
  const below = Math.floor(Math.log10(most / count))
  return shades[Math.max(1, shades.length - 1 - below)]!
}
