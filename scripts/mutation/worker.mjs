import { readFileSync } from 'node:fs'
import { parentPort } from 'node:worker_threads'
import * as fastCheck from 'fast-check'
import { expect } from './expect.mjs'
import { loadFiles } from './load.mjs'

/** Properties are tried on this many inputs for each mutant, always the same. */
const RUNS = 20
const SKIPPED = ['is tried on every decision']

const capped = (parameters) => ({ ...parameters, numRuns: RUNS, seed: 20260501 })
const fc = { ...fastCheck, assert: (property, parameters) => fastCheck.assert(property, capped(parameters)) }

/** The tests of some files, as `describe` and `it` declare them. */
function declaredTests(files, change) {
  const tests = []
  const it = (name, first, second) => tests.push({ name, run: typeof first === 'function' ? first : second })
  const each = (register) => (rows) => (name, body) =>
    rows.forEach((row) => {
      register(name, () => body(...(Array.isArray(row) ? row : [row])))
    })
  it.each = each(it)
  const describe = (_name, body) => {
    body()
  }
  describe.each = each(describe)
  loadFiles(files, change, {
    vitest: { describe, it, expect },
    'fast-check': { __esModule: true, default: fc },
  })
  return tests.filter(({ name }) => !SKIPPED.includes(name))
}

/** The first test that fails, or `undefined`. */
function firstFailure(files, change) {
  try {
    for (const { name, run } of declaredTests(files, change)) {
      try {
        run()
      } catch (error) {
        return `${name}: ${error instanceof Error ? error.message.slice(0, 200) : error}`
      }
    }
  } catch (error) {
    return `does not load: ${error instanceof Error ? error.message : error}`
  }
  return undefined
}

parentPort?.on('message', ({ id, files, file, mutant }) => {
  const source = file === undefined ? '' : readFileSync(file, 'utf8')
  const change =
    file === undefined
      ? undefined
      : { file, text: source.slice(0, mutant.start) + mutant.text + source.slice(mutant.end) }
  parentPort?.postMessage({ id, failure: firstFailure(files, change) })
})
