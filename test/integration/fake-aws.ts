import { type ChildProcess, execFile, execFileSync, spawn } from 'node:child_process'
import { createServer } from 'node:net'
import { promisify } from 'node:util'
import { pythonWithMoto } from './python.js'

const run = promisify(execFile)

/** A fake AWS that answers the real API over HTTP, and a way to run the real AWS CLI and scripts against it. */
export interface FakeAws {
  readonly endpoint: string
  /** Runs a Python script with the endpoint as its argument, and gives what it prints. */
  python(script: string): Promise<string>
  /** Runs a shell script in which `aws` is the real AWS CLI. */
  shell(script: string, environment: Readonly<Record<string, string>>): Promise<string>
  stop(): void
}

/** Starts moto on a free port. Managed policies of AWS are there. */
export async function startFakeAws(): Promise<FakeAws> {
  const python = pythonWithMoto()
  const executable = execFileSync(python, ['-c', 'import sys; print(sys.executable)'], {
    encoding: 'utf8',
  }).trim()
  const port = await freePort()
  const endpoint = `http://127.0.0.1:${port}`
  const environment = { ...process.env, MOTO_IAM_LOAD_MANAGED_POLICIES: 'true' }
  const server = spawn(executable, ['-m', 'moto.server', '-H', '127.0.0.1', '-p', String(port)], {
    env: environment,
    stdio: 'ignore',
  })
  await answering(endpoint, server)
  return {
    endpoint,
    python: async (script) => (await run(executable, [script, endpoint])).stdout,
    shell: async (script, given) => {
      const aws = `aws() { "${executable}" -m awscli "$@"; }\n`
      const env = { ...process.env, AWS_ENDPOINT_URL: endpoint, AWS_DEFAULT_REGION: 'us-east-1', ...given }
      return (await run('bash', ['-euc', aws + script], { env, maxBuffer: 64 * 1024 * 1024 })).stdout
    },
    stop: () => server.kill(),
  }
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const address = server.address()
  await new Promise((done) => server.close(done))
  if (address === null || typeof address === 'string') throw new Error('no port is free')
  return address.port
}

async function answering(endpoint: string, server: ChildProcess): Promise<void> {
  for (let tries = 0; tries < 300; tries++) {
    if (server.exitCode !== null) throw new Error(`moto ended with status ${server.exitCode}`)
    const answer = await fetch(`${endpoint}/moto-api/`).catch(() => undefined)
    if (answer?.ok === true) return
    await new Promise((done) => setTimeout(done, 200))
  }
  server.kill()
  throw new Error('moto does not answer')
}
