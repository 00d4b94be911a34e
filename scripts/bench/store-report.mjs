/** Writes the summary of store.json: store.md beside it. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** @param {string} folder where store.json is */
export function reportStore(folder) {
  const { machine, results } = JSON.parse(readFileSync(join(folder, 'store.json'), 'utf8'))
  const lines = [
    '# What an activity store costs',
    '',
    'Written by `npm run bench:store`; all runs are in store.json. Each is a process of its own, from its start to its end; of',
    'several, the median is here. Processor time is that of all threads. A bare `node -e 0`, measured between the others,',
    'says how slow the machine was at the time.',
    '',
    `Node ${machine.node}, ${machine.processors} × ${machine.cpu}; processes that wanted to run: ${machine.loadBefore.toFixed(0)} before, ${machine.loadAfter.toFixed(0)} after.`,
    '',
    ...results.flatMap(linesOf),
  ]
  writeFileSync(join(folder, 'store.md'), `${lines.join('\n').trimEnd()}\n`)
}

function linesOf({ corpus, bytes, files, storeBytes, first, bare, second, generate, query }) {
  const share = (kind) => middle(second, kind) / first[kind]
  const isLarge = bytes >= 1e9
  return [
    `## ${files} files of ${(bytes / 1e9).toFixed(2)} GB of JSON (${corpus}), a store of ${(storeBytes / 1e6).toFixed(1)} MB`,
    '',
    '| | by the clock | processor time | memory | runs |',
    '|---|---|---|---|---|',
    row('a bare `node`', bare),
    row('first ingest', [first]),
    row('ingest when nothing is new', second),
    row('`generate` for one principal', generate),
    row(`of that, the query (${query[0].rows} rows)`, query),
    '',
    `An ingest of nothing new takes ${percent(share('wall'))} of the first by the clock, ${percent(share('cpu'))} by processor time (wanted: < 5 %): ${said(Math.max(share('wall'), share('cpu')) < 0.05)}.`,
    ...(isLarge ? goals(generate, query) : []),
    '',
  ]
}

function goals(generate, query) {
  const [whole, part] = [
    [middle(generate, 'wall'), middle(generate, 'cpu')],
    [middle(query, 'wall'), middle(query, 'cpu')],
  ]
  return [
    `\`generate\` (wanted: < 1 s in all): ${said(whole[0] < 1000)} by the clock, ${said(whole[1] < 1000)} by processor time; its query (wanted: < 100 ms): ${said(part[0] < 100)} by the clock, ${said(part[1] < 100)} by processor time.`,
  ]
}

const said = (reached) => (reached ? 'reached' : 'MISSED')

function row(name, runs) {
  const memory = runs[0].memory === undefined ? '' : `${(middle(runs, 'memory') / 1e6).toFixed(0)} MB`
  return `| ${name} | ${time(middle(runs, 'wall'))} | ${time(middle(runs, 'cpu'))} | ${memory} | ${runs.length} |`
}

function time(milliseconds) {
  return milliseconds < 1000 ? `${milliseconds.toFixed(0)} ms` : `${(milliseconds / 1000).toFixed(2)} s`
}

function percent(share) {
  return `${(100 * share).toFixed(1)} %`
}

function middle(runs, kind) {
  const sorted = runs.map((run) => run[kind]).sort((a, b) => a - b)
  return (sorted[(sorted.length - 1) >> 1] + sorted[sorted.length >> 1]) / 2
}
