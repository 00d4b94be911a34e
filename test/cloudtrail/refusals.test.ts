import { describe, expect, it } from 'vitest'
import { decodePieces, decodeText, logged, summaryOf } from './decode-text.js'

function json(value: unknown): string {
  return JSON.stringify(value)
}

const a = logged('A')
const b = logged('B')

describe('refusals', () => {
  it.each([
    [
      'a digest',
      json({ awsAccountId: '1', digestStartTime: 't', digestS3Object: 'o', logFiles: [{ s3Object: 'x' }] }),
      ['skipped:digest-file'],
    ],
    [
      'an S3 notification',
      json({
        Records: [
          { eventSource: 'aws:s3', eventName: 'ObjectCreated:Put', eventTime: '2020-03-08T00:30:12.456Z' },
        ],
      }),
      ['skipped:event-notification'],
    ],
    [
      'an SNS notification',
      json({ Records: [{ EventSource: 'aws:sns', Sns: { Message: 'm' } }] }),
      ['skipped:event-notification'],
    ],
    [
      'an Insights event',
      json({
        Records: [
          { eventType: 'AwsCloudTrailInsight', eventTime: '2022-04-12T16:10:00Z', insightDetails: {} },
        ],
      }),
      ['skipped:insight'],
    ],
    [
      'an aggregated event',
      json({
        Records: [
          {
            eventVersion: '1.0',
            eventCategory: 'Aggregated',
            eventType: 'AwsAggregatedEvent',
            eventSource: 's3.amazonaws.com',
            summary: {},
          },
        ],
      }),
      ['skipped:aggregated-event'],
    ],
    [
      'a log line',
      json({
        events: [
          { timestamp: 1, message: 'START RequestId: 1' },
          { timestamp: 2, message: '{"level":"info"}' },
        ],
      }),
      ['skipped:log-message', 'skipped:log-message'],
    ],
    [
      'a summary',
      json({ details: a, eventName: 'A', eventSource: 's3.amazonaws.com', timestamp: 't' }),
      ['skipped:summary'],
    ],
    ['an OCSF event', json({ class_uid: 6003, metadata: {}, api: {} }), ['skipped:ocsf-event']],
    [
      'a LookupEvents item without its event',
      json({ Events: [{ EventId: 'e', EventName: 'A' }] }),
      ['skipped:lookup-item-without-event'],
    ],
    [
      'another EventBridge event',
      json({ detail: { 'instance-id': 'i-1', state: 'running' } }),
      ['skipped:not-a-record'],
    ],
    ['another CSV', 'Event Type,Event Name\nAwsApiCall,ListObjects\n', ['skipped:unknown-csv']],
    ['YAML', 'AnalysisType: rule\nFilename: x.py\n', ['skipped:unknown-text']],
    ['prose in quotes', '"Hello', ['skipped:unknown-text']],
    ['another object', '{"a":1}', ['skipped:not-a-record']],
    ['other elements', '{"Records":[null,5,"x",[],true,{}]}', Array(6).fill('skipped:not-a-record')],
    ['nothing', ' \n', []],
    ['no records', '{"Records":[]}', []],
  ])('%s', (_, text, expected) => {
    expect(summaryOf(decodeText(text))).toEqual(expected)
    expect(summaryOf(decodePieces(text))).toEqual(expected)
  })

  it.each([
    ['eventTime', undefined, 'no-event-time'],
    ['eventTime', '2023-13-45T00:00:00Z', 'bad-event-time'],
    ['eventTime', '2023-07-10T00:00:00', 'bad-event-time'],
    ['eventTime', 1424476529, 'no-event-time'],
    ['eventSource', '', 'no-event-source'],
    ['eventName', null, 'no-event-name'],
    ['eventVersion', '2.0', 'unsupported-version'],
    ['eventVersion', '10.1', 'unsupported-version'],
  ])('a record whose %s is %s', (name, value, reason) => {
    expect(summaryOf(decodeText(JSON.stringify({ Records: [{ ...a, [name]: value }, b] })))).toEqual([
      `skipped:${reason}`,
      'record:B',
    ])
  })
})
