import type { BacktestPoint } from '../verify/backtest.js'

const [width, height, left, right, top, bottom] = [720, 320, 64, 16, 48, 56]
const [plotWidth, plotHeight] = [width - left - right, height - top - bottom]

/**
 * The share of later calls that would have been allowed, by the length of observation, as an SVG document of its own:
 * no script, no font, no network. The vertical axis begins at the lowest share, rounded down to ten per cent.
 */
export function backtestPlot(points: readonly BacktestPoint[], principal: string): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="${plotBox}" role="img" aria-labelledby="title">
<title id="title">Backtest of ${escaped(principal)}</title>
<style>svg{background:#fff;color:#16191f;font:12px sans-serif}@media(prefers-color-scheme:dark){svg{background:#16191f;color:#fff}}</style>
${plotOf(points)}
</svg>
`
}

/** The view box that {@link plotOf} draws in. */
export const plotBox = `0 0 ${width} ${height}`

/** What is in the drawing: elements of SVG that need no style, in the colour of the text around it. */
export function plotOf(points: readonly BacktestPoint[]): string {
  const shares = points.map(({ calls, allowed }) => (calls === 0 ? 1 : allowed / calls))
  const lowest = Math.min(0.9, ...shares.map((share) => Math.floor(share * 10) / 10))
  const longest = Math.max(1, ...points.map(({ observed }) => observed))
  const at = (observed: number, share: number) =>
    `${round(left + (observed / longest) * plotWidth)},${round(top + ((1 - share) / (1 - lowest)) * plotHeight)}`
  const line = points.map(({ observed }, index) => at(observed, shares[index]!)).join(' ')
  return `<text x="${left}" y="24" fill="currentColor" font-size="14">Calls a policy would have allowed, by days observed</text>
${gridLines(lowest)}
${dayLabels(points)}
<polyline points="${line}" fill="none" stroke="#0972d3" stroke-width="2"/>
${points.map((point, index) => dot(point, at(point.observed, shares[index]!), shares[index]!)).join('\n')}`
}

function round(value: number): string {
  return value.toFixed(1)
}

const gridSteps = 4

function gridLines(lowest: number): string {
  return Array.from({ length: gridSteps + 1 }, (_, at) => {
    const y = round(top + (at / gridSteps) * plotHeight)
    const percent = Math.round((1 - (at / gridSteps) * (1 - lowest)) * 1000) / 10
    return `<line x1="${left}" x2="${width - right}" y1="${y}" y2="${y}" stroke="currentColor" opacity="0.2"/>
<text x="${left - 8}" y="${y}" dy="4" text-anchor="end" fill="currentColor">${percent} %</text>`
  }).join('\n')
}

const mostLabels = 10

function dayLabels(points: readonly BacktestPoint[]): string {
  const longest = Math.max(1, ...points.map(({ observed }) => observed))
  const every = Math.ceil(points.length / mostLabels)
  const labels = points.flatMap(({ observed }, at) => {
    if ((points.length - 1 - at) % every !== 0) return []
    const x = round(left + (observed / longest) * plotWidth)
    return [
      `<text x="${x}" y="${height - bottom + 20}" text-anchor="middle" fill="currentColor">${observed}</text>`,
    ]
  })
  const caption = `<text x="${left + plotWidth / 2}" y="${height - 12}" text-anchor="middle" fill="currentColor">days observed</text>`
  return [...labels, caption].join('\n')
}

function dot({ cut, denied, calls }: BacktestPoint, at: string, share: number): string {
  const [x, y] = at.split(',')
  const fill = share === 1 ? '#037f0c' : '#d91515'
  return `<circle cx="${x}" cy="${y}" r="3.5" fill="${fill}"><title>until ${escaped(cut)}: ${denied} of ${calls} later calls denied</title></circle>`
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
}
