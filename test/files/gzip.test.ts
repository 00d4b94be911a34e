import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decompressed } from '../../src/adapters/files/gunzip.js'
import { defaultLimits } from '../../src/adapters/files/limits.js'
import { folderWith, readBothWays } from './folders.js'

const text = JSON.stringify({
  Records: Array.from({ length: 3000 }, (_, i) => ({ eventID: `${i * 7919}-ü` })),
})
const zipped = gzipSync(text)

async function both(content: Buffer, limits = {}) {
  const root = folderWith({ 'x.json.gz': content })
  const { ahead, streamed } = await readBothWays(`${root}/x.json.gz`, limits)
  expect(ahead).toEqual(streamed)
  return ahead
}

async function gather(chunks: readonly Buffer[]): Promise<string> {
  const out: Buffer[] = []
  const source = (async function* () {
    yield* chunks
  })()
  for await (const piece of decompressed(source, defaultLimits)) out.push(piece)
  return Buffer.concat(out).toString()
}

describe('gzip', () => {
  it('is told by its first bytes, not by the name', async () => {
    expect(await both(zipped)).toEqual({ text, reason: undefined, detail: '' })
    expect((await both(Buffer.from(text))).text).toBe(text)
  })

  it('may have several members, and zero padding after the last', async () => {
    const members = [gzipSync('one '), gzipSync(''), gzipSync('two '), gzipSync('three')]
    expect((await both(Buffer.concat(members))).text).toBe('one two three')
    expect((await both(Buffer.concat([...members, Buffer.alloc(5000)]))).text).toBe('one two three')
  })

  it('gives the same wherever the bytes are cut', async () => {
    const members = Buffer.concat([gzipSync('{"a":1}\n'), gzipSync('{"b":2}\n'), Buffer.alloc(3)])
    for (let cut = 0; cut <= members.length; cut++) {
      expect(await gather([members.subarray(0, cut), members.subarray(cut)])).toBe('{"a":1}\n{"b":2}\n')
    }
    expect(await gather([...members].map((byte) => Buffer.from([byte])))).toBe('{"a":1}\n{"b":2}\n')
  })

  it('is refused when cut off anywhere, after the text before the cut', async () => {
    const small = gzipSync('{"Records":[]}')
    for (let length = 2; length < small.length; length++) {
      const result = await both(small.subarray(0, length))
      expect([length, result.reason]).toEqual([length, 'truncated-gzip'])
    }
    const half = await both(zipped.subarray(0, zipped.length >> 1))
    expect(half.reason).toBe('truncated-gzip')
    expect(half.text.length).toBeGreaterThan(1000)
    expect(text.startsWith(half.text.replace(/\uFFFD$/, ''))).toBe(true)
    expect(half.detail).toMatch(/^the gzip data ends too early, after \d+ bytes of text$/)
  })

  it('is refused when a later member is cut off', async () => {
    const result = await both(Buffer.concat([gzipSync('first'), zipped.subarray(0, 40)]))
    expect([result.reason, result.text.slice(0, 5)]).toEqual(['truncated-gzip', 'first'])
  })

  it('is refused when its checksum is wrong', async () => {
    const wrong = Buffer.from(zipped)
    wrong[wrong.length - 6]! ^= 0xff
    const result = await both(wrong)
    expect(result.reason).toBe('corrupt-gzip')
    expect(result.detail).toContain('incorrect data check')
  })

  it('is refused when bytes in the middle are damaged, after most of what came before', async () => {
    const long = Array.from({ length: 300_000 }, (_, i) => `${(i * 7919) % 104_729},`).join('')
    const damaged = gzipSync(long)
    damaged.fill(0xff, damaged.length >> 1, (damaged.length >> 1) + 64)
    const result = await both(damaged)
    expect(result.reason).toBe('corrupt-gzip')
    const sound = long.length / 2 - 512 * 1024
    expect(result.text.slice(0, sound)).toBe(long.slice(0, sound))
  })

  it('is refused when something that is no member follows one', async () => {
    const result = await both(Buffer.concat([gzipSync('whole'), Buffer.from('garbage')]))
    expect(result.reason).toBe('corrupt-gzip')
    expect('whole'.startsWith(result.text)).toBe(true)
  })

  it('gives the same text before the damage every time', async () => {
    const large = gzipSync(Buffer.from(Array.from({ length: 400_000 }, (_, i) => ((i * 31) % 251) | 32)))
    const damaged = Buffer.concat([large.subarray(0, large.length - 9), Buffer.from('123456789')])
    const seen = new Set<string>()
    for (let run = 0; run < 10; run++) seen.add(JSON.stringify(await both(damaged)))
    expect(seen.size).toBe(1)
  })

  it('survives any damage: it never hangs, and never takes wrong text for right', async () => {
    const small = gzipSync(text.slice(0, 400))
    const byte = fc.nat(small.length - 1)
    await fc.assert(
      fc.asyncProperty(byte, fc.integer({ min: 1, max: 255 }), async (at, flip) => {
        const damaged = Buffer.from(small)
        damaged[at]! ^= flip
        const result = await gather([damaged]).catch(() => 'refused')
        if (result !== 'refused' && at >= 10) expect(result).toBe(text.slice(0, 400))
      }),
      { numRuns: 150 },
    )
  })
})

describe('decompression bombs', () => {
  it('are refused by ratio: ten megabytes of zeros beyond a lowered free size', async () => {
    const zeros = gzipSync(Buffer.alloc(10 * 1024 * 1024, 0x20))
    const result = await both(zeros, { ratioFreeBytes: 1024 * 1024 })
    expect(result.reason).toBe('too-large')
    expect(result.detail).toContain('200 times')
    expect(result.text.length).toBeLessThanOrEqual(200 * zeros.length)
  })

  it('are refused by ratio with the limits of the product', async () => {
    const zeros = gzipSync(Buffer.alloc(96 * 1024 * 1024, 0x20))
    const result = await both(zeros)
    expect(result.reason).toBe('too-large')
    expect(result.text.length).toBeLessThanOrEqual(defaultLimits.ratioFreeBytes)
  })

  it('are refused by size, and text up to the limit is not', async () => {
    const content = gzipSync('x'.repeat(1000))
    expect((await both(content, { decompressedBytes: 999 })).reason).toBe('too-large')
    expect((await both(content, { decompressedBytes: 1000 })).reason).toBeUndefined()
  })

  it('leave small files alone, however well they compress', async () => {
    const zeros = gzipSync(Buffer.alloc(10 * 1024 * 1024, 0x20))
    expect((await both(zeros)).reason).toBeUndefined()
  })

  it('do not concern text that was never compressed', async () => {
    expect((await both(Buffer.alloc(5000, 0x20), { decompressedBytes: 1000 })).reason).toBeUndefined()
  })
})
