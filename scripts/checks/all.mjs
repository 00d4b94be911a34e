/**
 * `npm run check`: every `check:*` script of package.json. Types go first, because packaging looks at what they
 * build; then as many at a time as there are processors. What a check says is printed when it is done.
 */
import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'

/** @typedef {{ name: string, passed: boolean }} Outcome */

const { scripts } = JSON.parse(readFileSync('package.json', 'utf8'))
const names = Object.keys(scripts).filter((name) => name.startsWith('check:'))

/**
 * @param {string} name
 * @returns {Promise<Outcome>}
 */
function check(name) {
  const start = performance.now()
  return new Promise((resolve) => {
    const child = spawn(scripts[name], { shell: true, stdio: ['ignore', 'pipe', 'pipe'] })
    const said = []
    child.stdout.on('data', (piece) => said.push(piece))
    child.stderr.on('data', (piece) => said.push(piece))
    child.on('close', (status) => {
      const seconds = ((performance.now() - start) / 1000).toFixed(1)
      console.log(`\n${status === 0 ? 'passed' : 'FAILED'} ${name} (${seconds} s)`)
      process.stdout.write(Buffer.concat(said))
      resolve({ name, passed: status === 0 })
    })
  })
}

/**
 * @param {string[]} waiting taken from the front, by several at a time
 * @returns {Promise<Outcome[]>}
 */
async function checkInTurn(waiting) {
  const outcomes = []
  for (let name = waiting.shift(); name !== undefined; name = waiting.shift())
    outcomes.push(await check(name))
  return outcomes
}

const first = await check('check:types')
const waiting = names.filter((name) => name !== first.name)
const lanes = Array.from({ length: Math.max(2, availableParallelism()) }, () => checkInTurn(waiting))
const outcomes = [first, ...(await Promise.all(lanes)).flat()]

const failed = outcomes.filter(({ passed }) => !passed).map(({ name }) => name)
console.log(
  failed.length === 0 ? `\nAll ${outcomes.length} checks passed.` : `\nFailed: ${failed.join(', ')}`,
)
process.exitCode = failed.length === 0 ? 0 : 1
