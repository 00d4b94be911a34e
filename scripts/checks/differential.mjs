/**
 * Compares our evaluator with iam-simulate: `npm run differential -- [count] [seed]`. Prints how often they agree,
 * and the class of every disagreement; fails on one that test/oracle/disagreements.json does not settle.
 */
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'

const [count = '200000', seed = '20260501'] = process.argv.slice(2)
const vitest = join('node_modules', 'vitest', 'vitest.mjs')
const { status } = spawnSync(process.execPath, [vitest, 'run', '--project=unit', 'test/oracle'], {
  stdio: 'inherit',
  env: { ...process.env, LEASTWISE_DIFFERENTIAL_COUNT: count, LEASTWISE_DIFFERENTIAL_SEED: seed },
})
process.exitCode = status ?? 1
