import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readOptions } from '../../examples/simulator/options.js'
import { simulate } from '../../examples/simulator/simulate.js'
import { writeTrail } from '../../examples/simulator/write.js'
import { EXAMPLES, filesUnder } from './trail.js'

const folder = mkdtempSync(join(tmpdir(), 'simulator-'))
const [first, second] = [join(folder, 'first'), join(folder, 'second')]

beforeAll(async () => {
  await writeTrail(readOptions(['--out', first]))
  await writeTrail(readOptions(['--out', second]))
})
afterAll(() => rmSync(folder, { recursive: true }))

describe('the committed example', () => {
  it('is what the simulator writes, bit for bit', () => {
    const committed = filesUnder(join(EXAMPLES, 'trail'))
    const written = filesUnder(first)
    const truth = written.get('truth.json')
    expect([...written.keys()].filter((path) => path !== 'truth.json')).toEqual([...committed.keys()])
    // Decompressed: another release of zlib may compress the same text to other bytes.
    for (const [path, bytes] of committed) {
      expect(gunzipSync(written.get(path) ?? '').equals(gunzipSync(bytes)), path).toBe(true)
    }
    expect(truth?.toString()).toBe(readFileSync(join(EXAMPLES, 'truth.json'), 'utf8'))
  })

  it('is small enough to be committed', () => {
    const files = [...filesUnder(join(EXAMPLES, 'trail')).values()]
    expect(files.length).toBeLessThanOrEqual(120)
    expect(files.reduce((sum, bytes) => sum + bytes.length, 0)).toBeLessThanOrEqual(400 * 1024)
  })
})

describe('a seed', () => {
  it('gives the same compressed bytes every time', () => {
    const [once, again] = [filesUnder(first), filesUnder(second)]
    expect([...again.keys()]).toEqual([...once.keys()])
    for (const [path, bytes] of once) expect(again.get(path)?.equals(bytes), path).toBe(true)
  })

  it('and another seed gives other files', () => {
    const other = [...simulate(readOptions(['--out', folder, '--seed', 'other']))].map((file) => file.path)
    expect(other.filter((path) => path.includes('/CloudTrail/') && filesUnder(first).has(path))).toEqual([])
  })
})

describe('the size', () => {
  const grown = (...args: string[]) => [...simulate(readOptions(['--out', folder, ...args]))]

  it('is met in bytes of JSON, within one session', () => {
    const bytes = grown('--size', '8MB').reduce((sum, file) => sum + file.text.length, 0)
    expect(bytes).toBeGreaterThan(7.9e6)
    expect(bytes).toBeLessThan(8.2e6)
  })

  it('is met in records, not counting second deliveries', () => {
    const files = grown('--records', '5000').filter((file) => !file.path.includes('Digest'))
    const ids = files.flatMap((file) =>
      JSON.parse(file.text).Records.map((record: { eventID: string }) => record.eventID),
    )
    expect(new Set(ids).size).toBeGreaterThanOrEqual(5000)
    expect(new Set(ids).size).toBeLessThan(5100)
  })

  it('leaves the days and accounts as they were asked for', () => {
    const paths = grown('--days', '4', '--accounts', '123456789012,210987654321').map((file) => file.path)
    expect(new Set(paths.map((path) => path.split('/')[1]))).toEqual(
      new Set(['123456789012', '210987654321']),
    )
    expect(paths.some((path) => path.includes('/2026/03/06/'))).toBe(true)
    expect(paths.some((path) => path.includes('/2026/03/07/'))).toBe(false)
  })
})

describe('the command line', () => {
  it.each([
    [[], '`--out` is missing'],
    [['--out', 'x', '--days', '2'], '`--days` must be at least 3'],
    [['--out', 'x', '--size', '1 elephant'], '`--size` must look like 500MB or 1GB'],
    [['--out', 'x', '--records', '-1'], '--records'],
    [['--out', 'x', '--size', '1MB', '--records', '5'], 'not both'],
    [['--out', 'x', '--accounts', '111122223333'], 'two different account numbers'],
  ])('refuses %j', (args, message) => {
    expect(() => readOptions(args)).toThrow(message)
  })
})
