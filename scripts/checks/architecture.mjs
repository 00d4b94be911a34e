/** Who imports whom in `src/`, against the table in .dependency-cruiser.mjs. */

import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { cruise } from 'dependency-cruiser'
import extractDepcruiseOptions from 'dependency-cruiser/config-utl/extract-depcruise-options'
import { filesBelow } from './files.mjs'
import { report } from './report.mjs'

const configuration = resolve('.dependency-cruiser.mjs')

/**
 * Dependency-cruiser looks at nothing, and says all is well, when it cannot read TypeScript. So we count.
 *
 * @param {readonly string[]} sources
 * @param {readonly { readonly source: string }[]} modules
 */
function unseen(sources, modules) {
  const seen = new Set(modules.map((module) => module.source))
  const missed = sources.filter((source) => !seen.has(source)).map((source) => `${source}: was not looked at`)
  return sources.length === 0 ? ['src: holds no TypeScript file to look at'] : missed
}

/**
 * @param {readonly string[]} sources
 * @param {readonly { readonly folder: string }[]} house
 */
function homeless(sources, house) {
  const rows = house.map((row) => new RegExp(row.folder))
  return sources
    .filter((source) => !rows.some((row) => row.test(source)))
    .map(
      (source) =>
        `${source}: lies in no folder of the house. Move it, or add a row to .dependency-cruiser.mjs and CONTRIBUTING.md.`,
    )
}

/**
 * @param {import('dependency-cruiser').IViolation} violation
 * @param {readonly { readonly name?: string, readonly comment?: string }[]} rules
 */
function describe({ rule, from, to, cycle }, rules) {
  const route = cycle ? cycle.map((step) => step.name).join(' → ') : to
  const edge = from === to ? from : `${from} → ${route}`
  const why = rules.find(({ name }) => name === rule.name)?.comment
  return `${edge}\n    ${rule.name}: ${why}`
}

const { house, default: configured } = await import(pathToFileURL(configuration).href)
const sources = filesBelow('src').filter((file) => file.endsWith('.ts') || file.endsWith('.tsx'))
const options = await extractDepcruiseOptions(configuration)
const { output } = await cruise(['src'], options)
if (typeof output === 'string') throw new Error('dependency-cruiser gave text instead of a result')

const violations = output.summary.violations.map((violation) => describe(violation, configured.forbidden))
const edges = output.modules.reduce((sum, module) => sum + module.dependencies.length, 0)
report(
  'architecture',
  [...unseen(sources, output.modules), ...homeless(sources, house), ...violations],
  `${sources.length} files and ${edges} imports keep the house`,
)
