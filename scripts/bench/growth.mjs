/** Whether cost grows in a straight line: a fixed part and one that is as large as the logs. */

/**
 * The line of least squares.
 * @param {readonly [number, number][]} points
 */
export function lineThrough(points) {
  const mean = (of) => points.reduce((sum, point) => sum + of(point), 0) / points.length
  const [meanX, meanY] = [mean(([x]) => x), mean(([, y]) => y)]
  const slope = mean(([x, y]) => (x - meanX) * (y - meanY)) / mean(([x]) => (x - meanX) ** 2)
  const fixed = meanY - slope * meanX
  return { slope, fixed, at: (x) => fixed + slope * x }
}

const [width, height, edge] = [560, 360, 50]

/**
 * @param {{ name: string, color: string, points: [number, number][], line: ReturnType<typeof lineThrough> }[]} series
 *   in GB and seconds
 */
export function plot(series) {
  const most = Math.max(...series.flatMap(({ points }) => points.map(([x]) => x)))
  const top = Math.max(...series.flatMap(({ points, line }) => [line.at(most), ...points.map(([, y]) => y)]))
  const x = (value) => (edge + (value / most) * (width - 2 * edge)).toFixed(1)
  const y = (value) => (height - edge - (value / top) * (height - 2 * edge)).toFixed(1)
  const drawn = series.map(
    ({ name, color, points, line }) =>
      `<g fill="${color}" stroke="${color}"><line x1="${x(0)}" y1="${y(line.at(0))}" x2="${x(most)}" y2="${y(line.at(most))}"/>${points
        .map(
          ([at, seconds]) =>
            `<circle cx="${x(at)}" cy="${y(seconds)}" r="4"/><text stroke="none" x="${x(at)}" y="${y(seconds)}" dx="8" dy="14">${seconds.toFixed(1)} s</text>`,
        )
        .join(
          '',
        )}<text stroke="none" x="${x(most)}" y="${y(line.at(most))}" dx="-150" dy="-4">${name}</text></g>`,
  )
  const marks = series[0].points.map(
    ([at]) => `<text x="${x(at)}" y="${height - edge + 18}" text-anchor="middle">${at} GB</text>`,
  )
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" font-family="sans-serif" font-size="11"><title>Processor time of the fold against the size of the logs</title><rect width="100%" height="100%" fill="#fff"/><path d="M${edge} ${edge}V${height - edge}H${width - edge}" fill="none" stroke="#888"/><text x="${edge}" y="${edge - 12}">seconds of processor time</text>${marks.join('')}${drawn.join('')}</svg>\n`
}
