import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, describe, expect, it } from 'vitest'
import { openActivityStore } from '../../src/adapters/activity-store/activity-store.js'
import { digestsSource } from '../../src/adapters/files/digests-source.js'
import { filesSource } from '../../src/adapters/files/files-source.js'
import { s3Place } from '../../src/adapters/s3/s3-place.js'
import { type ActivityQuery, allActivity } from '../../src/workflows/activity-query.js'
import { generate } from '../../src/workflows/generate.js'
import { ingest } from '../../src/workflows/ingest.js'
import { type RecordSource, silent } from '../../src/workflows/ports.js'
import { validateLogs } from '../../src/workflows/validate-logs.js'
import { runCli } from '../cli/capture.js'
import { getObject, logFile } from '../cli/logs.js'
import { anything, folderWith } from '../files/folders.js'
import { digestPath, logPath, signedTrail, trailKey } from '../generate/signed-trail.js'
import { readTruth } from '../simulator/trail.js'
import type { Fault } from './faulty-proxy.js'
import { manyLogs } from './thousand-logs.js'
import { patience, trailBucket } from './trail-bucket.js'

const { bucket, put, gets } = trailBucket()
const logs = manyLogs()
const disk = folderWith(Object.fromEntries(logs))
/** Few enough to be read several times. */
const some = new Map([...logs].filter((_, at) => at % 7 === 0))
const someOnDisk = folderWith(Object.fromEntries(some))
const arns: readonly string[] = readTruth().principals.map(({ arn }: { readonly arn: string }) => arn)
const folder = mkdtempSync(join(tmpdir(), 'leastwise-s3-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Server, proxy and client share one process, which is busy: nothing stands still because it takes a while. */
const patient = { ...patience, stall: 2000 }

const inS3 = (input: string, partBytes?: number) =>
  filesSource([input], {
    places: [s3Place({ endpoint: bucket.proxy.endpoint, patience: patient, partBytes })],
  })

async function answer(source: RecordSource, principal: string, query: ActivityQuery = allActivity) {
  const { documents, report } = await generate(source, { principal, query, includeDenied: false }, silent)
  const { files: _, ...rest } = report
  return createHash('sha256')
    .update(JSON.stringify([documents, rest]))
    .digest('hex')
}

function sum(parts: readonly (number | string)[]): number {
  return parts.reduce<number>((total, one) => total + (typeof one === 'number' ? one : 0), 0)
}

/** The same faults at every run: about every third request has one, a few have three one after another. */
function fault(faults: readonly Fault[]): (kind: string, path: string, nth: number) => Fault | undefined {
  return (_, path, nth) => {
    const number = [...path].reduce((sum, one) => (sum * 31 + one.charCodeAt(0)) % 65_521, 7)
    const often = number % 3 !== 0 ? 0 : number % 5 === 0 ? 3 : 1
    return nth < often ? faults[(number + nth) % faults.length] : undefined
  }
}

/** A thousand requests through two servers in one process take a while on a machine that has more to do. */
const timeout = 300_000

describe('a thousand objects behind a network that fails', { timeout }, () => {
  it('give the policies and reports of the same logs on disk, and none is fetched twice', async () => {
    expect(logs.size).toBe(1000)
    put(Object.fromEntries(logs))
    const often: readonly Fault[] = ['500', '503', 'truncated', 'reset', 'truncated', '503']
    bucket.proxy.faultOf = fault([
      ...often,
      ...often,
      'slow',
      ...often,
      ...often,
      ...often,
      ...often,
      'stalled',
    ])
    const principal = arns[0]!
    const [there, here] = [
      await answer(inS3('s3://trail/'), principal),
      await answer(filesSource([disk]), principal),
    ]
    expect(there).toEqual(here)
    const sent = new Map([...logs.keys()].map((key) => [`trail/${key}`, [] as (number | string)[]]))
    for (const { path, bytes, fault: one } of gets())
      sent.get(path)?.push(...(one === undefined ? [] : [one]), bytes)
    const twice = [...sent].filter(
      ([path, parts]) => sum(parts) !== logs.get(path.slice('trail/'.length))?.length,
    )
    expect(twice).toEqual([])
    const failed = gets().filter((one) => one.fault !== undefined && one.fault !== 'slow').length
    expect(failed).toBeGreaterThan(200)
    expect(gets().length).toBe(1000 + failed)
  })

  it('the same in small parts, whoever is asked for', async () => {
    put(Object.fromEntries(some))
    for (const principal of arns.slice(0, 2))
      expect(await answer(inS3('s3://trail/AWSLogs', 500), principal)).toEqual(
        await answer(filesSource([someOnDisk]), principal),
      )
  })

  it('connections that are reset in the middle lose at most what was on the way', async () => {
    put(Object.fromEntries(some))
    bucket.proxy.faultOf = fault(['reset-midway'])
    const { files } = await inS3('s3://trail/').list(anything)
    let text = 0
    for (const file of files) for await (const piece of file.text()) text += piece.length
    expect(text).toBeGreaterThan(0)
    const sent = gets().reduce((sum, { bytes }) => sum + bytes, 0)
    const size = [...some.values()].reduce((sum, { length }) => sum + length, 0)
    expect(gets().some(({ range }) => range !== undefined)).toBe(true)
    expect(sent).toBeLessThan(size * 1.4)
  })

  it('lists only the days that are asked for', async () => {
    put(Object.fromEntries(some))
    const query = { ...allActivity, start: '2026-03-04T00:00:00.000Z', end: '2026-03-04T06:00:00.000Z' }
    const days = ['2026/03/04/', '2026/03/05/', '2026/03/06/']
    const there = await answer(inS3('s3://trail/'), arns[0]!, query)
    expect(there).toEqual(await answer(filesSource([someOnDisk]), arns[0]!, query))
    const lists = bucket.proxy.passed.filter(({ kind }) => kind === 'list').map(({ path }) => path)
    const regions = new Set([...some.keys()].map((key) => key.split('/')[3]))
    const ofDays = lists.filter((path) => /\/\d{4}\/\d\d\/\d\d\/$/.test(path))
    expect(ofDays.every((path) => days.some((day) => path.endsWith(day)))).toBe(true)
    // Four levels above the Regions, then a year, a month and at most the three days of each.
    expect(lists.length).toBeLessThanOrEqual(4 + regions.size * (3 + days.length))
    expect(gets().every(({ path }) => days.some((day) => path.includes(day)))).toBe(true)
  })

  it('are ingested once; a second time only what is new or changed is fetched', async () => {
    put(Object.fromEntries(logs))
    const store = openActivityStore(join(folder, 'activity.db'))
    const first = await ingest(inS3('s3://trail/'), store, {}, silent)
    expect(gets().length).toBe(1000)
    bucket.proxy.passed.length = 0
    const second = await ingest(inS3('s3://trail/'), store, {}, silent)
    expect([gets().length, second.events, second.input.files.passedOver.ingested]).toEqual([0, 0, 1000])
    const key = [...logs.keys()][0]!
    const added = logFile(getObject(new Date('2026-03-04T00:00:00Z'), 'added/1.zip'))
    put({ [key]: added, 'AWSLogs/new.json.gz': logs.get(key)! })
    const third = await ingest(inS3('s3://trail/'), store, {}, silent)
    expect(
      gets()
        .map(({ path }) => path)
        .sort(),
    ).toEqual([`trail/${key}`, 'trail/AWSLogs/new.json.gz'].sort())
    expect([first.events > 0, third.events]).toEqual([true, 1])
  })
})

describe('digests in the bucket', () => {
  it('are proven by the signature in the metadata of the object, the newest too', async () => {
    const key = trailKey('11111111111111111111111111111111')
    const files = signedTrail(key, 3, (at) => logFile(getObject(new Date(), `build/${at}.zip`)))
    for (const [path, body] of Object.entries(files)) {
      const signature = files[`${path}.signature`]?.toString()
      if (path.endsWith('.signature')) continue
      put({ [path]: { body, headers: signature === undefined ? {} : { 'x-amz-meta-signature': signature } } })
    }
    const source = digestsSource(['s3://trail/'], {
      places: [s3Place({ endpoint: bucket.proxy.endpoint, patience })],
    })
    const validated = () => validateLogs(source, anything, [key], silent)
    expect(await validated()).toMatchObject({ problems: [], intact: 3, unsigned: [] })
    expect(gets().length).toBe(6)
    put({ [logPath(1)]: gzipSync('{"Records":[]}') })
    expect(await validated()).toMatchObject({
      problems: [{ kind: 'altered-log', name: `s3://trail/${logPath(1)}` }],
    })
    bucket.s3.buckets.get('trail')!.delete(digestPath(1))
    expect((await validated()).problems.map(({ kind }) => kind)).toContain('missing-digest')
  })
})

describe('the command line', () => {
  const cli = (...args: readonly string[]) =>
    runCli([...args, '--s3-endpoint', bucket.proxy.endpoint], {
      generate,
      principals: async (...given) =>
        (await import('../../src/workflows/principals.js')).principals(...given),
    })

  it('reads s3:// as it reads a folder', async () => {
    put(Object.fromEntries([...logs].slice(0, 50)))
    const some = folderWith(Object.fromEntries([...logs].slice(0, 50)))
    const here = await runCli(['principals', some, '--quiet'], {
      principals: async (...given) =>
        (await import('../../src/workflows/principals.js')).principals(...given),
    })
    expect(await cli('principals', 's3://trail/AWSLogs/', '--quiet')).toEqual(here)
  })

  it('names an object that cannot be read, and exits with 3 under --strict', async () => {
    put({ 'l/a.json.gz': logFile(getObject(new Date('2026-03-04T00:00:00Z'), 'a/1.zip')) })
    const refusal = { status: 403, code: 'AccessDenied', message: 'Access Denied' }
    put({ 'l/b.json.gz': { body: Buffer.from('x'), refusal } })
    const args = ['generate', 's3://trail/l/', '--principal', 'Deploy']
    const lax = await cli(...args)
    expect(lax.status).toBe(0)
    expect(lax.stderr).toContain('file skipped (access-denied): s3://trail/l/b.json.gz: S3 refuses it')
    expect((await cli(...args, '--strict')).status).toBe(3)
  })

  it('refuses options that it cannot use', async () => {
    const wrong = [
      ['principals', disk, '--requester-pays'],
      ['principals', 's3://b/', '--s3-endpoint', 'localhost'],
      ['principals', 's3://b/', '--assume-role', 'ReadTrail'],
      ['principals', 's3://b/', '--external-id', 'x'],
    ]
    for (const args of wrong) {
      const { status, stderr } = await runCli(args)
      expect(status).toBe(2)
      expect(stderr).toContain('error[OPTION_INVALID]')
    }
  })
})
