import { describe, expect, it } from 'vitest'
import type { JsonObject } from '../../src/core/iam/json.js'
import { decodePieces, decodeText, logged, onlyRecord, summaryOf } from './decode-text.js'

function json(value: unknown): string {
  return JSON.stringify(value)
}

const a = logged('A')
const b = logged('B')
const both = ['record:A', 'record:B']
const eventBridge = (detail: JsonObject) => ({
  version: '0',
  'detail-type': 'AWS API Call via CloudTrail',
  source: 'aws.s3',
  resources: [],
  detail,
})
const lookupItem = (event: JsonObject) => ({
  EventId: 'e',
  EventName: event.eventName,
  EventTime: 1424476529.0,
  Resources: [],
  CloudTrailEvent: json(event),
})
const logEvent = (event: JsonObject) => ({ id: '1', timestamp: 1526951139360, message: json(event) })

describe('shapes', () => {
  it.each([
    ['a log file', json({ Records: [a, b] })],
    ['a log file, pretty-printed', JSON.stringify({ Records: [a, b] }, null, 2)],
    ['a log file without indentation', JSON.stringify({ Records: [a, b] }, null, 1).replace(/^ +/gm, '')],
    [
      'other keys before and after',
      json({ note: ['[', { Records: 1 }], Records: [a, b], more: { Records: [1] } }),
    ],
    ['an empty file of records first', `${json({ Records: [] })}\n${json({ Records: [a, b] })}`],
    ['white space around the key', `{ "Records"\n:\t[${json(a)} , ${json(b)}] }`],
    ['an array', json([a, b])],
    ['JSON lines', `${json(a)}\n${json(b)}\n`],
    ['JSON lines with CRLF and an empty line', `${json(a)}\r\n\r\n${json(b)}\r\n`],
    ['pretty-printed one after another', `${JSON.stringify(a, null, 2)}\n${JSON.stringify(b, null, 4)}\n`],
    ['one after another without a break', `${json(a)}${json(b)}`],
    ['tabs between', `${json(a)}\t${json(b)}`],
    ['a byte order mark', `\ufeff${json([a, b])}`],
    ['log files one a line', `${json({ Records: [a] })}\n${json({ Records: [b] })}`],
    ['LookupEvents', json({ Events: [lookupItem(a), lookupItem(b)], NextToken: 't' })],
    ['LookupEvents items one a line', `${json(lookupItem(a))}\n${json(lookupItem(b))}`],
    ['LookupEvents, only the events', json([json(a), json(b)])],
    ['EventBridge one a line', `${json(eventBridge(a))}\n${json(eventBridge(b))}`],
    ['EventBridge in an array', json([eventBridge(a), eventBridge(b)])],
    [
      'EventBridge wrapped again',
      json([{ data: eventBridge(a), description: 'd' }, { data: { Records: [b] } }]),
    ],
    ['an HTTP collector', `${json({ event: a })}${json({ event: b })}`],
    [
      'a CloudWatch Logs subscription',
      json({ messageType: 'DATA_MESSAGE', logEvents: [logEvent(a), logEvent(b)] }),
    ],
    [
      'two subscription messages without a break',
      `${json({ messageType: 'DATA_MESSAGE', logEvents: [logEvent(a)] })}${json({ messageType: 'DATA_MESSAGE', logEvents: [logEvent(b)] })}`,
    ],
    ['filter-log-events', json({ events: [logEvent(a), logEvent(b)], searchedLogStreams: [] })],
    [
      'a subscription wrapped again',
      json([{ data: { messageType: 'DATA_MESSAGE', logEvents: [logEvent(a), logEvent(b)] } }]),
    ],
  ])('%s', (_, text) => {
    expect(summaryOf(decodeText(text))).toEqual(both)
    expect(summaryOf(decodePieces(text))).toEqual(both)
  })

  it('a single event', () => {
    expect(onlyRecord(json(a)).eventName).toBe('A')
    expect(onlyRecord(JSON.stringify(a, null, 2)).eventName).toBe('A')
  })

  it('Logstash, which names the time @timestamp', () => {
    const { eventTime: _, ...rest } = a
    expect(onlyRecord(json({ ...rest, '@timestamp': '2020-09-14T00:44:13.250Z' })).eventTime).toBe(
      '2020-09-14T00:44:13Z',
    )
  })

  it('LookupEvents gives its time to an event without one', () => {
    const { eventTime: _, ...rest } = a
    expect(onlyRecord(json(lookupItem(rest))).eventTime).toBe('2015-02-20T23:55:29Z')
  })

  it('raw line breaks inside strings', () => {
    expect(
      onlyRecord(
        json(logged('A', { userAgent: 'x\ny\tz' }))
          .replace('\\n', '\n')
          .replace('\\t', '\t'),
      ).userAgent,
    ).toBe('x\ny\tz')
    const item = json(lookupItem(a)).replaceAll(',\\"', ',\n   \\"')
    expect(onlyRecord(`{"Events":[${item}]}`).eventName).toBe('A')
  })

  it('a LookupEvents item in which a quote lost its backslash', () => {
    const item = json(lookupItem(a)).replace('1.08\\"', '1.08"')
    expect(() => JSON.parse(item)).toThrow()
    expect(onlyRecord(`{"Events":[${item}]}`).eventName).toBe('A')
  })
})
