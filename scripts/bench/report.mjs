/** Writes the summary of results.json: README.md and linear.svg beside it. `node scripts/bench/report.mjs [FOLDER]`. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { lineThrough, plot } from './growth.mjs'
import { wantedMemory, wantedOf, wantedOfTrailscraper } from './parts.mjs'

const names = {
  fold: 'fold of everything',
  principal: 'fold for one principal',
  gunzip: 'gunzip alone',
  parse: 'gunzip and `JSON.parse`',
  duckdb: 'DuckDB `read_json`',
  plain: 'plain fold, one thread',
  'plain-threads': 'plain fold, a part on each thread',
  trailscraper: 'trailscraper `select`, `generate`',
  'trailscraper-once': 'trailscraper in one process',
}

/** @param {string} folder where results.json is */
export function report(folder) {
  const { machine, parts } = JSON.parse(readFileSync(join(folder, 'results.json'), 'utf8'))
  const rows = pairedRows(parts)
  const lines = [
    ...introduction(machine, parts),
    ...table(rows),
    ...losses(rows),
    ...equalLines(parts),
    ...growthLines(parts, folder),
    ...howTo,
  ]
  writeFileSync(join(folder, 'README.md'), `${lines.join('\n').trimEnd()}\n`)
}

function introduction(machine, parts) {
  const all = Object.values(parts)
  const [first] = all
  const kernels = new Set(all.map(({ kernel }) => kernel))
  return [
    '# What the fold costs',
    '',
    'Written by `npm run bench`. A ratio of 2 means that the fold takes half the time of the other. Ratios are medians over rounds,',
    'in each of which all methods ran once; on a busy machine processor time (of all threads) says more than the clock. What is',
    'wanted is reached if both say so. Every measurement is a process of its own, in which nothing is warm: the clock starts when',
    'its modules are loaded, and has in it the start of the threads, compilation and the merge, on both sides. Memory is the most',
    'that the process had, the largest of the rounds. Rows are in results.json; [where the time goes](where-the-time-goes.md) says',
    'what would have to change.',
    '',
    `Node ${first.versions.node}, DuckDB ${first.versions.duckdb ?? 'not installed'}, ${machine.processors} × ${machine.cpu}, ${first.threads} threads, ${kernels.size === 1 ? `kernel ${first.kernel}` : `kernels of several runs: ${[...kernels].join(', ')}`}.`,
    '',
  ]
}

/** Every baseline of every part against the fold of the same round. */
function pairedRows(parts) {
  return Object.entries(parts).flatMap(([part, result]) => {
    if (result.rounds === undefined) return []
    const { rounds, missing } = result
    const methods = Object.keys(rounds[0]).filter((name) => name !== 'load')
    const others = methods.filter((name) => name !== 'fold' && name !== 'principal')
    const pairs = [
      ...others.map((other) => ['fold', other]),
      ...(methods.includes('principal') ? [['principal', 'gunzip']] : []),
    ]
    const measured = pairs.map(([one, other]) => rowOf(part, result, one, other))
    return [
      ...measured,
      ...Object.entries(missing).map(([other, why]) => ({ part, result, one: 'fold', other, why })),
    ]
  })
}

function rowOf(part, result, one, other) {
  const ratio = (kind) => median(result.rounds.map((round) => round[other][kind] / round[one][kind]))
  const [wall, cpu, goal] = [ratio('wall'), ratio('cpu'), wantedOf(part, one, other)]
  const memory = (method) => Math.max(...result.rounds.map((round) => round[method].rss ?? 0))
  const isMissed = goal !== undefined && Math.min(wall, cpu) < goal
  return { part, result, one, other, wall, cpu, goal, isMissed, memory: memory(one), others: memory(other) }
}

