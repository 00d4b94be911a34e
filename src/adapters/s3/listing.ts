import type { FolderChoice, ObjectListing, StoredObject } from '../../workflows/ports.js'
import { LeastwiseError } from '../../workflows/ports.js'
import type { S3Connection } from './connection.js'
import { failureOf, Interrupted } from './failure.js'
import { listingError } from './refusal.js'
import { patiently } from './retry.js'
import { parseS3Uri, s3Uri } from './s3-uri.js'
import { inParallel } from './tasks.js'

/** An object as S3 lists it. */
export interface ListedObject {
  readonly bucket: string
  readonly key: string
  readonly bytes: number
  readonly etag: string | undefined
  readonly modified: Date | undefined
}

/** Makes an object that can be opened of one that was listed. */
export type ToStored = (listed: ListedObject, named: boolean) => StoredObject

const listedAtOnce = 8

/** All that lies under an input, folder by folder as `choose` says. See the port for what it promises and throws. */
export async function listInput(
  connection: S3Connection,
  input: string,
  choose: FolderChoice,
  toStored: ToStored,
  told: (objects: number) => void,
): Promise<ObjectListing> {
  const { bucket, key } = parseS3Uri(input)
  if (bucket === '') {
    const hint = 'name one, such as `s3://your-trail-bucket/AWSLogs/`'
    throw new LeastwiseError('INPUT_NOT_FOUND', `\`${input}\` names no bucket`, hint)
  }
  const isFolder = key === '' || key.endsWith('/')
  const exact = isFolder ? { object: undefined, near: [] } : await findExact(connection, bucket, key)
  const found = exact.object === undefined ? [] : [toStored(exact.object, true)]
  const listing =
    exact.alone === true
      ? nothing
      : await listFolder(connection, bucket, isFolder ? key : `${key}/`, choose, toStored, told)
  const objects = [...found, ...listing.objects]
  if (objects.length > 0 || listing.foldersNotListed.length > 0) return { ...listing, objects }
  throw notFound(input, exact.near)
}

const nothing: ObjectListing = { objects: [], foldersNotListed: [] }

interface Exact {
  readonly object: ListedObject | undefined
  /** Keys that begin like the one asked for. */
  readonly near: readonly string[]
  /** The folder of the same name may not be listed. */
  readonly alone?: boolean
}

/** The object of exactly this key. Who may not list may still be allowed to read it. */
async function findExact(connection: S3Connection, bucket: string, key: string): Promise<Exact> {
  try {
    const { objects, folders } = await page(connection, bucket, { prefix: key, shallow: true, most: 5 })
    const object = objects.find((one) => one.key === key)
    return { object, near: [...objects.map((one) => one.key), ...folders].filter((one) => one !== key) }
  } catch (error) {
    if (!(error instanceof LeastwiseError) || error.code !== 'S3_DENIED') throw error
    const head = await connection.head(bucket, key, undefined).catch(() => undefined)
    // The folder is listed by another prefix, with a slash: that may be allowed, or else says why not.
    if (head === undefined) return { object: undefined, near: [] }
    const { ContentLength: bytes = 0, ETag: etag, LastModified: modified } = head
    return { object: { bucket, key, bytes, etag, modified }, near: [], alone: true }
  }
}

interface Folder {
  readonly prefix: string
  readonly level: number
  readonly how: 'look' | 'whole'
}

async function listFolder(
  connection: S3Connection,
  bucket: string,
  prefix: string,
  choose: FolderChoice,
  toStored: ToStored,
  told: (objects: number) => void,
): Promise<ObjectListing> {
  const objects: StoredObject[] = []
  const foldersNotListed: string[] = []

  function chosen(folder: string, level: number): Folder[] {
    const how = choose(s3Uri(bucket, folder), level)
    if (how !== 'skip') return [{ prefix: folder, level, how }]
    foldersNotListed.push(s3Uri(bucket, folder))
    return []
  }

  // The bucket itself has no name that could be chosen by.
  const first: Folder[] = prefix === '' ? [{ prefix, level: 0, how: 'look' }] : chosen(prefix, 0)
  await inParallel(first, listedAtOnce, async ({ prefix: at, level, how }) => {
    const inside: Folder[] = []
    let token: string | undefined
    do {
      const one = await page(connection, bucket, { prefix: at, shallow: how === 'look', token })
      for (const object of one.objects) objects.push(toStored(object, false))
      for (const folder of one.folders) inside.push(...chosen(folder, level + 1))
      told(objects.length)
      token = one.next
    } while (token !== undefined)
    return inside
  })
  return { objects, foldersNotListed }
}

interface Page {
  readonly objects: readonly ListedObject[]
  readonly folders: readonly string[]
  readonly next: string | undefined
}

interface PageRequest {
  readonly prefix: string
  readonly shallow: boolean
  readonly token?: string | undefined
  readonly most?: number
}

/** One page, tried again while that makes sense. A page that says there are more, but not where, is an error. */
async function page(connection: S3Connection, bucket: string, request: PageRequest): Promise<Page> {
  const { prefix, token } = request
  try {
    return await patiently(
      async () => {
        const said = await connection.list(bucket, { ...request, token })
        const next = said.IsTruncated === true ? said.NextContinuationToken : undefined
        if (request.most === undefined && said.IsTruncated === true && (next === undefined || next === token))
          throw new Interrupted('the list goes on, but S3 does not say where')
        const decode = said.EncodingType === 'url' ? decodeKey : (text: string) => text
        return {
          objects: (said.Contents ?? []).flatMap(({ Key, Size, ETag, LastModified }) =>
            Key === undefined
              ? []
              : [{ bucket, key: decode(Key), bytes: Size ?? 0, etag: ETag, modified: LastModified }],
          ),
          folders: (said.CommonPrefixes ?? []).flatMap(({ Prefix }) =>
            Prefix === undefined ? [] : [decode(Prefix)],
          ),
          next,
        }
      },
      connection.patience,
      undefined,
    )
  } catch (error) {
    throw listingError(failureOf(error), bucket, prefix, connection)
  }
}

/** `encoding-type=url` lets keys have characters that XML cannot. A space comes as `+`. */
function decodeKey(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '))
  } catch {
    return text
  }
}

function notFound(input: string, near: readonly string[]): LeastwiseError {
  const { bucket } = parseS3Uri(input)
  const hint =
    near.length === 0
      ? `see what is there with \`aws s3 ls s3://${bucket}/\``
      : `did you mean ${near
          .slice(0, 3)
          .map((key) => `\`${s3Uri(bucket, key)}\``)
          .join(' or ')}?`
  return new LeastwiseError('INPUT_NOT_FOUND', `nothing is at \`${input}\``, hint)
}
