import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { createWriteStream, existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'

const repository = resolve(import.meta.dirname, '../..')
const main = join(repository, 'dist/main.js')
const trail = join(repository, 'examples/trail')
let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'leastwise-interrupt-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

/**
 * Starts a command in a shell, as at a terminal, presses Ctrl-C when it reads the pipe `z.json`, which never ends, and gives
 * what it and the shell said.
 */
async function interrupted(...args: readonly string[]) {
  const command = ['trap : INT', `'${process.execPath}' '${main}' "$@"`, 'echo "status $?"'].join('\n')
  execFileSync('bash', ['-c', 'mkfifo z.json'], { cwd: folder })
  const shell = spawn('bash', ['-c', command, 'bash', ...args], { cwd: folder, detached: true })
  const said = listen(shell)
  const pipe = createWriteStream(join(folder, 'z.json')).on('error', () => undefined)
  // More than a pipe holds: it goes out only if somebody reads.
  await new Promise((reading) => pipe.write(`{"Records":[${' '.repeat(1 << 20)}`, reading))
  const pressed = performance.now()
  process.kill(-shell.pid!, 'SIGINT')
  const { stdout, stderr } = await said
  pipe.destroy()
  return { stdout, stderr, milliseconds: performance.now() - pressed }
}

function listen(child: ChildProcess): Promise<{ stdout: string; stderr: string }> {
  const said = { stdout: '', stderr: '' }
  child.stdout!.on('data', (piece) => (said.stdout += piece))
  child.stderr!.on('data', (piece) => (said.stderr += piece))
  return new Promise((done) => child.on('close', () => done(said)))
}

function leastwise(...args: readonly string[]): string {
  return execFileSync(process.execPath, [main, ...args], { cwd: folder, encoding: 'utf8', stdio: 'pipe' })
}

test('Ctrl-C ends `generate` at once with status 130; a policy that was there is as it was', async () => {
  writeFileSync(join(folder, 'policy.json'), 'before')
  const args = ['generate', trail, 'z.json', '--principal', 'marigold-web-task', '--out', 'policies']
  const { stdout, stderr, milliseconds } = await interrupted(...args)
  expect([stdout, stderr]).toEqual(['status 130\n', ''])
  expect(milliseconds).toBeLessThan(10_000)
  const left = readdirSync(folder, { recursive: true })
  expect(left.filter((name) => name !== 'policies')).toEqual(['policy.json', 'z.json'])
})

test('Ctrl-C ends `ingest` with status 130; what was committed stays, and the next one goes on', async () => {
  const { stdout, stderr } = await interrupted(
    'ingest',
    trail,
    'z.json',
    '--store',
    'a.db',
    '--commit-files',
    '60',
  )
  expect([stdout, stderr]).toEqual(['status 130\n', ''])
  expect(existsSync(join(folder, 'a.db'))).toBe(true)
  const passedOver = JSON.parse(leastwise('ingest', trail, '--store', 'a.db', '--json')).files.passedOver
  expect(passedOver.ingested).toBeGreaterThanOrEqual(60)
  leastwise('ingest', trail, '--store', 'b.db')
  const [one, other] = ['a.db', 'b.db'].map((store) => leastwise('activity', store, '--json'))
  expect(one).toBe(other)
}, 240_000)

test('threads end with a run of the library that its signal ends', async () => {
  const program = `
    import { foldWorkers } from '${repository}/dist/adapters/fold-workers/fold-workers.js'
    import { activity, allActivity, filesSource } from '${repository}/dist/index.js'
    const control = new AbortController()
    const observer = { signal: control.signal, listed: () => undefined, finished: () => control.abort(new Error('enough')) }
    const asked = { principal: 'marigold-web-task', query: allActivity }
    await activity(filesSource(['${trail}']), asked, observer, foldWorkers({ workers: 2, fewestBytes: 0 })).catch(({ message }) => console.log(message))`
  const args = ['--input-type=module', '--eval', program]
  // A thread that goes on would keep the process.
  expect(execFileSync(process.execPath, args, { encoding: 'utf8', timeout: 30_000 })).toBe('enough\n')
})
