/**
 * Runs the property tests with inputs that `npm test` does not try: `npm run fuzz -- [runs] [seed]`. The seed is
 * printed, and a run with the same one tries the same inputs.
 */
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { filesBelow } from './files.mjs'

const [runs = '1000', seed = String(Date.now() % 2 ** 31)] = process.argv.slice(2)
const tests = filesBelow('test').filter((file) => file.endsWith('.test.ts'))
const properties = tests.filter((file) => readFileSync(file, 'utf8').includes("from 'fast-check'"))
if (properties.length === 0) throw new Error('no test in test/ imports fast-check: there is nothing to fuzz')

console.log(`fuzz: ${properties.length} files, ${runs} runs of each property, seed ${seed}`)
const vitest = join('node_modules', 'vitest', 'vitest.mjs')
const { status } = spawnSync(process.execPath, [vitest, 'run', '--testTimeout=600000', ...properties], {
  stdio: 'inherit',
  env: { ...process.env, LEASTWISE_FUZZ_RUNS: runs, LEASTWISE_FUZZ_SEED: seed },
})
if (status !== 0) console.error(`fuzz: failed. To try the same inputs again: npm run fuzz -- ${runs} ${seed}`)
process.exitCode = status ?? 1
