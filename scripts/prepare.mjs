/**
 * npm runs this after `npm ci` and `npm install`, and before it packs. It also runs it when someone calls
 * `npx leastwise` in a checkout for the first time; a failure there would leave npx unable to find the command
 * even after `npm ci`. So where nothing is installed yet, it says what to do and lets npm go on.
 */
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'

if (existsSync('node_modules/typescript')) {
  const { status } = spawnSync('npm', ['run', 'build'], {
    stdio: 'inherit',
    shell: process.platform === 'win32',
  })
  process.exitCode = status ?? 1
} else {
  console.error('leastwise is not built: run `npm ci` first')
}
