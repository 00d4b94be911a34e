import { createHash, randomBytes } from 'node:crypto'
import { crc32, gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import type { UnreadableFile } from '../../src/workflows/ports.js'
import { contents, patience, trailBucket } from './trail-bucket.js'

const { bucket, put, list, objectAt, unreadable, gets } = trailBucket()

describe('reading', () => {
  const body = randomBytes(100_000)

  it('fetches a small object once, and a large one in parallel parts that are asked for once', async () => {
    put({ 'a.gz': body })
    expect(body.equals(await contents(await objectAt('a.gz')))).toBe(true)
    expect(gets().map(({ range }) => range)).toEqual([undefined])
    bucket.proxy.passed.length = 0
    expect(body.equals(await contents(await objectAt('a.gz', { partBytes: 30_000, parallelParts: 3 })))).toBe(
      true,
    )
    expect(
      gets()
        .map(({ range }) => range)
        .sort(),
    ).toEqual(['bytes=0-29999', 'bytes=30000-59999', 'bytes=60000-89999', 'bytes=90000-99999'].sort())
    expect(bucket.s3.asked.filter(({ method }) => method === 'GET').at(-1)!.headers['if-match']).toBeDefined()
  })

  it('begins a part only when one was taken', async () => {
    put({ 'a.gz': body })
    const object = await objectAt('a.gz', { partBytes: 10_000, parallelParts: 3 })
    const reading = object.open()[Symbol.asyncIterator]()
    await reading.next()
    await new Promise((done) => setTimeout(done, 200))
    expect(gets().length).toBe(3)
    await reading.return?.()
    await new Promise((done) => setTimeout(done, 50))
    expect(gets().length).toBe(3)
  })

  it('goes on where an answer was cut off, and fetches nothing twice', async () => {
    put({ 'a.gz': body })
    const faults = ['truncated', '503', 'truncated', '500', 'stalled', 'reset', 'truncated'] as const
    for (const division of [{}, { partBytes: 40_000 }]) {
      bucket.proxy.passed.length = 0
      bucket.proxy.faultOf = (kind, _, nth) => (kind === 'get' ? faults[nth] : undefined)
      expect(body.equals(await contents(await objectAt('a.gz', division)))).toBe(true)
      expect(gets().reduce((sum, { bytes }) => sum + bytes, 0)).toBe(body.length)
    }
  })

  it('gives up when nothing more comes, but not while something does', async () => {
    put({ 'a.gz': body })
    bucket.proxy.faultOf = (kind, _, nth) => (kind === 'get' && nth < 12 ? 'truncated' : undefined)
    const few = { patience: { ...patience, attempts: 2 } }
    expect(body.equals(await contents(await objectAt('a.gz', few)))).toBe(true)
    bucket.proxy.passed.length = 0
    bucket.proxy.faultOf = (kind, _, nth) => (kind !== 'get' ? undefined : nth === 0 ? 'truncated' : '503')
    const error = await unreadable('a.gz', few)
    expect(error).toMatchObject({ reason: 'unreadable' })
    expect(error.message).toContain(
      'SlowDown: Please try again., 2 times without a byte more; 50000 of 100000 bytes came',
    )
  })

  it('names an object that was overwritten or deleted after it was listed', async () => {
    put({ 'a.gz': body, 'b.gz': body })
    const [a, b] = [await objectAt('a.gz'), await objectAt('b.gz')]
    put({ 'a.gz': 'another' })
    bucket.s3.buckets.get('trail')!.delete('b.gz')
    for (const object of [a, b]) await expect(contents(object)).rejects.toMatchObject({ reason: 'changed' })
    put({ 'c.gz': body })
    const c = await objectAt('c.gz', { partBytes: 10_000, parallelParts: 1 })
    const reading = c.open()[Symbol.asyncIterator]()
    await reading.next()
    put({ 'c.gz': randomBytes(100_000) })
    await expect(reading.next().then(() => reading.next())).rejects.toMatchObject({ reason: 'changed' })
  })

  it('names what is refused, archived, or encrypted with a key that may not be used', async () => {
    const refusals = {
      'access-denied': { status: 403, code: 'AccessDenied', message: 'Access Denied' },
      'kms-denied': {
        status: 403,
        code: 'AccessDenied',
        message: 'User: x is not authorized to perform: kms:Decrypt on the resource',
      },
      archived: { status: 403, code: 'InvalidObjectState', message: 'The operation is not valid' },
      unreadable: { status: 400, code: 'InvalidRequest', message: 'no' },
    }
    for (const [reason, refusal] of Object.entries(refusals)) {
      put({ 'a.gz': { body, refusal } })
      expect(await unreadable('a.gz')).toMatchObject({ reason })
    }
    const off = { status: 400, code: 'KMS.DisabledException', message: 'key is disabled' }
    put({ 'a.gz': { body, refusal: off } })
    expect(await unreadable('a.gz')).toMatchObject({ reason: 'kms-denied' })
    expect(gets().length).toBe(5)
  })

  it('skips such an object and says so, and reads the others', async () => {
    const refusal = { status: 403, code: 'AccessDenied', message: 'Access Denied' }
    put({ 'l/a.gz': gzipSync('{"a":1}'), 'l/b.gz': { body, refusal }, 'l/c.gz': gzipSync('{"c":1}') })
    const { files } = await list('s3://trail/l/')
    const said = []
    for (const file of files) {
      try {
        for await (const text of file.text()) said.push(text)
      } catch (error) {
        said.push((error as UnreadableFile).reason)
      }
    }
    expect(said).toEqual(['{"a":1}', 'access-denied', '{"c":1}'])
  })

  it('checks what came by the checksum that S3 keeps, or by the MD5 in the ETag', async () => {
    const sha256 = createHash('sha256').update(body).digest('base64')
    const crc = Buffer.alloc(4)
    crc.writeUInt32BE(crc32(body))
    const etag = '"d41d8cd98f00b204e9800998ecf8427e"'
    const good = [
      { 'x-amz-checksum-sha256': sha256 },
      { 'x-amz-checksum-crc32': crc.toString('base64') },
      { 'x-amz-checksum-sha256': 'abc-3', 'x-amz-checksum-type': 'COMPOSITE' },
      { etag, 'x-amz-server-side-encryption': 'aws:kms' },
      { etag: '"d41d8cd98f00b204e9800998ecf8427e-2"' },
    ]
    const bad = [
      { 'x-amz-checksum-sha256': `A${sha256.slice(1)}` },
      { 'x-amz-checksum-crc64nvme': 'AAAAAAAAAAA=' },
      { etag },
    ]
    for (const division of [{}, { partBytes: 40_000 }]) {
      for (const headers of good) {
        put({ 'a.gz': { body, headers } })
        expect(body.equals(await contents(await objectAt('a.gz', division)))).toBe(true)
      }
      for (const headers of bad) {
        put({ 'a.gz': { body, headers } })
        expect(await unreadable('a.gz', division)).toMatchObject({ reason: 'checksum' })
      }
    }
    expect(bucket.s3.asked.some(({ headers }) => headers['x-amz-checksum-mode'] === 'ENABLED')).toBe(true)
  })

  it('takes another version of an object for another file, even within the second', async () => {
    put({ 'a.gz': 'one' })
    const one = await objectAt('a.gz')
    expect((await objectAt('a.gz')).origin).toEqual(one.origin)
    put({ 'a.gz': 'two' })
    expect((await objectAt('a.gz')).origin).not.toEqual(one.origin)
    expect(one.origin.path).toBe('s3://trail/a.gz')
  })
})
