/**
 * The last line of .ci/run: `node scripts/checks/tally.mjs RESULTS [FAILED STEP…]`. RESULTS has a folder for each
 * step with what vitest wrote there. A step that failed without a failed test (a check, an installation, a crash)
 * counts as one failure, so that the line never looks better than the run was.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const [results = '', ...failedSteps] = process.argv.slice(2)

/** @param {string} folder */
const namesIn = (folder) => (existsSync(folder) ? readdirSync(folder).sort() : [])

/** @param {string} step */
function countOf(step) {
  const runs = namesIn(join(results, step)).map((file) =>
    JSON.parse(readFileSync(join(results, step, file), 'utf8')),
  )
  const sum = (key) => runs.reduce((total, run) => total + run[key], 0)
  const failed = sum('numFailedTests')
  const broken = failedSteps.includes(step) || runs.some((run) => !run.success)
  return { passed: sum('numPassedTests'), failed: broken ? Math.max(failed, 1) : failed }
}

const steps = [...new Set([...namesIn(results), ...failedSteps])]
const counts = steps.map(countOf)
const passed = counts.reduce((total, count) => total + count.passed, 0)
const failed = counts.reduce((total, count) => total + count.failed, 0)

if (failedSteps.length > 0) console.log(`Failed: ${failedSteps.join(', ')}`)
if (passed + failed === 0) console.log('No test ran.')
console.log(`${passed} passed, ${failed} failed`)
process.exitCode = failed > 0 || passed === 0 ? 1 : 0