function table(rows) {
  const cells = ({ part, result, one, other, why, wall, cpu, goal, isMissed, memory, others }) => {
    const start = `| ${part} | ${result.files} | ${names[one]} | ${names[other]} |`
    if (why !== undefined) return `${start} ${why} | | | | |`
    const said = goal === undefined ? '' : `${goal} ${isMissed ? 'MISSED' : 'reached'}`
    return `${start} ${wall.toFixed(2)} | ${cpu.toFixed(2)} | ${said} | ${megabytes(memory)} | ${others === 0 ? '' : megabytes(others)} |`
  }
  return [
    '| logs | files | measured | against | by the clock | by processor time | wanted | its memory | of the other |',
    '|---|---|---|---|---|---|---|---|---|',
    ...rows.map(cells),
    '',
    `Medians of ${Math.min(...rows.map(({ result }) => result.rounds.length))} rounds at least. The logs: \`low\` has some hundred kinds of requests again and again, \`high\` as many`,
    'different ones as the simulator makes; 4,000 small files are of 11 KB, the others of 5 MB; a slice has 30 MB.',
    '',
    ...throughput(rows),
  ]
}

/** Slices are too small for the fold to get going: throughput compares what each does on logs that suit it. */
function throughput(rows) {
  const lines = rows
    .filter(({ other, why }) => other.startsWith('trailscraper') && why === undefined)
    .flatMap(({ part, result, other }) => {
      const large = rows.find((row) => row.part === part.replace('slice', '250MB'))?.result
      if (large === undefined) return []
      const speed = (of, method, kind) =>
        median(of.rounds.map((round) => of.bytes / 1000 / round[method][kind]))
      const [theirs, ours] = [speed(result, other, 'wall'), speed(large, 'fold', 'wall')]
      const processor = speed(large, 'fold', 'cpu') / speed(result, other, 'cpu')
      const ratio = ours / theirs
      return [
        `- ${names[other]} on ${part}: ${theirs.toFixed(1)} MB/s by the clock; the fold on ${large.corpus}: ${ours.toFixed(0)} MB/s, ${ratio.toFixed(0)} times as fast by the clock, ${processor.toFixed(0)} times by processor time (wanted: ${wantedOfTrailscraper}, ${Math.min(ratio, processor) >= wantedOfTrailscraper ? 'reached' : 'MISSED'}).`,
      ]
    })
  return lines.length === 0 ? [] : [...lines, '']
}

function losses(rows) {
  const measured = rows.filter(({ why }) => why === undefined)
  const missed = measured.filter(({ isMissed }) => isMissed)
  const slower = measured.filter(({ wall, cpu }) => Math.min(wall, cpu) < 1)
  const limit = ({ part }) => wantedMemory[part.split('-')[0]] ?? Number.POSITIVE_INFINITY
  const heavy = measured.filter(
    (row) => row.one === 'fold' && row.other === 'gunzip' && row.memory > limit(row),
  )
  const lines = [
    ...missed.map(
      ({ part, one, other, wall, cpu, goal }) =>
        `- ${part}: ${names[one]} against ${names[other]} is ${Math.min(wall, cpu).toFixed(2)}, wanted ${goal}.`,
    ),
    ...slower
      .filter((row) => !missed.includes(row))
      .map(
        ({ part, one, other, wall, cpu }) =>
          `- ${part}: ${names[one]} is slower than ${names[other]} (${Math.min(wall, cpu).toFixed(2)}); nothing was set for it.`,
      ),
    ...heavy.map(
      (row) => `- ${row.part}: the fold takes ${megabytes(row.memory)}, wanted ${megabytes(limit(row))}.`,
    ),
  ]
  return ['## Where it loses', '', ...(lines.length === 0 ? ['Nowhere.'] : lines), '']
}

