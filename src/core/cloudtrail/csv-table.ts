import type { Json, JsonObject } from '../iam/json.js'
import { parseAthenaStruct } from './athena-struct.js'
import { parseNested } from './bounded-json.js'
import { fromLowerCase, recordFieldOf } from './column-names.js'
import type { DecodeLimits } from './limits.js'

/** Turns a row into an object with CloudTrail's field names; `undefined` if it has not one field a column. */
export type RowReader = (fields: readonly string[]) => JsonObject | undefined

/** How to read the rows below this header, or `undefined` if it belongs to neither of the two known tables. */
export function rowReaderFor(header: readonly string[], limits: DecodeLimits): RowReader | undefined {
  const columns = header.map((name) => name.trim().toLowerCase())
  const hasAll = (names: readonly string[]) => names.every((name) => columns.includes(name))
  if (hasAll(['eventname', 'eventsource', 'eventtime'])) return athenaRow(columns, limits)
  if (hasAll(['event name', 'event source', 'event time'])) return eventHistoryRow(columns, limits)
  return undefined
}

/**
 * A result of Athena over a CloudTrail table: JSON in strings, structs as JSON or in Athena's own print.
 * Source: https://docs.aws.amazon.com/athena/latest/ug/cloudtrail-logs.html
 */
function athenaRow(columns: readonly string[], limits: DecodeLimits): RowReader {
  return (fields) => {
    if (fields.length !== columns.length) return undefined
    const row: Record<string, Json> = Object.create(null)
    columns.forEach((column, i) => {
      const name = recordFieldOf(column)
      if (name !== undefined)
        row[column] = isStruct(name) ? readStruct(fields[i] ?? '', limits) : (fields[i] ?? '')
    })
    return fromLowerCase(row)
  }
}

function isStruct(field: string): boolean {
  return field === 'userIdentity' || field === 'resources'
}

function readStruct(text: string, limits: DecodeLimits): Json {
  if (text === '') return null
  const parsed = parseNested(text, limits)
  return parsed.kind === 'value' ? parsed.value : (parseAthenaStruct(text) ?? null)
}

/** Columns of the file that "Download events" of the console's event history gives, and the fields they hold. */
const historyColumns: ReadonlyMap<string, string> = new Map([
  ['event time', 'eventTime'],
  ['event source', 'eventSource'],
  ['event name', 'eventName'],
  ['aws region', 'awsRegion'],
  ['source ip address', 'sourceIPAddress'],
  ['user agent', 'userAgent'],
  ['error code', 'errorCode'],
  ['request id', 'requestID'],
  ['event id', 'eventID'],
  ['read-only', 'readOnly'],
  ['event type', 'eventType'],
  ['recipient account id', 'recipientAccountId'],
  ['event category', 'eventCategory'],
])

/**
 * A row of the console's event history: no request, no ARN of the caller, resources by name only.
 * Source: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/view-cloudtrail-events-console.html
 */
function eventHistoryRow(columns: readonly string[], limits: DecodeLimits): RowReader {
  return (fields) => {
    if (fields.length !== columns.length) return undefined
    const record: Record<string, Json> = Object.create(null)
    const identity: Record<string, Json> = Object.create(null)
    columns.forEach((column, i) => {
      const value = fields[i] ?? ''
      const name = historyColumns.get(column)
      if (name !== undefined) record[name] = value
      else if (column === 'user name') identity.userName = value
      else if (column === 'aws access key') identity.accessKeyId = value
      else if (column === 'resources') record.resources = readStruct(value, limits)
    })
    record.userIdentity = identity
    return record
  }
}
