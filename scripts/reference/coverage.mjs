// node scripts/reference/coverage.mjs: what the compiled tables and the rules cover, service by service, of the operations
// of every API model in aws-sdk. Needs `npx tsc -b src/core` first; `npm run reference:build` runs both.
import { join, resolve } from 'node:path'
import { requiredPermissions } from '../../dist/core/reference/required.js'
import { actionById } from '../../dist/core/reference/service.js'
import { judgeModel } from '../measure/every-model.mjs'
import { apiModels } from '../measure/models.mjs'
import { survey } from './unmapped.mjs'

const core = { actionById, requiredPermissions }
const sdk = join(resolve(import.meta.dirname, '../..'), 'node_modules/aws-sdk')

/** How many operations a service has, and of how many a request with the required members alone names the resources. */
function coverageOf(model) {
  const { source, unmapped } = survey(core, model)
  const judged = judgeModel(core, model, source)
  const judgeable = judged.filter(({ open }) => open !== undefined)
  return {
    service: model.name,
    operations: judged.length,
    mapped: judged.length - unmapped.length,
    unmapped: unmapped.length,
    named: judgeable.length,
    derived: judgeable.filter(({ open }) => !open).length,
  }
}

const columns = ['operations', 'mapped', 'unmapped', 'named', 'derived']

function lineOf(row) {
  return `${row.service.padEnd(36)}${columns.map((column) => String(row[column]).padStart(12)).join('')}`
}

function sum(rows) {
  const total = (column) => rows.reduce((all, row) => all + row[column], 0)
  return {
    service: `all ${rows.length} services`,
    ...Object.fromEntries(columns.map((one) => [one, total(one)])),
  }
}

/** Operations that get less than they could. */
function lost({ unmapped, named, derived }) {
  return unmapped + named - derived
}

const rows = apiModels(sdk)
  .all.map(coverageOf)
  .sort((a, b) => (a.service < b.service ? -1 : 1))
const weakest = [...rows].sort((a, b) => lost(b) - lost(a)).slice(0, 10)
const header = `${'service'.padEnd(36)}${columns.map((column) => column.padStart(12)).join('')}`
const lines = [
  header,
  ...rows.map(lineOf),
  '',
  lineOf(sum(rows)),
  '',
  'The ten weakest:',
  ...weakest.map(lineOf),
]
process.stdout.write(`${lines.join('\n')}
named: operations whose action has resource types and whose request names something
derived: of those, the ones whose resources come out of the request without a wildcard
`)
