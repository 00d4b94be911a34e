import { execFileSync, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { write } from '../files/folders.js'
import { type Fault, type FaultyProxy, startFaultyProxy } from '../s3/faulty-proxy.js'
import { manyLogs } from '../s3/thousand-logs.js'
import { type FakeAws, startFakeAws } from './fake-aws.js'

const repository = resolve(import.meta.dirname, '../..')
const folder = mkdtempSync(join(tmpdir(), 'leastwise-moto-'))
const logs = manyLogs()
const environment = {
  ...process.env,
  AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
  AWS_SECRET_ACCESS_KEY: 'secret',
  AWS_REGION: 'us-east-1',
}
let aws: FakeAws
let proxy: FaultyProxy

beforeAll(async () => {
  execFileSync(process.execPath, ['node_modules/typescript/bin/tsc', '-b', 'src'], { cwd: repository })
  aws = await startFakeAws()
  proxy = await startFaultyProxy(aws.endpoint)
  const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' }
  const client = new S3Client({
    endpoint: aws.endpoint,
    forcePathStyle: true,
    region: 'us-east-1',
    credentials,
  })
  await client.send(new CreateBucketCommand({ Bucket: 'trail' }))
  const waiting = [...logs]
  const upload = async () => {
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop())
      await client.send(new PutObjectCommand({ Bucket: 'trail', Key: next[0], Body: next[1] }))
  }
  await Promise.all(Array.from({ length: 8 }, upload))
  for (const [key, body] of logs) write(join(folder, key), body)
}, 300_000)
afterAll(async () => {
  await proxy?.stop()
  aws?.stop()
  rmSync(folder, { recursive: true, force: true })
})
beforeEach(() => {
  proxy.passed.length = 0
  proxy.faultOf = () => undefined
})

function leastwise(
  ...args: readonly string[]
): Promise<{ status: number | null; stdout: string; stderr: string }> {
  return new Promise((done) => {
    const main = join(repository, 'dist/main.js')
    const child = spawn(process.execPath, [main, ...args], {
      env: { ...environment, AWS_ENDPOINT_URL_STS: aws.endpoint },
    })
    const said = { stdout: '', stderr: '' }
    child.stdout.on('data', (piece) => {
      said.stdout += piece
    })
    child.stderr.on('data', (piece) => {
      said.stderr += piece
    })
    child.on('close', (status) => done({ status, ...said }))
  })
}

const inS3 = (...args: readonly string[]) => leastwise(...args, '--s3-endpoint', proxy.endpoint)
const gets = () => proxy.passed.filter(({ kind }) => kind === 'get')
const faults: readonly Fault[] = ['500', '503', 'truncated', 'reset', 'slow']
const asked = ['--principal', 'marigold-web-task', '--quiet']

describe('a thousand objects in moto', () => {
  it('give byte for byte the policy of the same logs on disk through a network that fails, each fetched once', async () => {
    proxy.faultOf = (_, path, nth) => {
      const number = [...path].reduce((sum, one) => (sum * 31 + one.charCodeAt(0)) % 65_521, 7)
      return number % 4 === 0 && nth < 2 ? faults[(number + nth) % faults.length] : undefined
    }
    const there = await inS3('generate', 's3://trail/AWSLogs/', ...asked)
    expect(there).toEqual(await leastwise('generate', folder, ...asked))
    expect(there.status).toBe(0)
    const bytes = new Map<string, number>()
    for (const one of gets()) bytes.set(one.path, (bytes.get(one.path) ?? 0) + one.bytes)
    const twice = [...logs].filter(([key, body]) => bytes.get(`trail/${key}`) !== body.length)
    expect([bytes.size, twice.map(([key]) => key)]).toEqual([1000, []])
    expect(gets().filter(({ fault }) => fault !== undefined).length).toBeGreaterThan(100)
  })

  it('are not fetched a second time by ingest', async () => {
    const store = join(folder, 'activity.db')
    const args = ['ingest', 's3://trail/', '--store', store]
    expect((await inS3(...args)).status).toBe(0)
    expect(gets().length).toBe(1000)
    proxy.passed.length = 0
    const again = await inS3(...args)
    expect([again.status, gets().length]).toEqual([0, 0])
    expect(again.stderr).toContain('0 new events')
  })

  it('are listed for the wanted days only, and read as an assumed role', async () => {
    const period = ['--start', '2026-03-04', '--end', '2026-03-04T06:00:00Z']
    const role = ['--assume-role', 'arn:aws:iam::111122223333:role/ReadTrail', '--external-id', 'x1']
    const there = await inS3('generate', 's3://trail/', ...period, ...role, ...asked)
    expect(there).toEqual(await leastwise('generate', folder, ...period, ...asked))
    const lists = proxy.passed.filter(({ kind }) => kind === 'list').map(({ path }) => path)
    const wanted =
      /\?(|AWSLogs\/|AWSLogs\/111122223333\/(CloudTrail\/([a-z0-9-]+\/(2026\/(03\/(0[456]\/)?)?)?)?)?)$/
    expect(lists.filter((path) => !wanted.test(path))).toEqual([])
    expect(lists.length).toBeLessThan(16)
  })

  it('that are not there are named', async () => {
    const nothing = await inS3('principals', 's3://trail/AWSLog')
    expect(nothing).toMatchObject({ status: 2, stdout: '' })
    expect(nothing.stderr).toContain('did you mean `s3://trail/AWSLogs/`?')
    expect((await inS3('principals', 's3://none/x/')).stderr).toContain('there is no bucket `none`')
  })
})
