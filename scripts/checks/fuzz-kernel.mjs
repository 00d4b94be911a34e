/**
 * Holds the kernel against the plain fold on changed files: `npm run fuzz:kernel -- [count] [seed]`. The same seed tries
 * the same files. What was tried without a difference is added up in bench/kernel-mutations.json.
 */
import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const [count = '100000', seed = String(Date.now() % 2 ** 20)] = process.argv.slice(2)
const kept = 'bench/kernel-mutations.json'

console.log(`fuzz:kernel: ${count} files, seed ${seed}`)
const vitest = join('node_modules', 'vitest', 'vitest.mjs')
const { status } = spawnSync(
  process.execPath,
  [vitest, 'run', '--project', 'unit', 'test/fold-workers/kernel-mutations.test.ts'],
  {
    stdio: 'inherit',
    env: { ...process.env, LEASTWISE_KERNEL_MUTATIONS: count, LEASTWISE_KERNEL_SEED: seed },
  },
)
if (status === 0) {
  const { runs, ...others } = JSON.parse(readFileSync(kept, 'utf8'))
  const all = [...runs, { seed: Number(seed), files: Number(count) }]
  const files = all.reduce((sum, run) => sum + run.files, 0)
  writeFileSync(kept, `${JSON.stringify({ ...others, files, runs: all }, undefined, 2)}\n`)
} else
  console.error(`fuzz:kernel: failed. To try the same files again: npm run fuzz:kernel -- ${count} ${seed}`)
process.exitCode = status ?? 1
