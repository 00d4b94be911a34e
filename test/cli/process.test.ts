import { execFileSync, spawn } from 'node:child_process'
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { shells } from '../../src/cli/completion.js'
import { buildProgram } from '../../src/cli/program.js'
import { write } from '../files/folders.js'
import { type SmallS3, startSmallS3 } from '../s3/small-s3.js'
import { environment } from '../s3/trail-bucket.js'
import { testContext } from './capture.js'
import { cliPage } from './cli-page.js'
import { getObject, logFile, writeExampleLogs } from './logs.js'

const repository = resolve(import.meta.dirname, '../..')
const main = join(repository, 'dist/main.js')
let folder: string

beforeAll(() => {
  const compiler = join(repository, 'node_modules/typescript/bin/tsc')
  execFileSync(process.execPath, [compiler, '-b', 'src'], { cwd: repository })
  folder = mkdtempSync(join(tmpdir(), 'leastwise-process-'))
  chmodSync(folder, 0o755)
  writeExampleLogs(folder)
}, 300_000)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

interface Ended {
  readonly status: number | null
  readonly stdout: string
  readonly stderr: string
}

/** Runs a program to its end. */
function start(
  command: string,
  args: readonly string[],
  stdin: Buffer = Buffer.alloc(0),
  uid?: number,
): Promise<Ended> {
  return new Promise((done, failed) => {
    const child = spawn(command, args, { cwd: folder, ...(uid === undefined ? {} : { uid }) })
    const said = { stdout: '', stderr: '' }
    child.stdout.on('data', (piece) => {
      said.stdout += piece
    })
    child.stderr.on('data', (piece) => {
      said.stderr += piece
    })
    child.stdin.on('error', () => {})
    child.stdin.end(stdin)
    child.on('error', failed)
    child.on('close', (status) => done({ status, ...said }))
  })
}

/** Runs a line of shell in which `leastwise` is this checkout. */
function shell(line: string): Promise<Ended> {
  return start('bash', ['-c', `leastwise() { '${process.execPath}' '${main}' "$@"; }\n${line}`])
}

function leastwise(...args: readonly string[]): Promise<Ended> {
  return start(process.execPath, [main, ...args])
}

describe('the compiled program', () => {
  it('can be started by its name', () => {
    expect(readFileSync(main, 'utf8').startsWith('#!/usr/bin/env node\n')).toBe(true)
  })

  it('gives the answer on standard output and everything else on standard error', async () => {
    const { status, stdout, stderr } = await leastwise('principals', 'logs', '--json')
    expect([status, JSON.parse(stdout)[0].arn]).toEqual([0, 'arn:aws:iam::111122223333:role/Deploy'])
    expect(stderr).toMatch(/^files .*3 read/)
    expect(stderr).not.toContain('\u001b')
  })

  it('writes a policy', async () => {
    const { status, stdout } = await leastwise('generate', 'logs', '--principal', 'Deploy')
    expect(status).toBe(0)
    expect(stdout).toContain('"s3:GetObject"')
    expect(stdout).toContain('arn:aws:s3:::release-bucket/')
    expect(JSON.parse(stdout).Version).toBe('2012-10-17')
  })

  it('reads standard input', async () => {
    const stdin = logFile(getObject(new Date(), 'x/1'), getObject(new Date(), 'x/2'))
    const { status, stdout } = await start(process.execPath, [main, 'principals', '-', '--json'], stdin)
    expect([status, JSON.parse(stdout)[0].records]).toEqual([0, 2])
  })

  it('is not troubled by a reader that leaves early', async () => {
    const { stdout, stderr } = await shell(
      'for i in 1 2 3 4 5; do leastwise principals logs --quiet | head -c 1 > /dev/null; echo "$i ${PIPESTATUS[0]}"; done; leastwise principals logs --quiet | true; leastwise principals nothing 2>&1 | true',
    )
    expect([stdout, stderr]).toEqual(['1 0\n2 0\n3 0\n4 0\n5 0\n', ''])
  })

  it('ends with 2 for what does not exist or is not understood', async () => {
    const missing = await leastwise('principals', 'lgos')
    expect([missing.status, missing.stdout]).toEqual([2, ''])
    expect(missing.stderr).toBe(
      'error[INPUT_NOT_FOUND]: input `lgos` does not exist\nhint: did you mean `logs`?\n',
    )
    expect((await leastwise('principals', 'logs', '--nonsense')).status).toBe(2)
  })

  it('ends with 3 for a damaged file if --strict was given, and still gives the answer', async () => {
    write(`${folder}/damaged/good.json.gz`, logFile(getObject(new Date(), 'x/1')))
    write(`${folder}/damaged/bad.json.gz`, logFile(getObject(new Date(), 'x/2')).subarray(0, 100))
    const strict = await leastwise('principals', 'damaged', '--json', '--strict')
    expect([strict.status, JSON.parse(strict.stdout)[0].records]).toEqual([3, 1])
    expect(strict.stderr).toContain('file skipped (truncated-gzip): damaged/bad.json.gz: ')
    expect((await leastwise('principals', 'damaged')).status).toBe(0)
  })

  it('ends with 0 when nothing is wrong, whatever the order of options and inputs', async () => {
    expect((await leastwise('generate', '--principal', 'Deploy', '--strict', 'logs')).status).toBe(0)
  })

  it('prints the version of package.json', async () => {
    const { version } = JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8'))
    expect((await leastwise('--version')).stdout).toBe(`${version}\n`)
  })
})

