import { createHash, createHmac, type Hash, type Hmac } from 'node:crypto'
import { SignatureV4 } from '@smithy/signature-v4'
import type { HttpMessage } from '../../../src/server/guard/http-message.js'

export const accessKeyId = 'AKIAEXAMPLEEXAMPLE01'
export const secret = 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY'
export const host = '127.0.0.1:8790'

/** What the signer of AWS wants to hash with. */
class Sha256 {
  private readonly hash: Hash | Hmac
  constructor(key?: string | ArrayBuffer | ArrayBufferView) {
    this.hash =
      key === undefined
        ? createHash('sha256')
        : createHmac('sha256', typeof key === 'string' ? key : bytes(key))
  }
  update(data: string | ArrayBuffer | ArrayBufferView): void {
    this.hash.update(typeof data === 'string' ? data : bytes(data))
  }
  async digest(): Promise<Uint8Array> {
    return this.hash.digest()
  }
  reset(): void {}
}

function bytes(data: ArrayBuffer | ArrayBufferView): Uint8Array {
  return ArrayBuffer.isView(data)
    ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
    : new Uint8Array(data)
}

/** A request before it is signed. */
export interface Unsigned {
  readonly method: string
  /** Encoded, as it will be sent. */
  readonly path: string
  /** Decoded. */
  readonly query: Readonly<Record<string, string | string[]>>
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

export interface SigningOptions {
  readonly at: number
  readonly service?: string
  readonly region?: string
  readonly sessionToken?: string
  readonly secret?: string
  readonly accessKeyId?: string
  /** Seconds; the signature goes into the query. */
  readonly presign?: number
}

/** The request as the signer of the AWS SDK would send it. */
export async function signed(request: Unsigned, options: SigningOptions): Promise<HttpMessage> {
  const credentials = {
    accessKeyId: options.accessKeyId ?? accessKeyId,
    secretAccessKey: options.secret ?? secret,
    ...(options.sessionToken === undefined ? {} : { sessionToken: options.sessionToken }),
  }
  const signer = new SignatureV4({
    service: options.service ?? 'access-analyzer',
    region: options.region ?? 'us-east-1',
    sha256: Sha256,
    credentials,
  })
  const [hostname, port] = host.split(':')
  const plain = {
    method: request.method,
    protocol: 'http:',
    hostname: hostname!,
    port: Number(port),
    path: request.path,
    query: { ...request.query } as Record<string, string | string[]>,
    headers: { host, ...request.headers },
    body: request.body,
  }
  const signingDate = new Date(options.at)
  const sent =
    options.presign === undefined
      ? await signer.sign(plain, { signingDate })
      : await signer.presign(plain, { signingDate, expiresIn: options.presign })
  return {
    method: sent.method,
    target: `${sent.path}${queryText((sent.query ?? {}) as Record<string, string | string[]>)}`,
    headers: Object.entries(sent.headers as Record<string, string>),
    body: Buffer.from(request.body),
  }
}

function queryText(query: Record<string, string | string[]>): string {
  const parts = Object.entries(query).flatMap(([name, value]) =>
    [value].flat().map((one) => `${encodeURIComponent(name)}=${encodeURIComponent(one)}`),
  )
  return parts.length === 0 ? '' : `?${parts.join('&')}`
}
