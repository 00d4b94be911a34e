import { crc32 } from 'node:zlib'
import type { ObjectPlace, StoredObject } from '../../workflows/ports.js'
import type { Head, S3Connection } from './connection.js'
import type { ListedObject } from './listing.js'
import type { Division } from './object-body.js'
import type { S3Options } from './options.js'
import { isS3Uri, s3Uri } from './s3-uri.js'

const defaultDivision: Division = { partBytes: 8 * 1024 * 1024, parallelParts: 4 }

/**
 * Log files in Amazon S3, or on a server that speaks its protocol, named `s3://bucket/folder/` or `s3://bucket/key`. The AWS
 * SDK is loaded by the first listing. Nothing is written, and nothing that was received is fetched again; S3 is asked to
 * give every object only as it was listed.
 */
export function s3Place(options: S3Options = {}): ObjectPlace {
  let connection: Promise<S3Connection> | undefined
  const { partBytes, parallelParts } = { ...defaultDivision, ...options }
  const division = {
    partBytes: partBytes ?? defaultDivision.partBytes,
    parallelParts: parallelParts ?? defaultDivision.parallelParts,
  }
  return {
    holds: isS3Uri,
    async list(input, choose, told = () => {}) {
      connection ??= import('./connection.js').then(({ connect }) => connect(options))
      const [connected, { listInput }] = await Promise.all([connection, import('./listing.js')])
      const toStored = (listed: ListedObject, named: boolean) =>
        storedObject(connected, division, listed, named)
      return listInput(connected, input, choose, toStored, told)
    },
  }
}

function storedObject(
  connection: S3Connection,
  division: Division,
  listed: ListedObject,
  named: boolean,
): StoredObject {
  const { bucket, key, bytes } = listed
  const name = s3Uri(bucket, key)
  let head: Head | undefined
  return {
    name,
    named,
    bytes,
    origin: { path: name, modified: versionOf(listed) },
    async *open() {
      const { objectBody } = await import('./object-body.js')
      yield* objectBody(connection, listed, division, (said) => {
        head = said
      })
    },
    async metadata(wanted) {
      const { describe } = await import('./describe.js')
      head ??= await describe(connection, listed)
      return head.Metadata?.[wanted]
    },
  }
}

const microseconds = 1_000_000

/** S3 tells the second of the last change; the fraction is made of the ETag, so that no other version has the same. */
function versionOf({ etag, modified }: ListedObject): number {
  const second = Math.floor((modified?.getTime() ?? 0) / 1000)
  return second * microseconds + (crc32(etag ?? '') % microseconds)
}
