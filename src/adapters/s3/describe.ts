import type { Head, S3Connection } from './connection.js'
import { failureOf } from './failure.js'
import type { ListedObject } from './listing.js'
import { objectError } from './refusal.js'
import { patiently } from './retry.js'

/** What S3 says of an object that was not read. Throws as reading it does. */
export async function describe(connection: S3Connection, listed: ListedObject): Promise<Head> {
  const { bucket, key, etag, bytes } = listed
  const { patience } = connection
  try {
    return await patiently(() => connection.head(bucket, key, etag), patience, undefined)
  } catch (error) {
    throw objectError(failureOf(error), patience.attempts, { had: 0, of: bytes })
  }
}
