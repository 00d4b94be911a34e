import { createHash } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { byCodeUnit } from '../../src/core/iam/order.js'

/** An object of {@link SmallS3}. */
export interface SmallObject {
  readonly body: Buffer
  /** In whole seconds, as S3 has it. Default: 2026-03-01T00:00:00Z. */
  readonly modified?: Date
  /** Headers of every answer about it. */
  readonly headers?: Readonly<Record<string, string>>
  /** Answered in the place of its contents. */
  readonly refusal?: Refusal
}

/** An error as S3 words it. */
export interface Refusal {
  readonly status: number
  readonly code: string
  readonly message: string
  readonly headers?: Readonly<Record<string, string>>
}

/** A server that speaks enough of S3's protocol for these tests: ListObjectsV2, GetObject with ranges, HeadObject, AssumeRole. */
export interface SmallS3 {
  readonly endpoint: string
  /** By bucket and key. */
  readonly buckets: Map<string, Map<string, SmallObject>>
  /** Looked at before every request; what it gives is answered. */
  refuse: (request: Asked) => Refusal | undefined
  /** Every request, in order. */
  readonly asked: Asked[]
  /** Keys in one page of a list, if the request asks for no fewer. */
  pageSize: number
  stop(): Promise<void>
}

/** A request as the server sees it. */
export interface Asked {
  readonly method: string
  readonly bucket: string
  readonly key: string
  readonly query: URLSearchParams
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
}

/** Starts one on a free port of the loopback. */
export async function startSmallS3(): Promise<SmallS3> {
  const server = createServer((request, response) => {
    answer(small, request, response).catch((error) => response.destroy(error))
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const small: SmallS3 = {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    buckets: new Map(),
    refuse: () => undefined,
    asked: [],
    pageSize: 1000,
    stop: () => closed(server),
  }
  return small
}

/** Stops at once, connections that are kept alive among them. */
export function closed(server: Server): Promise<void> {
  server.closeAllConnections()
  return new Promise((done) => server.close(() => done()))
}

async function answer(small: SmallS3, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? '/', small.endpoint)
  const [, bucket = '', ...rest] = decodeURIComponent(url.pathname).split('/')
  const asked: Asked = {
    method: request.method ?? '',
    bucket,
    key: rest.join('/'),
    query: url.searchParams,
    headers: request.headers,
  }
  small.asked.push(asked)
  const refusal = small.refuse(asked)
  if (refusal !== undefined) return refuse(response, refusal)
  if (asked.method === 'POST') return assumeRole(request, response)
  const objects = small.buckets.get(bucket)
  if (objects === undefined) return refuse(response, refusals.noBucket)
  if (asked.key === '') return list(objects, asked, small.pageSize, response)
  const object = objects.get(asked.key)
  if (object === undefined) return refuse(response, refusals.noKey)
  if (object.refusal !== undefined) return refuse(response, object.refusal)
  give(object, asked, response)
}

const refusals = {
  noBucket: { status: 404, code: 'NoSuchBucket', message: 'The specified bucket does not exist' },
  noKey: { status: 404, code: 'NoSuchKey', message: 'The specified key does not exist.' },
  changed: { status: 412, code: 'PreconditionFailed', message: 'At least one of the pre-conditions failed' },
}

function refuse(response: ServerResponse, { status, code, message, headers }: Refusal): void {
  const text = `<?xml version="1.0"?><Error><Code>${code}</Code><Message>${message}</Message></Error>`
  response.writeHead(status, { 'content-type': 'application/xml', ...headers }).end(text)
}

/** As S3 makes it of an object that was uploaded in one piece. */
export function etagOf(body: Buffer): string {
  return `"${createHash('md5').update(body).digest('hex')}"`
}

function give({ body, modified, headers }: SmallObject, asked: Asked, response: ServerResponse): void {
  const etag = headers?.etag ?? etagOf(body)
  const wanted = asked.headers['if-match']
  if (wanted !== undefined && wanted !== etag) {
    refuse(response, refusals.changed)
    return
  }
  const range = /^bytes=(\d+)-(\d+)$/.exec(String(asked.headers.range))
  const [from, to] = range === null ? [0, body.length] : [Number(range[1]), Number(range[2]) + 1]
  const part = body.subarray(from, to)
  response.writeHead(range === null ? 200 : 206, {
    etag,
    'last-modified': (modified ?? usualTime).toUTCString(),
    'content-length': part.length,
    ...(range === null ? {} : { 'content-range': `bytes ${from}-${from + part.length - 1}/${body.length}` }),
    ...headers,
  })
  response.end(asked.method === 'HEAD' ? undefined : part)
}

const usualTime = new Date('2026-03-01T00:00:00Z')

/** The token of a list is the last key or folder of the page before. */
function list(
  objects: ReadonlyMap<string, SmallObject>,
  { query }: Asked,
  pageSize: number,
  response: ServerResponse,
): void {
  const [prefix, delimiter] = [query.get('prefix') ?? '', query.get('delimiter') ?? '']
  const after = query.get('continuation-token') ?? ''
  const most = Math.min(Number(query.get('max-keys') ?? pageSize), pageSize)
  const entries = new Map<string, SmallObject | undefined>()
  for (const key of [...objects.keys()].sort(byCodeUnit)) {
    if (!key.startsWith(prefix)) continue
    const cut = delimiter === '' ? -1 : key.indexOf(delimiter, prefix.length)
    entries.set(cut < 0 ? key : key.slice(0, cut + 1), cut < 0 ? objects.get(key) : undefined)
  }
  const left = [...entries].filter(([name]) => name > after)
  const page = left.slice(0, most)
  const isTruncated = left.length > page.length
  const text = [
    '<?xml version="1.0"?><ListBucketResult>',
    `<EncodingType>url</EncodingType><IsTruncated>${isTruncated}</IsTruncated>`,
    isTruncated ? `<NextContinuationToken>${escaped(page.at(-1)![0])}</NextContinuationToken>` : '',
    ...page.map(([name, object]) => entry(name, object)),
    '</ListBucketResult>',
  ]
  response.writeHead(200, { 'content-type': 'application/xml' }).end(text.join(''))
}

function entry(name: string, object: SmallObject | undefined): string {
  const encoded = encodeURIComponent(name).replaceAll('%2F', '/').replaceAll('%20', '+')
  if (object === undefined) return `<CommonPrefixes><Prefix>${encoded}</Prefix></CommonPrefixes>`
  const etag = escaped(object.headers?.etag ?? etagOf(object.body))
  const modified = (object.modified ?? usualTime).toISOString()
  const size = object.headers?.['x-listed-size'] ?? object.body.length
  return `<Contents><Key>${encoded}</Key><LastModified>${modified}</LastModified><ETag>${etag}</ETag><Size>${size}</Size></Contents>`
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')
}

/** Gives credentials whose key says which role, and with which external id. */
async function assumeRole(request: IncomingMessage, response: ServerResponse): Promise<void> {
  let text = ''
  for await (const piece of request) text += piece
  const form = new URLSearchParams(text)
  const key = `${form.get('RoleArn')?.split('/').at(-1)}.${form.get('ExternalId') ?? 'none'}`
  response.writeHead(200, { 'content-type': 'text/xml' }).end(
    `<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><Credentials>
      <AccessKeyId>${key}</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken>
      <Expiration>${new Date(Date.now() + 3_600_000).toISOString()}</Expiration></Credentials>
      </AssumeRoleResult></AssumeRoleResponse>`,
  )
}
