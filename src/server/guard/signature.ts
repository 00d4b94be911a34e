import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import { sha256 } from './canonical-request.js'

/** The only algorithm that is accepted. */
export const algorithm = 'AWS4-HMAC-SHA256'

/** The scope of a credential: for which day, region and service a signing key was derived. */
export interface CredentialScope {
  /** `YYYYMMDD`. */
  readonly date: string
  readonly region: string
  readonly service: string
}

/** The signature, as bytes, of a canonical request at a time (`YYYYMMDDTHHMMSSZ`). */
export function signatureOf(
  canonical: string,
  timestamp: string,
  { date, region, service }: CredentialScope,
  secret: string,
): Buffer {
  const scope = [date, region, service, 'aws4_request']
  const toSign = [algorithm, timestamp, scope.join('/'), sha256(canonical)].join('\n')
  const key = scope.reduce<Buffer>((derived, part) => hmac(derived, part), Buffer.from(`AWS4${secret}`))
  return hmac(key, toSign)
}

function hmac(key: Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest()
}

/** Whether two texts are equal, in a time that tells nothing of where they differ. */
export function sameSecret(a: string, b: string): boolean {
  return timingSafeEqual(digest(a), digest(b))
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}
