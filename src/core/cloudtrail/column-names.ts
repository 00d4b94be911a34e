import { asObject, type Json, type JsonObject } from '../iam/json.js'

/**
 * CloudTrail's own spelling of the lower-case names that Athena and Glue tables use.
 * Source: https://docs.aws.amazon.com/athena/latest/ug/create-cloudtrail-table-understanding.html
 */
const recordFields = byLowerCase([
  'eventVersion',
  'userIdentity',
  'eventTime',
  'eventSource',
  'eventName',
  'awsRegion',
  'sourceIPAddress',
  'userAgent',
  'errorCode',
  'errorMessage',
  'requestParameters',
  'responseElements',
  'additionalEventData',
  'requestID',
  'eventID',
  'resources',
  'eventType',
  'readOnly',
  'managementEvent',
  'recipientAccountId',
  'sharedEventID',
  'vpcEndpointId',
  'eventCategory',
])

const identityFields = byLowerCase([
  'type',
  'principalId',
  'arn',
  'accountId',
  'accessKeyId',
  'userName',
  'invokedBy',
  'identityProvider',
  'onBehalfOf',
  'userId',
  'identityStoreArn',
  'sessionContext',
  'sessionIssuer',
  'webIdFederationData',
  'federatedProvider',
  'sourceIdentity',
])

const resourceFields = byLowerCase(['arn', 'accountId', 'type'])

function byLowerCase(names: readonly string[]): ReadonlyMap<string, string> {
  return new Map(names.map((name) => [name.toLowerCase(), name]))
}

/** `userIdentity` is at most sessionContext → sessionIssuer → member deep. */
const IDENTITY_DEPTH = 4

/** CloudTrail's name of a lower-case column, `undefined` for a column that we do not read. */
export function recordFieldOf(column: string): string | undefined {
  return recordFields.get(column.toLowerCase())
}

/** An object with Athena's lower-case keys, in CloudTrail's spelling. Keys that CloudTrail does not have are left out. */
export function fromLowerCase(object: JsonObject): JsonObject {
  const record: Record<string, Json> = Object.create(null)
  for (const [key, value] of Object.entries(object)) {
    const name = recordFieldOf(key)
    if (name === 'userIdentity') record[name] = identityFromLowerCase(value)
    else if (name === 'resources') record[name] = resourcesFromLowerCase(value)
    else if (name !== undefined) record[name] = value
  }
  return record
}

function identityFromLowerCase(value: Json): Json {
  return renamed(value, identityFields, IDENTITY_DEPTH)
}

function resourcesFromLowerCase(value: Json): Json {
  return Array.isArray(value)
    ? (value as readonly Json[]).map((entry) => renamed(entry, resourceFields, 1))
    : null
}

function renamed(value: Json, names: ReadonlyMap<string, string>, depth: number): Json {
  const object = asObject(value)
  if (object === undefined || depth === 0) return object === undefined ? value : null
  const result: Record<string, Json> = Object.create(null)
  for (const [key, inner] of Object.entries(object)) {
    const name = names.get(key.toLowerCase())
    if (name !== undefined) result[name] = renamed(inner, names, depth - 1)
  }
  return result
}
