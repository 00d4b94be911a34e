import { execFile } from 'node:child_process'
import { resolve } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'

const repository = resolve(import.meta.dirname, '../..')
const run = promisify(execFile)

describe('many clients at once', () => {
  it('get answers or are throttled, and nothing else; `npm run load` does it for longer', async () => {
    await run(process.execPath, ['node_modules/typescript/bin/tsc', '-b', 'src'], { cwd: repository })
    const { stdout } = await run(process.execPath, ['scripts/checks/load.mjs', '50', '5'], {
      cwd: repository,
    })
    expect(stdout).toMatch(/^load: \d+ answers, no error but throttling$/m)
    expect(stdout).toMatch(/PUT \/policy\/generation 429/)
  })
})
