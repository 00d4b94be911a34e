/** A place in S3. `key` is '' for the bucket, ends in `/` for a folder. */
export interface S3Uri {
  readonly bucket: string
  readonly key: string
}

/** Whether an input is written as places in S3 are: `s3://…`. */
export function isS3Uri(input: string): boolean {
  return /^s3:\/\//i.test(input)
}

/** Reads `s3://bucket/key`; nothing in a key is encoded. The bucket is '' if none is named. */
export function parseS3Uri(uri: string): S3Uri {
  const rest = uri.slice('s3://'.length)
  const slash = rest.indexOf('/')
  return slash < 0 ? { bucket: rest, key: '' } : { bucket: rest.slice(0, slash), key: rest.slice(slash + 1) }
}

/** `s3://bucket/key`. */
export function s3Uri(bucket: string, key: string): string {
  return `s3://${bucket}/${key}`
}
