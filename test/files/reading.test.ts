import { execFileSync, spawn } from 'node:child_process'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { filesSource } from '../../src/adapters/files/files-source.js'
import { defaultLimits } from '../../src/adapters/files/limits.js'
import { load } from '../../src/adapters/files/load.js'
import { ReadAhead } from '../../src/adapters/files/read-ahead.js'
import { anything, folderWith, read, write } from './folders.js'

describe('reading ahead', () => {
  /** Loads that end only when told, to see how many are under way. */
  function controlled(count: number, ahead: number, isLight: (index: number) => boolean = () => true) {
    const started: number[] = []
    const release = new Map<number, () => void>()
    const load = (index: number) => {
      started.push(index)
      return new Promise<number>((resolve) => release.set(index, () => resolve(index)))
    }
    const weight = (index: number) => (isLight(index) ? 1 / ahead : undefined)
    return { started, release, items: new ReadAhead(count, load, weight) }
  }

  it('starts the next few and no more', () => {
    const { started, items } = controlled(100, 4)
    items.take(0)
    expect(started).toEqual([0, 1, 2, 3, 4])
    items.take(1)
    expect(started).toEqual([0, 1, 2, 3, 4, 5])
  })

  it('loads each once, in order, and stops at the end', async () => {
    const { started, release, items } = controlled(3, 4)
    for (let index = 0; index < 3; index++) {
      const item = items.take(index)
      release.get(index)!()
      expect(await item).toBe(index)
    }
    expect(started).toEqual([0, 1, 2])
  })

  it('leaves heavy items for their turn', () => {
    const { started, items } = controlled(10, 4, (index) => index % 2 === 0)
    items.take(0)
    expect(started).toEqual([0, 2, 4, 6, 8])
  })

  it('forgets what was passed without being taken', () => {
    const { started, items } = controlled(10, 2)
    items.take(0)
    items.take(5)
    expect(started).toEqual([0, 1, 2, 5, 6, 7])
    items.take(1)
    expect(started.slice(6)).toEqual([1, 2, 3])
  })
})

describe('loading one file ahead', () => {
  const root = folderWith({
    'small.gz': gzipSync('hello'),
    'large.gz': gzipSync('x'.repeat(100_000)),
    'lying.gz': Buffer.concat([gzipSync('x'.repeat(100_000)), gzipSync('y')]),
    'broken.gz': gzipSync('hello').subarray(0, 12),
  })
  const limits = { ...defaultLimits, readAheadBytes: 1000 }
  const fileAt = (name: string) =>
    ({ kind: 'file', name, bytes: 0, origin: { path: name, modified: 0 } }) as const

  it('decompresses within the bound, and otherwise keeps the bytes as stored', async () => {
    const kinds = []
    for (const name of ['small.gz', 'large.gz', 'lying.gz', 'broken.gz', 'gone.gz']) {
      kinds.push((await load(fileAt(join(root, name)), limits)).kind)
    }
    expect(kinds).toEqual(['plain', 'as-stored', 'as-stored', 'as-stored', 'failed'])
  })

  it('gives the same text either way', async () => {
    const { files } = await filesSource([root], { limits }).list(anything)
    const texts = []
    for (const file of files) texts.push(await read(file))
    expect(texts.map(({ text, reason }) => [text.length, reason])).toEqual([
      [texts[0]!.text.length, 'truncated-gzip'],
      [100_000, undefined],
      [100_001, undefined],
      [5, undefined],
    ])
  })
})

describe('a listing of many files', () => {
  it('gives every file its own text, in order, with sizes', async () => {
    const names = Array.from({ length: 50 }, (_, i) => `f${String(i).padStart(2, '0')}.json.gz`)
    const root = folderWith(Object.fromEntries(names.map((name, i) => [name, gzipSync(`text ${i}`)])))
    const { files } = await filesSource([root]).list(anything)
    const texts = []
    for (const file of files) texts.push((await read(file)).text)
    expect(texts).toEqual(names.map((_, i) => `text ${i}`))
    expect(files[0]!.bytes).toBe(gzipSync('text 0').length)
  })

  it('reports a file that went away, and goes on', async () => {
    const root = folderWith({ 'a.json': '1', 'b.json': '2', 'c.json': '3' })
    const { files } = await filesSource([root]).list(anything)
    rmSync(`${root}/b.json`)
    const results = []
    for (const file of files) results.push(await read(file))
    expect(results.map(({ text, reason }) => [text, reason])).toEqual([
      ['1', undefined],
      ['', 'unreadable'],
      ['3', undefined],
    ])
    expect(results[1]!.detail).toBe('it cannot be read (ENOENT)')
  })

  it('closes a file that is left in the middle', async () => {
    const root = folderWith({ 'a.json.gz': gzipSync(Buffer.alloc(30_000_000, 0x20)) })
    const { files } = await filesSource([root], { limits: { readAheadDiskBytes: 0 } }).list(anything)
    for await (const piece of files[0]!.text()) {
      expect(piece.length).toBeGreaterThan(0)
      break
    }
    const open = execFileSync('ls', ['-l', `/proc/${process.pid}/fd`]).toString()
    expect(open).not.toContain('a.json.gz')
  })

  it('holds back a producer that is faster than the consumer', async () => {
    let produced = 0
    const endless = Readable.from(
      (async function* () {
        for (;;) {
          produced++
          yield Buffer.alloc(65_536, 0x20)
        }
      })(),
      { objectMode: false, highWaterMark: 65_536 },
    )
    const { files } = await filesSource(['-'], { stdin: endless }).list(anything)
    let pieces = 0
    for await (const _ of files[0]!.text()) {
      await new Promise((resolve) => setTimeout(resolve, 2))
      if (++pieces === 20) break
    }
    expect(produced).toBeLessThan(40)
  })
})

function makePipe(path: string): void {
  execFileSync('sh', ['-c', 'mkfifo "$0"', path])
}

describe('pipes', () => {
  it('reads standard input, once, of unknown size', async () => {
    const stdin = Readable.from([gzipSync('{"Records":[]}')])
    const { files } = await filesSource(['-', '-'], { stdin }).list(anything)
    expect(files.map(({ name, bytes }) => [name, bytes])).toEqual([['-', undefined]])
    expect((await read(files[0]!)).text).toBe('{"Records":[]}')
  })

  it('reads standard input that gives text', async () => {
    const { files } = await filesSource(['-'], { stdin: Readable.from(['{"a":', '1}']) }).list(anything)
    expect((await read(files[0]!)).text).toBe('{"a":1}')
  })

  it('reads a named pipe, as process substitution makes them', async () => {
    const root = folderWith({ 'x.json': 'from a pipe' })
    makePipe(`${root}/pipe`)
    const writer = spawn('sh', ['-c', 'cat "$0/x.json" > "$0/pipe"', root])
    const { files } = await filesSource([`${root}/pipe`]).list(anything)
    expect(files[0]!.bytes).toBeUndefined()
    expect((await read(files[0]!)).text).toBe('from a pipe')
    writer.kill()
  })

  it('passes over a pipe inside a folder, which would block', async () => {
    const root = folderWith({ 'x.json': '1' })
    write(`${root}/sub/y.json`, '2')
    makePipe(`${root}/sub/pipe.json`)
    const { files, passedOver } = await filesSource([root]).list(anything)
    expect([files.length, passedOver]).toEqual([2, { 'not-a-file': 1 }])
  })
})
