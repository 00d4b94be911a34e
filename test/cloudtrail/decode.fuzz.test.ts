import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { outcomeOf, whosePermission } from '../../src/core/cloudtrail/classify.js'
import { type Decoded, openDecoder } from '../../src/core/cloudtrail/decode.js'
import { resolvePrincipal } from '../../src/core/cloudtrail/principal-resolve.js'
import { type LoggedRecord, piecesOf, trail } from '../generate/records.js'
import { countsOf, decodePieces, decodeText, logged, summaryOf } from './decode-text.js'
import { fuzzRuns } from './fuzz-runs.js'

const numRuns = fuzzRuns(300)
const timeout = 60_000 + numRuns * 20

const MEGABYTE = 1_000_000

/** What any decode must do, whatever it read: take every record through resolving and classifying. */
function classifyAll(decoded: readonly Decoded[]): void {
  for (const each of decoded) {
    if (each.kind !== 'record') continue
    const principal = resolvePrincipal(each.record)
    expect(principal.arn).not.toBe('')
    expect(['caller', 'skipped']).toContain(whosePermission(each.record, principal).kind)
    expect(['succeeded', 'denied', 'failed']).toContain(outcomeOf(each.record))
  }
}

interface Edit {
  readonly at: number
  readonly remove: number
  readonly insert: string
}

const hostile = fc.constantFrom(
  '"',
  '\\',
  '{',
  '}',
  '[',
  ']',
  '\n',
  '\u0000',
  '\ud800',
  '\udc00',
  '"__proto__":{},',
  'null',
  '1e999',
  '-',
  '\ufeff',
  '\\u',
  ',"eventTime":"2023-13-45T00:00:00Z"',
  '"Records":[',
)
const edit: fc.Arbitrary<Edit> = fc.record({
  at: fc.nat({ max: 4000 }),
  remove: fc.nat({ max: 20 }),
  insert: fc.oneof(hostile, fc.string({ unit: 'binary', maxLength: 4 })),
})

function applyEdits(text: string, edits: readonly Edit[]): string {
  return edits.reduce((old, { at, remove, insert }) => {
    const place = at % (old.length + 1)
    return old.slice(0, place) + insert + old.slice(place + remove)
  }, text)
}

/** Any value in the place of any member: types that nobody expects. */
const wrongTypes = fc
  .tuple(trail, fc.nat(), fc.anything({ withNullPrototype: false, maxDepth: 2 }))
  .map(([records, member, value]) => {
    const keys = Object.keys(records[0] ?? {})
    const key = keys[member % Math.max(keys.length, 1)] ?? 'eventName'
    return JSON.stringify({ Records: records.map((each) => ({ ...each, [key]: value })) }) as
      | string
      | undefined
  })
  .filter((text) => text !== undefined)

describe('hostile input', () => {
  it('edited trails never crash the decoder, and cuts never change what it says', { timeout }, () => {
    const edited = fc
      .tuple(trail, fc.array(edit, { minLength: 1, maxLength: 4 }))
      .map(([records, edits]) => applyEdits(JSON.stringify({ Records: records }), edits))
    const cut = edited.chain((text) => fc.tuple(fc.constant(text), piecesOf(text)))
    fc.assert(
      fc.property(cut, ([text, pieces]) => {
        const decoded = decodeText(text)
        classifyAll(decoded)
        expect(decodePieces(pieces)).toEqual(decoded)
      }),
      { numRuns },
    )
  })

  it('members of any type never crash the decoder', { timeout }, () => {
    fc.assert(
      fc.property(wrongTypes, (text) => classifyAll(decodeText(text))),
      { numRuns },
    )
  })

  it('random bytes never crash the decoder', { timeout }, () => {
    const decoder = new TextDecoder()
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 2000 }), (bytes) => {
        classifyAll(decodeText(decoder.decode(bytes)))
        classifyAll(decodeText(`[${decoder.decode(bytes)}`))
        classifyAll(decodeText(`eventname,eventsource,eventtime,useridentity\n${decoder.decode(bytes)}`))
      }),
      { numRuns },
    )
  })

  it.each([
    ['arrays', '[', ']'],
    ['objects', '{"a":', '}'],
    ['containers', '{"Records":[', ']}'],
  ])('100,000 levels of %s', (_, open, close) => {
    const levels = 100_000
    const whole = `{"x":${open.repeat(levels)}1${close.repeat(levels)}}`
    const record = JSON.stringify(logged('A'))
    expect(summaryOf(decodeText(`{"Records":[${whole},${record}]}`))).toEqual([
      'skipped:too-deep',
      'record:A',
    ])
    expect(summaryOf(decodeText(`{"Records":[${record},${open.repeat(levels)}`)).at(-1)).toBe(
      'broken:truncated',
    )
    const nested = JSON.stringify({ Events: [{ CloudTrailEvent: whole }] })
    expect(summaryOf(decodeText(nested))).toEqual(['skipped:too-deep'])
  })

  it('a struct of Athena with 100,000 levels', () => {
    const text = `eventname,eventsource,eventtime,useridentity\nA,s3.amazonaws.com,2024-01-02T03:04:05Z,${'{a='.repeat(100_000)}\n`
    expect(summaryOf(decodeText(text))).toEqual(['record:A'])
  })
})

