/** Runs measurements: each in a new process, those of a round one after the other. */
import { spawn } from 'node:child_process'
import { loadavg } from 'node:os'
import { fileURLToPath } from 'node:url'

const script = fileURLToPath(new URL('./measure.mjs', import.meta.url))

/** @returns {Promise<Record<string, unknown>>} what the method came to */
export async function measure(method, work) {
  const child = spawn(process.execPath, ['--max-old-space-size=8192', script, method, JSON.stringify(work)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const pieces = []
  child.stdout.on('data', (piece) => pieces.push(piece))
  const status = await new Promise((resolve) => child.on('close', resolve))
  if (status !== 0) throw new Error(`${method} on ${work.folder} ended with status ${status}`)
  return JSON.parse(Buffer.concat(pieces).toString())
}

/** The methods in turn: each round begins with another one. Methods that cannot run here are named in `missing`. */
export async function runRounds(methods, count, work) {
  const [rounds, missing] = [[], {}]
  let able = methods
  for (let number = 0; number < count; number++) {
    const round = { load: loadavg()[0] }
    for (const method of rotated(able, number)) {
      const result = await measure(method, work)
      if (result.why === undefined) round[method] = result
      else missing[method] = result.why
    }
    able = able.filter((method) => missing[method] === undefined)
    rounds.push(round)
    console.error(`  ${able.map((method) => `${method} ${said(round[method])}`).join(', ')}`)
  }
  return { rounds, missing }
}

function rotated(list, by) {
  const at = by % list.length
  return [...list.slice(at), ...list.slice(0, at)]
}

const said = ({ wall, cpu }) => `${(wall / 1000).toFixed(2)} s (${(cpu / 1000).toFixed(2)})`
