import { execFile } from 'node:child_process'
import { resolve } from 'node:path'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'

const repository = resolve(import.meta.dirname, '../..')

/** `npm run kill -- 100` tries more moments; this only keeps the way it is done alive. */
it('an ingest that is killed and run again leaves the store that it would have made in peace', async () => {
  const compiler = ['node_modules/typescript/bin/tsc', '-b', 'src']
  await promisify(execFile)(process.execPath, compiler, { cwd: repository })
  const script = ['scripts/checks/kill.mjs', '2', 'examples/trail', '5']
  const { stdout } = await promisify(execFile)(process.execPath, script, { cwd: repository })
  expect(stdout).toMatch(/^kill: 2 kills of \d+ stores? .*each says the same in the end$/m)
}, 600_000)
