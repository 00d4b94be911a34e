import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decoded } from '../../src/adapters/files/decode-text.js'
import { UnreadableFile } from '../../src/workflows/ports.js'

const json = '{"Records":[{"eventName":"Zürich 東京 🦙"}]}'

async function decode(...chunks: Buffer[]): Promise<string> {
  const source = (async function* () {
    yield* chunks
  })()
  let text = ''
  for await (const piece of decoded(source)) text += piece
  return text
}

async function refusal(...chunks: Buffer[]): Promise<UnreadableFile> {
  const error = await decode(...chunks).catch((thrown: unknown) => thrown)
  expect(error).toBeInstanceOf(UnreadableFile)
  return error as UnreadableFile
}

function utf16be(text: string): Buffer {
  return Buffer.from(text, 'utf16le').swap16()
}

describe('decoded', () => {
  it('reads UTF-8 with and without its mark', async () => {
    expect(await decode(Buffer.from(json))).toBe(json)
    expect(await decode(Buffer.from(`\uFEFF${json}`))).toBe(json)
  })

  it('reads UTF-16 of either order by its mark', async () => {
    expect(await decode(Buffer.from(`\uFEFF${json}`, 'utf16le'))).toBe(json)
    expect(await decode(utf16be(`\uFEFF${json}`))).toBe(json)
  })

  it('gives the same wherever the bytes are cut', async () => {
    const encodings = [Buffer.from(json), Buffer.from(`\uFEFF${json}`), utf16be(`\uFEFF${json}`)]
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...encodings), fc.nat(60), fc.nat(60), async (bytes, a, b) => {
        const [first, second] = [Math.min(a, b), Math.max(a, b)]
        const cut = [bytes.subarray(0, first), bytes.subarray(first, second), bytes.subarray(second)]
        expect(await decode(...cut)).toBe(json)
      }),
    )
  })

  it('replaces invalid sequences and keeps the rest', async () => {
    expect(await decode(Buffer.from('{"a":"\xfc"}', 'latin1'))).toBe('{"a":"\uFFFD"}')
    expect(await decode(Buffer.concat([Buffer.from('é'), Buffer.from('é').subarray(0, 1)]))).toBe('é\uFFFD')
  })

  it('gives nothing for nothing', async () => {
    expect(await decode()).toBe('')
    expect(await decode(Buffer.alloc(0))).toBe('')
  })

  it.each([
    [Buffer.from('PK\x03\x04rest'), 'a zip archive'],
    [Buffer.from('PAR1rest'), 'Parquet'],
    [Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 1]), 'Zstandard data'],
    [gzipSync('x'), 'gzip data inside gzip data'],
    [Buffer.from('{"a":1}', 'utf16le'), 'UTF-16 without a byte order mark'],
    [Buffer.alloc(2000), 'binary data'],
    [Buffer.from(Array.from({ length: 3000 }, (_, i) => (i * 167) % 256)), 'binary data'],
  ])('refuses %#', async (bytes, looksLike) => {
    const error = await refusal(bytes)
    expect([error.reason, error.message]).toEqual(['not-text', `it is not text: it looks like ${looksLike}`])
  })

  it('lets a stray control character pass', async () => {
    const text = `${json}\u0000${' '.repeat(200)}`
    expect(await decode(Buffer.from(text))).toBe(text)
    expect(await decode(Buffer.from('\u001b[31mred\r\n\ttext'))).toBe('\u001b[31mred\r\n\ttext')
  })
})
