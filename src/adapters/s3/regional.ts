import { HeadBucketCommand, type S3Client } from '@aws-sdk/client-s3'
import { makeClient } from './client.js'
import { failureOf, regionIn, statusOf } from './failure.js'
import type { S3Options } from './options.js'

/** Sends requests where the bucket is. */
export interface Regional {
  send<T>(bucket: string, run: (client: S3Client) => Promise<T>): Promise<T>
  /** The Region of a bucket, once S3 said that it is another than the configured one. */
  regionOf(bucket: string): string | undefined
}

/** One client for each Region that is needed; the first request goes to the configured one. */
export function openRegional(options: S3Options): Regional {
  const clients = new Map<string, Promise<S3Client>>()
  const regions = new Map<string, string>()

  function clientIn(region: string | undefined): Promise<S3Client> {
    const known = clients.get(region ?? '')
    if (known !== undefined) return known
    const made = makeClient(options, region)
    clients.set(region ?? '', made)
    return made
  }

  /** S3 refuses a request that is signed for another Region than the bucket's, and mostly says which that is. */
  async function otherRegion(bucket: string, error: unknown): Promise<string | undefined> {
    if (![301, 307, 400].includes(statusOf(error) ?? 0)) return undefined
    const region = regionIn(error)
    if (region !== undefined || failureOf(error).code !== 'PermanentRedirect') return region
    const client = await clientIn(regions.get(bucket))
    return client.send(new HeadBucketCommand({ Bucket: bucket })).then(
      ({ BucketRegion }) => BucketRegion,
      (refused) => regionIn(refused),
    )
  }

  return {
    async send(bucket, run) {
      const asked = regions.get(bucket)
      try {
        return await run(await clientIn(asked))
      } catch (error) {
        const region = await otherRegion(bucket, error)
        if (region === undefined || region === asked) throw error
        regions.set(bucket, region)
        return run(await clientIn(region))
      }
    },
    regionOf: (bucket) => regions.get(bucket),
  }
}