describe('large input', () => {
  function manyRecords(characters: number): { text: string; count: number } {
    const [record] = [
      JSON.stringify({ ...logged('A'), requestParameters: { key: 'x'.repeat(500) } } satisfies LoggedRecord),
    ]
    const count = Math.ceil(characters / (record.length + 1))
    return { text: `{"Records":[${Array(count).fill(record).join(',')}]}`, count }
  }

  function* piecesOfLength(text: string, length: number): Iterable<string> {
    for (let i = 0; i < text.length; i += length) yield text.slice(i, i + length)
  }

  it('a file of 50 MB, whole and in pieces', () => {
    const { text, count } = manyRecords(50 * MEGABYTE)
    expect(countsOf(decodeText(text))).toEqual({ record: count })
    expect(countsOf(decodePieces(piecesOfLength(text, 65_536)))).toEqual({ record: count })
  })

  it('a record of 50 MB, whole and in pieces', () => {
    const record = JSON.stringify({
      ...logged('Giant'),
      requestParameters: { key: 'x'.repeat(50 * MEGABYTE) },
    })
    const text = `{"Records":[${record},${JSON.stringify(logged('A'))}]}`
    expect(summaryOf(decodeText(text))).toEqual(['skipped:giant-record', 'record:A'])
    expect(summaryOf(decodePieces(piecesOfLength(text, 65_536)))).toEqual([
      'skipped:giant-record',
      'record:A',
    ])
  })

  it('a record of 150 MB costs no more memory than the limit', () => {
    const decoder = openDecoder()
    const found: Decoded[] = [...decoder.push('[{"key":"')]
    const before = process.memoryUsage().heapUsed
    let most = 0
    for (let i = 0; i < 150; i += 1) {
      // A new string each time: a repeated one would cost nothing to keep.
      found.push(...decoder.push(String(i % 10).repeat(MEGABYTE)))
      most = Math.max(most, process.memoryUsage().heapUsed)
    }
    found.push(...decoder.push('"}]'), ...decoder.end())
    expect(summaryOf(found)).toEqual(['skipped:giant-record'])
    expect(most - before).toBeLessThan(80 * MEGABYTE)
  })

  it.each([
    ['arrays in a top-level object', `{${'"a":[],'.repeat(500_000)}"b":1}`],
    [
      'elements that look like the separator',
      `[${'{"eventVersion":"},{\\"eventVersion\\":"},'.repeat(100_000)}1]`,
    ],
    ['openings that change', `[${'{"a":1},{"bbbbbbbbbbbbbbbbbbbb":1},'.repeat(120_000)}1]`],
    ['quotes behind backslashes', `[{"a":"${'\\\\\\"'.repeat(1_000_000)}"}]`],
    ['empty fields of CSV', `eventname,eventsource,eventtime\n${','.repeat(4_000_000)}\n`],
    ['quotes of CSV', `eventname,eventsource,eventtime\n"${'""'.repeat(2_000_000)}"\n`],
    [
      'commas in a struct of Athena',
      `eventname,eventsource,eventtime,useridentity\n,,,"{a=${', '.repeat(2_000_000)}}"\n`,
    ],
  ])('takes linear time for %s', (_, text) => {
    const start = performance.now()
    decodeText(text)
    decodePieces(piecesOfLength(text, 65_536))
    expect(performance.now() - start).toBeLessThan(15_000)
  })
})
