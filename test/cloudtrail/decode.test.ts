import { describe, expect, it } from 'vitest'
import { openDecoder } from '../../src/core/cloudtrail/decode.js'
import type { JsonObject } from '../../src/core/iam/json.js'
import { decodePieces, decodeText, logged, onlyRecord, summaryOf } from './decode-text.js'

function json(value: unknown): string {
  return JSON.stringify(value)
}

const a = logged('A')
const b = logged('B')

describe('fields', () => {
  it('are absent rather than empty or of another type', () => {
    const odd = {
      awsRegion: '',
      errorCode: 5,
      requestParameters: ['x'],
      responseElements: 'text',
      resources: 'none',
      readOnly: 'maybe',
      eventType: null,
      userIdentity: null,
    }
    const record = onlyRecord(json(logged('A', odd as unknown as JsonObject)))
    expect(record).toMatchObject({
      awsRegion: undefined,
      errorCode: undefined,
      requestParameters: undefined,
      responseElements: undefined,
      resources: [],
      readOnly: undefined,
      eventType: 'AwsApiCall',
    })
    expect(record.userIdentity).toMatchObject({ type: undefined, arn: undefined, sessionIssuer: undefined })
  })

  it('take any minor version, and none', () => {
    for (const eventVersion of ['1.0', '1.11', '1.99', undefined]) {
      expect(onlyRecord(JSON.stringify({ ...a, eventVersion })).eventVersion).toBe(eventVersion)
    }
  })

  it('keep only resources with an ARN', () => {
    const resources = [
      { ARNPrefix: 'arn:aws:s3:::b/' },
      { ARN: 'arn:aws:s3:::b', accountId: '1' },
      { arn: 'arn:aws:s3:::c', type: 'T' },
      null,
      { ARN: '' },
    ]
    expect(onlyRecord(json(logged('A', { resources }))).resources).toEqual([
      { arn: 'arn:aws:s3:::b', accountId: '1', type: undefined },
      { arn: 'arn:aws:s3:::c', accountId: undefined, type: 'T' },
    ])
  })

  it('never reach a prototype', () => {
    const text = json(a).replace(
      '{',
      '{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},',
    )
    const record = onlyRecord(text.replace('"GetObject"', '"A"'))
    expect(record.eventName).toBe('A')
    expect(({} as { polluted?: number }).polluted).toBeUndefined()
    const inherited = `{"__proto__":${json({ ...a, eventName: 'Inherited' })}}`
    expect(summaryOf(decodeText(inherited))).toEqual(['skipped:not-a-record'])
  })
})

describe('limits', () => {
  const small = { recordLength: 400, recordDepth: 10, timeRequired: true }

  it('skip a giant record and go on', () => {
    const text = json({ Records: [a, logged('Giant', { userAgent: 'x'.repeat(500) }), b] })
    const expected = ['record:A', 'skipped:giant-record', 'record:B']
    expect(summaryOf(decodeText(text, small))).toEqual(expected)
    expect(decodePieces(text, small)).toEqual(decodeText(text, small))
  })

  it('skip a record that is too deep and go on', () => {
    const deep = json(logged('Deep', { requestParameters: { x: 'DEEP' } })).replace(
      '"DEEP"',
      `${'['.repeat(9)}${']'.repeat(9)}`,
    )
    const within = json(logged('Within', { requestParameters: { x: 'DEEP' } })).replace(
      '"DEEP"',
      `${'['.repeat(8)}${']'.repeat(8)}`,
    )
    const text = `[${json(a)},${within},${deep},${json(b)}]`
    const expected = ['record:A', 'record:Within', 'skipped:too-deep', 'record:B']
    expect(summaryOf(decodeText(text, small))).toEqual(expected)
    expect(decodePieces(text, small)).toEqual(decodeText(text, small))
  })

  it('hold for JSON inside strings too', () => {
    const item = { EventId: 'e', CloudTrailEvent: `{"a":${'['.repeat(50)}${']'.repeat(50)}}` }
    expect(summaryOf(decodeText(json(item), small))).toEqual(['skipped:too-deep'])
  })

  it('end a chain of envelopes', () => {
    const chain = Array.from({ length: 9 }).reduce<JsonObject>((inner) => ({ data: inner }), a)
    expect(summaryOf(decodeText(json(chain)))).toEqual(['skipped:not-a-record'])
  })

  it('hold for rows of CSV', () => {
    const header = 'eventname,eventsource,eventtime\n'
    const row = (name: string) => `${name},s3.amazonaws.com,2024-01-02T03:04:05Z\n`
    const text = `${header}${row('A')}${row('x'.repeat(500))}${row('B')}`
    expect(summaryOf(decodeText(text, small))).toEqual(['record:A', 'skipped:giant-record', 'record:B'])
    expect(decodePieces(text, small)).toEqual(decodeText(text, small))
  })
})