describe('files that may not be read', () => {
  /** Root may read everything: then the program runs as nobody. */
  const nobody = process.getuid?.() === 0 ? 65534 : undefined
  const asNobody = (...args: readonly string[]) => start(process.execPath, [main, ...args], undefined, nobody)

  beforeAll(() => {
    write(`${folder}/closed/open.json.gz`, logFile(getObject(new Date(), 'x/1')))
    write(`${folder}/closed/secret.json.gz`, logFile(getObject(new Date(), 'x/2')))
    write(`${folder}/closed/inner/x.json.gz`, logFile(getObject(new Date(), 'x/3')))
    chmodSync(`${folder}/closed/secret.json.gz`, 0o000)
    chmodSync(`${folder}/closed/inner`, 0o000)
  })
  afterAll(() => chmodSync(`${folder}/closed/inner`, 0o755))

  it('are skipped by name inside a folder, folders too', async () => {
    const { status, stdout, stderr } = await asNobody('principals', 'closed', '--json', '--strict')
    expect([status, JSON.parse(stdout)[0].records]).toEqual([3, 1])
    expect(stderr).toContain('file skipped (unreadable): closed/secret.json.gz: it cannot be read (EACCES)')
    expect(stderr).toContain('file skipped (unreadable): closed/inner: the folder cannot be listed (EACCES)')
  })

  it.each(['closed/secret.json.gz', 'closed/inner'])('are an error when named: %s', async (name) => {
    const { status, stderr } = await asNobody('principals', name)
    expect(status).toBe(2)
    expect(stderr).toMatch(
      new RegExp(`^error\\[INPUT_UNREADABLE\\]: input \`${name}\` cannot be read \\(EACCES\\)\nhint: .`),
    )
  })
})

describe('the examples in the help', async () => {
  const page = cliPage(await buildProgram(testContext(), () => {}))
  const verbs = ['principals', 'generate', 'activity', 'ingest', 'store', 'sql', 'explain-event', 'reference']
  const lines = [...page.matchAll(/\$ (.*leastwise (\S+) .*)$/gm)].flatMap(([, line, verb]) =>
    verbs.includes(verb!) ? [line!] : [],
  )

  const saved = { ...process.env }
  let s3: SmallS3

  beforeAll(async () => {
    s3 = await startSmallS3()
    const body = readFileSync(join(folder, 'logs/a.json.gz'))
    s3.buckets.set('your-trail-bucket', new Map([['AWSLogs/a.json.gz', { body }]]))
    Object.assign(process.env, environment, { AWS_ENDPOINT_URL_S3: s3.endpoint })
    await leastwise('ingest', 'logs', '--store', 'activity.db')
  })
  afterAll(async () => {
    process.env = saved
    await s3.stop()
  })

  it('are three or more for each verb', () => {
    for (const verb of verbs) {
      expect(lines.filter((line) => line.includes(`leastwise ${verb}`)).length).toBeGreaterThanOrEqual(3)
    }
  })

  it.each(lines)('$ %s', async (line) => {
    const { status, stdout, stderr } = await shell(line)
    expect([status, stderr.includes('error[')]).toEqual([0, false])
    if (/leastwise (?:ingest|store|sql) /.test(line)) return
    const file = / > (\S+)$/.exec(line)?.[1]
    const printed = file === undefined ? stdout : readFileSync(join(folder, file), 'utf8')
    expect(printed).toMatch(/Deploy|s3:GetObject|^reference {2}./m)
  })

  it('leave the files that they speak of', () => {
    expect(readdirSync(join(folder, 'policies')).sort()).toEqual([
      'policy-Deploy-terraform.json',
      'policy-Deploy.json',
    ])
    expect(statSync(join(folder, 'report.json')).size).toBeGreaterThan(100)
  })
})

describe('completion in bash', () => {
  /** What bash would offer for these words, and whether it may fall back to file names. */
  async function offered(...words: readonly string[]) {
    const { stdout, stderr } = await shell(`
      source <(leastwise completion bash)
      files=yes; compopt() { files=no; }
      COMP_WORDS=(leastwise ${words.map((word) => `'${word}'`).join(' ')}); COMP_CWORD=${words.length}
      _leastwise_complete
      complete -p leastwise; echo "$files"; printf '%s\n' "\${COMPREPLY[@]}"`)
    expect(stderr).toBe('')
    const [registered, files, ...offers] = stdout.trimEnd().split('\n')
    expect(registered).toBe('complete -o default -F _leastwise_complete leastwise')
    return [files, ...offers]
  }

  it('offers verbs, options and values', async () => {
    expect(await offered('pri')).toEqual(['no', 'principals'])
    expect(await offered('generate', 'logs', '--inc')).toEqual(['no', '--include-denied'])
    expect(await offered('principals', 'logs', '--type', '=', 'ro')).toEqual(['no', 'role', 'root'])
    expect(await offered('principals', 'logs', '--type', '=')).toContain('role')
  })

  it('leaves file names to bash', async () => {
    expect(await offered('generate', '')).toEqual(['yes'])
    expect(await offered('generate', 'logs', '--out', 'p')).toEqual(['yes'])
  })

  it('evaluates nothing of what was typed', async () => {
    write(`${folder}/precious`, 'kept')
    await offered('generate', '$(touch evaluated)', '>', 'precious', '')
    expect(readFileSync(`${folder}/precious`, 'utf8')).toBe('kept')
    expect(readdirSync(folder)).not.toContain('evaluated')
  })

  it.each(shells)('has a script for %s', async (name) => {
    const { status, stdout, stderr } = await leastwise('completion', name)
    expect([status, stderr]).toEqual([0, ''])
    expect(stdout).toMatch(/leastwise complete .?--/)
  })
})
