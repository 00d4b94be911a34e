import type { Call } from '../call.js'
import { text } from '../rule.js'

/** What a copy reads. */
export interface CopySource {
  /** Its name, or the ARN of an access point. */
  readonly bucket: string
  readonly key: string
  /** True if the header names a version of the object. */
  readonly version: boolean
}

/**
 * The source of a copy, if the request has one.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_CopyObject.html#API_CopyObject_RequestSyntax
 */
export function copySourceOf(call: Call): CopySource | undefined {
  return parseCopySource(text(call.request, 'x-amz-copy-source'))
}

/** `bucket/key`, `/bucket/key`, an access point ARN with `/object/key`, each with `?versionId=…` or not, URL-encoded. */
function parseCopySource(header: string | undefined): CopySource | undefined {
  if (header === undefined) return undefined
  const canonical = /^([^/?]+)\?versionId\/(.+)$/s.exec(header)
  if (canonical !== null) return { bucket: canonical[1]!, key: canonical[2]!, version: true }
  const [path = '', query] = header.split('?versionId=', 2)
  const source = decodedPath(path).replace(/^\//, '')
  const [, bucket, key] =
    /^(arn:[^/]*:accesspoint\/[^/]+)\/object\/(.+)$/s.exec(source) ?? /^([^/]+)\/(.+)$/s.exec(source) ?? []
  return bucket === undefined || key === undefined ? undefined : { bucket, key, version: query !== undefined }
}

/**
 * The header in the one form that is folded: the bucket first, with the version's mark, so that folding keys to
 * prefixes loses neither.
 */
export function canonicalCopySource(header: string): string | undefined {
  const source = parseCopySource(header)
  if (source === undefined || source.bucket.startsWith('arn:')) return undefined
  return `${source.bucket}${source.version ? '?versionId' : ''}/${source.key}`
}

function decodedPath(path: string): string {
  try {
    return decodeURIComponent(path)
  } catch {
    return path
  }
}