describe('damage', () => {
  it.each([
    [
      'an element that is no JSON',
      `{"Records":[${json(a)},{"eventName":},${json(b)}]}`,
      ['record:A', 'skipped:malformed-record', 'record:B'],
    ],
    [
      'brackets of the wrong kind',
      `{"Records":[${json(a)},{"x":[1}},${json(b)}]}`,
      ['record:A', 'skipped:malformed-record', 'record:B'],
    ],
    [
      'a bare word',
      `{"Records":[${json(a)},NaN,${json(b)}]}`,
      ['record:A', 'skipped:not-a-record', 'record:B'],
    ],
    [
      'a line that is no JSON',
      `${json(a)}\nlog rotated\n${json(b)}\n`,
      ['record:A', 'skipped:not-a-record', 'record:B'],
    ],
    [
      'a line cut off in a string',
      `${json(a)}\n{"eventName":"x\n${json(b)}\n`,
      ['record:A', 'skipped:malformed-record', 'record:B'],
    ],
    [
      'a line cut off in an object',
      `${json(a)}\n{"eventName":{\n${json(b)}\n`,
      ['record:A', 'skipped:malformed-record', 'record:B'],
    ],
    ['an end inside a record', `{"Records":[${json(a)},{"eventName":"B`, ['record:A', 'broken:truncated']],
    ['an end after an escape', `{"Records":[${json(a)},{"eventName":"B\\`, ['record:A', 'broken:truncated']],
    ['an end between records', `{"Records":[${json(a)},`, ['record:A', 'broken:truncated']],
    ['an end after the records', `{"Records":[${json(a)}]`, ['record:A', 'broken:truncated']],
    ['an end inside a single event', json(a).slice(0, -1), ['broken:truncated']],
    ['a bracket too many', `{"Records":[${json(a)}]}}`, ['record:A', 'broken:mismatched-bracket']],
    ['an array closed as an object', `{"Records":[${json(a)}}`, ['record:A', 'broken:mismatched-bracket']],
  ])('%s', (_, text, expected) => {
    expect(summaryOf(decodeText(text))).toEqual(expected)
    expect(summaryOf(decodePieces(text))).toEqual(expected)
  })

  it('says where and what, without raw control characters', () => {
    const decoded = decodeText(`[${json(a)},{"eventName":"\u001b[31m" x}]`)
    expect(decoded[1]).toMatchObject({
      kind: 'skipped',
      index: 1,
      reason: 'malformed-record',
      detail: '`{"eventName":" [31m" x}`',
    })
  })
})

describe('pushing', () => {
  it('loses nothing when a loop is left early', () => {
    const decoder = openDecoder()
    const names: string[] = []
    for (const each of decoder.push(json({ Records: [a, b] }))) {
      names.push(...summaryOf([each]))
      break
    }
    decoder.push(json(logged('C')))
    names.push(...summaryOf([...decoder.end()]))
    expect(names).toEqual(['record:A', 'record:B', 'record:C'])
  })
})
