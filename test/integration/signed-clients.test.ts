import { execFile, execFileSync, spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { networkInterfaces, tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { write } from '../files/folders.js'
import { trail, twoCalls, writeCalls } from '../server/records.js'
import { pythonWithMoto } from './python.js'

const repository = resolve(import.meta.dirname, '../..')
const run = promisify(execFile)
const key = 'AKIAEXAMPLEEXAMPLE01'
const secret = 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY'

/** An address of this machine that is not loopback, as other machines would use. */
const address = Object.values(networkInterfaces())
  .flat()
  .find((one) => one?.family === 'IPv4' && !one.internal)?.address

let [python, url, folder] = ['', '', '']
let server: ReturnType<typeof spawn> | undefined

beforeAll(async () => {
  await run(process.execPath, ['node_modules/typescript/bin/tsc', '-b', 'src'], { cwd: repository })
  python = execFileSync(pythonWithMoto(), ['-c', 'import sys; print(sys.executable)'], {
    encoding: 'utf8',
  }).trim()
  folder = mkdtempSync(join(tmpdir(), 'leastwise-signed-'))
  writeCalls(folder, twoCalls)
  const security = `security:\n  keys:\n    - accessKeyId: ${key}\n      secret: { file: key }\n`
  write(join(folder, 'key'), Buffer.from(`${secret}\n`))
  write(
    join(folder, 'server.yaml'),
    Buffer.from(`host: 0.0.0.0\nport: 0\ntrails:\n  ${trail}: log.json\njobs:\n  folder: jobs\n${security}`),
  )
  const child = spawn(
    process.execPath,
    ['bin/leastwise.js', 'serve', '--config', join(folder, 'server.yaml')],
    { cwd: repository },
  )
  server = child
  const said = await new Promise<string>((done) =>
    child.stdout.once('data', (line) => done(String(line).split(' ')[0]!)),
  )
  url = said.replace('0.0.0.0', address ?? '127.0.0.1')
}, 600_000)
afterAll(() => {
  server?.kill('SIGKILL')
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
})

async function aws(keyId: string, secretKey: string, token?: string): Promise<string> {
  const env = {
    ...process.env,
    AWS_ACCESS_KEY_ID: keyId,
    AWS_SECRET_ACCESS_KEY: secretKey,
    ...(token === undefined ? {} : { AWS_SESSION_TOKEN: token }),
    AWS_DEFAULT_REGION: 'eu-west-1',
  }
  const line = [
    '-m',
    'awscli',
    'accessanalyzer',
    'list-policy-generations',
    '--endpoint-url',
    url,
    '--output',
    'json',
  ]
  return run(python, line, { env }).then(
    ({ stdout }) => stdout,
    (error: { stderr: string }) => error.stderr.trim(),
  )
}

describe('a server that other machines reach', () => {
  it('lets the AWS CLI in with its key, and tells it what is wrong otherwise', async () => {
    expect(JSON.parse(await aws(key, secret))).toEqual({ policyGenerations: [] })
    expect(await aws(key, 'guess')).toMatch(
      /\(InvalidSignatureException\) .*: The request signature we calculated does not match/,
    )
    expect(await aws('AKIAEXAMPLEEXAMPLE02', secret)).toMatch(
      /\(UnrecognizedClientException\) .*: The security token included in the request is invalid/,
    )
    expect(await aws(key, secret, 'a token that nobody gave')).toMatch(/UnrecognizedClientException/)
  })

  it('takes what botocore signs and presigns, and refuses what was altered, forged or is of another time', async () => {
    const { stdout } = await run(python, [join(import.meta.dirname, 'signed_clients.py'), url, key, secret])
    expect(JSON.parse(stdout)).toEqual({
      presigned: 200,
      altered: [403, 'InvalidSignatureException'],
      forged: [403, 'InvalidSignatureException'],
      listed: [],
      slow: { Code: 'InvalidSignatureException', Message: expect.stringMatching(/^Signature expired: /) },
      fast: {
        Code: 'InvalidSignatureException',
        Message: expect.stringMatching(/^Signature not yet current: /),
      },
    })
  })

  it.skipIf(spawnSync('curl', ['--version']).status !== 0)(
    'takes what curl signs, and nothing unsigned but health',
    async () => {
      const curl = async (...args: readonly string[]) =>
        (await run('curl', ['-s', '-w', '\n%{http_code}', ...args])).stdout.split('\n')
      const sign = ['--aws-sigv4', 'aws:amz:us-east-1:access-analyzer', '--user', `${key}:${secret}`]
      const [sources, status] = await curl(...sign, `${url}/api/v1/sources`)
      expect([JSON.parse(sources!), status]).toEqual([{ items: [{ arn: trail, inputs: 1 }] }, '200'])
      const asked = await curl(
        ...sign,
        '-H',
        'content-type: application/json',
        '-d',
        '{"kind":"principals"}',
        `${url}/api/v1/jobs?wait=60`,
      )
      expect(JSON.parse(asked[0]!)).toMatchObject({ kind: 'principals', status: 'SUCCEEDED' })
      expect((await curl(`${url}/health`)).at(-1)).toBe('200')
      for (const path of ['/metrics', '/api/v1/sources', '/policy/generation', '/api/v1/openapi.json'])
        expect((await curl(url + path)).at(-1)).toBe('403')
    },
  )
})
