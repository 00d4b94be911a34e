import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { countsOf, decodePieces, decodeText } from '../cloudtrail/decode-text.js'
import { sharedFolder } from './folder.js'

const shapes = join(sharedFolder ?? '', 'corpus/shapes')
const present = existsSync(shapes)

function textOf(file: string): string {
  const bytes = readFileSync(file)
  return (file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8')
}

/** What each file holds: read, or refused for the reason that its name or its README gives. */
const expected: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  // Lambda printed an SQS event, which has `Records` too.
  'NOT-cloudtrail-cloudwatch-getlogevents.json': {
    'skipped:log-message': 3,
    'skipped:event-notification': 1,
  },
  'NOT-cloudtrail-digest-file.json': { 'skipped:digest-file': 1 },
  'NOT-cloudtrail-s3-notification-records.json': { 'skipped:event-notification': 1 },
  'NOT-raw-custom-summary.json': { 'skipped:summary': 1 },
  // Placeholders for values: the shape is found, `"eventVersion": "foo"` is refused.
  'cloudwatch-logs-subscription-placeholder.json': { 'skipped:unsupported-version': 1 },
  'console-event-history.csv': { record: 5 },
  'csv-custom-honeybucket.csv': { 'skipped:unknown-csv': 1 },
  'eventbridge-event-appmesh-create-mesh.json': { record: 1 },
  'eventbridge-event-cloud-trail-catalog-put-resource-policy.json': { record: 1 },
  'eventbridge-event-cloud-trail-create-bucket.json': { record: 1 },
  'eventbridge-event-cloud-trail-run-instances.json': { record: 1 },
  // `"eventVersion": "..."`
  'eventbridge-in-test-fixture.json': { 'skipped:unsupported-version': 2 },
  'insight-events.json': { 'skipped:insight': 1 },
  // Raw line breaks in the string, and one quote that lost its backslash.
  'lookup-events-doc-1.json': { record: 1 },
  'lookup-events-items.jsonl': { record: 6 },
  'malformed.json': { 'broken:truncated': 1 },
  'panther-rule-tests.yml': { 'skipped:unknown-text': 1 },
  'records-or-single-line.json': { record: 1 },
  's3-records-plain.json': { record: 22 },
  's3-records.json.gz': { record: 1 },
}

describe.runIf(present)('shapes of real files', () => {
  const files = present ? readdirSync(shapes).filter((name) => name !== 'README.md') : []

  it('knows every file of the folder', () => {
    expect(files.filter((name) => expected[name] === undefined)).toEqual([])
  })

  it.each(files)('%s', (name) => {
    const text = textOf(join(shapes, name))
    expect(countsOf(decodeText(text))).toEqual(expected[name])
    expect(decodePieces(text)).toEqual(decodeText(text))
  })
})
