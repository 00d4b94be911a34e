/** Writes the summary of bench/results.json: bench/README.md and bench/linear.svg. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** What is wanted: how much faster the fold is to be, by corpus and baseline. */
const wanted = [
  ['low', 'fold', 'gunzip', 0.85],
  ['high', 'fold', 'gunzip', 0.4],
  ['small', 'fold', 'gunzip', 0.4],
  ['low', 'principal', 'gunzip', 1],
  ['low', 'fold', 'parse', 2.5],
  ['low-slice', 'fold', 'duckdb', 3],
  ['high-slice', 'fold', 'duckdb', 1.75],
  ['low-slice', 'fold', 'trailscraper', 100],
]

/** @param {string} folder where results.json is */
export function report(folder) {
  const { machine, results, checks, linear } = JSON.parse(readFileSync(join(folder, 'results.json'), 'utf8'))
  const lines = [
    '# What the fold costs',
    '',
    'Written by `npm run bench`. A ratio of 2 means that the fold takes half the time of the other. Ratios are medians over',
    'interleaved pairs; on a busy machine processor time (of all threads) says more than the clock. What is wanted is reached if',
    'both say so. Rows are in results.json; [where the time goes](where-the-time-goes.md) says what would have to change.',
    '',
    `Node ${machine.node}, ${machine.processors} × ${machine.cpu}, ${machine.threads} threads.`,
    '',
    '| corpus | files | measured | against | pairs | by the clock | by processor time | wanted |',
    '|---|---|---|---|---|---|---|---|',
    ...results.map(row),
    '',
    '## Equal results',
    '',
    ...checks.map(
      ({ corpus, records, rows, counts, left }) =>
        `- ${corpus}, ${records} records: rows ${rows ? 'equal' : 'NOT EQUAL'} to the plain fold's; events by service, Region and day ${counts === undefined ? 'not compared with' : counts ? 'equal to' : 'NOT EQUAL to'} DuckDB's. Files left to the plain path: ${JSON.stringify(left)}.`,
    ),
    '',
    ...linearLines(linear, folder),
  ]
  writeFileSync(join(folder, 'README.md'), `${lines.join('\n').trimEnd()}\n`)
}

function row({ corpus, files, one, other, rounds, why }) {
  if (rounds.length === 0) return `| ${corpus} | ${files} | ${one} | ${other} | 0 | ${why} | | |`
  const ratio = (kind) => median(rounds.map((round) => round[other][kind] / round[one][kind]))
  const goal = wanted.filter(([name]) => corpus.startsWith(name)).find(([, a, b]) => a === one && b === other)
  const [wall, cpu] = [ratio('wall'), ratio('cpu')]
  const said = goal === undefined ? '' : `${goal[3]} ${Math.min(wall, cpu) >= goal[3] ? 'reached' : 'MISSED'}`
  return `| ${corpus} | ${files} | ${one} | ${other} | ${rounds.length} | ${wall.toFixed(2)} | ${cpu.toFixed(2)} | ${said} |`
}

function median(numbers) {
  const sorted = [...numbers].sort((a, b) => a - b)
  return (sorted[(sorted.length - 1) >> 1] + sorted[sorted.length >> 1]) / 2
}

function linearLines(linear, folder) {
  if (linear.length < 2) return []
  const points = linear.map(({ bytes, runs }) => [bytes / 1e9, median(runs.map(({ cpu }) => cpu)) / 1000])
  const slope = points.reduce((sum, [x, y]) => sum + x * y, 0) / points.reduce((sum, [x]) => sum + x * x, 0)
  writeFileSync(join(folder, 'linear.svg'), plot(points, slope))
  return [
    '## Growth',
    '',
    '![processor time against size](linear.svg)',
    '',
    '| JSON | processor time | from the straight line | most memory so far |',
    '|---|---|---|---|',
    ...points.map(
      ([x, y], index) =>
        `| ${x} GB | ${y.toFixed(1)} s | ${((100 * (y - slope * x)) / (slope * x)).toFixed(0)} % | ${(linear[index].rss / 1e6).toFixed(0)} MB |`,
    ),
  ]
}

function plot(points, slope) {
  const [width, height, edge] = [480, 320, 40]
  const most = Math.max(...points.map(([x]) => x))
  const top = Math.max(slope * most, ...points.map(([, y]) => y))
  const place = ([x, y]) => [
    edge + (x / most) * (width - 2 * edge),
    height - edge - (y / top) * (height - 2 * edge),
  ]
  const [[x1, y1], [x2, y2]] = [place([0, 0]), place([most, slope * most])]
  const dots = points.map((point) => {
    const [x, y] = place(point)
    return `<circle cx="${x.toFixed(1)}" cy="${y.toFixed(1)}" r="4"/><text x="${(x + 6).toFixed(1)}" y="${(y + 14).toFixed(1)}">${point[0]} GB: ${point[1].toFixed(1)} s</text>`
  })
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" font-family="sans-serif" font-size="11"><title>Processor time of the fold against the size of the logs</title><rect width="100%" height="100%" fill="#fff"/><line x1="${x1}" y1="${y1}" x2="${x2}" y2="${y2}" stroke="#888"/>${dots.join('')}</svg>\n`
}
