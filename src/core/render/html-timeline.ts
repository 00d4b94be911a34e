import { type Html, h } from './html-text.js'
import { type Timeline, timelineText } from './timeline.js'

const height = 22
const widest = 540

/** A picture of the use over time: a bar for each stretch of days, a line for none, another colour where nothing is known. */
export function htmlTimeline(timeline: Timeline): Html {
  const { stretches, most } = timeline
  if (stretches.length === 0) return h('span', { class: 'soft' }, 'no use')
  const step = Math.max(5, Math.min(14, Math.floor(widest / stretches.length)))
  const bars = stretches.map(({ calls, known }, at) => {
    const tall = calls === 0 ? 2 : Math.max(3, Math.round((calls / most) * height))
    return h('rect', {
      class: calls > 0 ? 'bar' : known ? 'none' : 'gap',
      x: `${at * step}`,
      y: `${height - tall}`,
      width: `${step - 2}`,
      height: `${tall}`,
    })
  })
  const width = `${stretches.length * step}`
  return h(
    'svg',
    {
      role: 'img',
      'aria-label': `Used ${timelineText(timeline)}`,
      width,
      height: `${height}`,
      viewBox: `0 0 ${width} ${height}`,
    },
    h('title', {}, `Used ${timelineText(timeline)}`),
    bars,
  )
}
