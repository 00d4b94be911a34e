import type { GetObjectCommandOutput, ListObjectsV2CommandOutput, S3Client } from '@aws-sdk/client-s3'
import { GetObjectCommand, HeadObjectCommand, ListObjectsV2Command } from '@aws-sdk/client-s3'
import type { Described } from './checksum.js'
import { Interrupted } from './failure.js'
import type { S3Options } from './options.js'
import { openRegional } from './regional.js'
import { defaultPatience, type Patience } from './retry.js'
import { watchStall } from './stall.js'

/** What to list. */
export interface ListRequest {
  readonly prefix: string
  /** Only what is directly in the folder, and the folders in it. */
  readonly shallow: boolean
  readonly token: string | undefined
  readonly most?: number
}

/** The requests to S3 that are needed, each tried once. They throw what the SDK throws. */
export interface S3Connection {
  readonly patience: Patience
  /** One page. */
  list(bucket: string, request: ListRequest): Promise<ListObjectsV2CommandOutput>
  /** The contents, or a part (`from` and `to` as in `slice`), if the object still has the ETag. */
  get(bucket: string, key: string, request: GetRequest, signal: AbortSignal): Promise<GetObjectCommandOutput>
  head(bucket: string, key: string, etag: string | undefined): Promise<Head>
  /** The partition of the bucket's Region, for ARNs in hints. */
  partition(bucket: string): string
}

/** A part of an object. */
export interface GetRequest {
  readonly range: { readonly from: number; readonly to: number } | undefined
  readonly etag: string | undefined
}

/** What is said of an object beside its contents. */
export interface Head extends Described {
  readonly ContentLength?: number | undefined
  readonly LastModified?: Date | undefined
  readonly Metadata?: Readonly<Record<string, string>> | undefined
}

/** Opens no connection yet: that is for the first request. */
export function connect(options: S3Options): S3Connection {
  const patience = { ...defaultPatience, ...options.patience }
  const regional = openRegional(options)
  const payer = options.requesterPays === true ? { RequestPayer: 'requester' as const } : {}

  function send<T>(
    bucket: string,
    signal: AbortSignal | undefined,
    run: (client: S3Client, options: { readonly abortSignal: AbortSignal }) => Promise<T>,
  ): Promise<T> {
    return regional.send(bucket, (client) =>
      within(patience.stall, signal, (abortSignal) => run(client, { abortSignal })),
    )
  }

  return {
    patience,
    list(bucket, request) {
      const command = new ListObjectsV2Command({ Bucket: bucket, ...listInput(request), ...payer })
      return send(bucket, undefined, (client, watched) => client.send(command, watched))
    },
    get(bucket, key, request, signal) {
      const command = new GetObjectCommand({ Bucket: bucket, Key: key, ...getInput(request), ...payer })
      return send(bucket, signal, (client, watched) => client.send(command, watched))
    },
    head(bucket, key, etag) {
      const version = etag === undefined ? {} : { IfMatch: etag }
      const command = new HeadObjectCommand({ Bucket: bucket, Key: key, ...version, ...payer })
      return send(bucket, undefined, (client, watched) => client.send(command, watched))
    },
    partition: (bucket) => partitionOf(regional.regionOf(bucket) ?? ''),
  }
}

/** Keys may have characters that XML cannot: they come encoded. */
function listInput({ prefix, shallow, token, most }: ListRequest) {
  return {
    Prefix: prefix,
    EncodingType: 'url' as const,
    ...(shallow ? { Delimiter: '/' } : {}),
    ...(token === undefined ? {} : { ContinuationToken: token }),
    ...(most === undefined ? {} : { MaxKeys: most }),
  }
}

function getInput({ range, etag }: GetRequest) {
  return {
    ...(range === undefined ? {} : { Range: `bytes=${range.from}-${range.to - 1}` }),
    ...(etag === undefined ? {} : { IfMatch: etag }),
  }
}

/** Gives up when no answer begins in time. What comes after its beginning is for the reader of the body to watch. */
async function within<T>(
  milliseconds: number,
  signal: AbortSignal | undefined,
  run: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const late = new AbortController()
  const watch = watchStall(milliseconds, () => late.abort())
  const stop = () => late.abort()
  signal?.addEventListener('abort', stop, { once: true })
  try {
    return await run(late.signal)
  } catch (error) {
    if (late.signal.aborted) throw new Interrupted(`no answer within ${milliseconds / 1000} s`)
    throw error
  } finally {
    watch.stop()
    signal?.removeEventListener('abort', stop)
  }
}

function partitionOf(region: string): string {
  if (region.startsWith('cn-')) return 'aws-cn'
  if (region.startsWith('us-gov-')) return 'aws-us-gov'
  return region.startsWith('eusc-') ? 'aws-eusc' : 'aws'
}