function equalLines(parts) {
  const rows = (parts.equal?.checks ?? []).map(
    ({ corpus, records, isEqual, left }) =>
      `- ${corpus}, ${records} records: all rows ${isEqual ? 'equal to' : 'NOT EQUAL to'} the plain fold's, by hash. Files left to the plain path: ${JSON.stringify(left)}.`,
  )
  const compared = Object.entries(parts).filter(([, { rounds }]) => rounds !== undefined)
  const others = compared.flatMap(([part, { rounds, differing }]) => {
    const [round] = rounds
    const held = ['duckdb', 'trailscraper', 'trailscraper-once'].filter(
      (method) => round[method] !== undefined,
    )
    return held.map((method) => {
      const what =
        method === 'duckdb' ? 'events by service, Region and day' : 'number of records and set of services'
      const wrong = differing.filter((one) => one.endsWith(` of ${method}`))
      return `- ${part}: ${what} ${wrong.length === 0 ? 'equal to' : `NOT EQUAL (${wrong.join(', ')}) to`} those of ${names[method]}, in every round.`
    })
  })
  return ['## Equal results', '', ...rows, ...others, '']
}

function growthLines(parts, folder) {
  const series = ['low', 'high'].flatMap((cardinality) => {
    const points = parts[`growth-${cardinality}`]?.points
    if (points === undefined) return []
    const at = points.map(({ bytes, runs }) => [bytes / 1e9, median(runs.map(({ cpu }) => cpu)) / 1000])
    const color = cardinality === 'low' ? '#06c' : '#c40'
    return [
      { name: `${cardinality} cardinality`, color, points: at, line: lineThrough(at), measured: points },
    ]
  })
  if (series.length === 0) return []
  writeFileSync(join(folder, 'linear.svg'), plot(series))
  const rows = series.flatMap(({ name, points, line, measured }) =>
    points.map(([x, y], index) => {
      const rss = Math.max(...measured[index].runs.map((run) => run.rss))
      return `| ${name} | ${x} GB | ${y.toFixed(1)} s | ${percent((y - line.at(x)) / line.at(x))} | ${megabytes(rss)} |`
    }),
  )
  const off = Math.max(
    ...series.flatMap(({ points, line }) => points.map(([x, y]) => Math.abs(y / line.at(x) - 1))),
  )
  return [
    '## Growth',
    '',
    '![processor time against size](linear.svg)',
    '',
    ...series.map(
      ({ name, line }) =>
        `- ${name}: ${line.fixed.toFixed(2)} s whatever the size and ${line.slope.toFixed(2)} s for every GB, by least squares.`,
    ),
    `- Farthest from its line: ${percent(off)} (wanted: at most 10 %, ${off <= 0.1 ? 'reached' : 'MISSED'}).`,
    '',
    '| logs | JSON | processor time | from the straight line | memory |',
    '|---|---|---|---|---|',
    ...rows,
    '',
  ]
}

const howTo = [
  '## Running it',
  '',
  'Logs are made by the simulator into a folder for temporary files when they are first asked for (8 GB of JSON, 1.2 GB',
  'stored, ten minutes), and used again. Parts run alone: `npm run bench -- --only low-250MB,equal,growth-low`; the others keep',
  'what was measured before. `node scripts/bench/report.mjs` writes this page again.',
  '',
  'trailscraper is not part of this project and is measured where it is installed:',
  '',
  '```sh',
  'python3 -m venv /tmp/trailscraper',
  '/tmp/trailscraper/bin/pip install trailscraper==0.10.0',
  'npm run bench -- --only low-slice,high-slice --trailscraper /tmp/trailscraper/bin/trailscraper',
  '```',
]

const megabytes = (bytes) => `${(bytes / 1e6).toFixed(0)} MB`
const percent = (part) => `${(100 * part).toFixed(1)} %`

function median(numbers) {
  const sorted = [...numbers].sort((a, b) => a - b)
  return (sorted[(sorted.length - 1) >> 1] + sorted[sorted.length >> 1]) / 2
}

if (process.argv[1] === fileURLToPath(import.meta.url)) report(process.argv[2] ?? 'bench')
