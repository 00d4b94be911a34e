// node scripts/measure/mapping.mjs: how good the mapping from calls to permissions is, by AWS's own facts in ../shared
// (or $LEASTWISE_SHARED). Needs `npx tsc -b src/core` first. Misses go to build/measure/*.tsv.
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { callOf } from '../../dist/core/activity/fact.js'
import { whosePermission } from '../../dist/core/cloudtrail/classify.js'
import { openDecoder } from '../../dist/core/cloudtrail/decode.js'
import { resolvePrincipal } from '../../dist/core/cloudtrail/principal-resolve.js'
import { requiredPermissions } from '../../dist/core/reference/required.js'
import { actionById } from '../../dist/core/reference/service.js'
import { corpusCalls, lineOf, measureAll, measureCost, weakest } from './measurements.mjs'

const project = resolve(import.meta.dirname, '../..')
const shared = resolve(project, process.env.LEASTWISE_SHARED || '../shared')
const core = { actionById, callOf, decodeText, requiredPermissions, resolvePrincipal, whosePermission }

function decodeText(text) {
  const decoder = openDecoder()
  return [...decoder.push(text), ...decoder.end()]
}

function say(line) {
  process.stdout.write(`${line}\n`)
}

function sayMetric(metric) {
  say(lineOf(metric))
  const worst = weakest(metric)
  if (worst.length > 0)
    say(`    ${worst.map(({ service, lost, of }) => `${service} ${lost}/${of}`).join(', ')}`)
}

function write(name, misses) {
  const folder = join(project, 'build/measure')
  mkdirSync(folder, { recursive: true })
  const rows = misses.map((row) => row.join('\t'))
  if (name !== 'corpus') rows.sort((a, b) => (a < b ? -1 : 1))
  writeFileSync(join(folder, `${name}.tsv`), `${rows.join('\n')}\n`)
  say(`    ${rows.length} rows in build/measure/${name}.tsv`)
}

function main() {
  if (!existsSync(shared)) return say(`${shared} does not exist: nothing to measure`)
  for (const [name, { metrics, misses }] of Object.entries(
    measureAll(core, { shared, sdk: join(project, 'node_modules/aws-sdk') }),
  )) {
    for (const metric of metrics) sayMetric(metric)
    write(name, misses)
  }
  const { median, p99 } = measureCost(core, corpusCalls(core, shared))
  say(`cost.microseconds ${median.toFixed(2)} at the median, ${p99.toFixed(2)} at 99 %`)
  const load = join(import.meta.dirname, 'load.mjs')
  const { imported, loaded, megabytes } = JSON.parse(
    execFileSync(process.execPath, ['--expose-gc', load], { encoding: 'utf8' }),
  )
  say(
    `cost.load ${loaded.toFixed(0)} ms for all tables (${imported.toFixed(0)} ms until usable), ${megabytes.toFixed(1)} MB of heap`,
  )
}

main()
