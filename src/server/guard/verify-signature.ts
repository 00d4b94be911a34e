import { timingSafeEqual } from 'node:crypto'
import { canonicalRequest } from './canonical-request.js'
import { type Claim, invalid, isClaim, mismatch, readClaim } from './claim.js'
import { type HttpMessage, headerValues, plainValue } from './http-message.js'
import type { KeyRing, ServerKey } from './keys.js'
import type { Refusal } from './refusal.js'
import { sameSecret, signatureOf } from './signature.js'

/** The name that AWS gives the service in signatures. */
export const signingName = 'access-analyzer'

/** How far the clock of a client may be off, as with AWS. */
export const skewMilliseconds = 5 * 60 * 1000

/** What a signature is held against. */
export interface SignatureRules {
  readonly keys: KeyRing
  /** Regions that a credential may be scoped to; empty for any. */
  readonly regions: readonly string[]
}

/** Who signed the request. */
export interface Signer {
  readonly accessKeyId: string
  readonly region: string
}

/**
 * Verifies the Signature Version 4 of a request, in its header or in its query (presigned), at a time in milliseconds
 * since 1970. The payload is always hashed here: `UNSIGNED-PAYLOAD` and chunked signatures, which are for S3, are
 * refused. Every `x-amz-` header must be signed. Says why in the words of AWS; never which byte differs.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv.html
 */
export function verifySignature(message: HttpMessage, rules: SignatureRules, now: number): Signer | Refusal {
  const claim = readClaim(message)
  if (!isClaim(claim)) return claim
  const key = rules.keys.get(claim.accessKeyId)
  const refused =
    scopeRefused(claim, rules.regions) ??
    headersRefused(message, claim) ??
    timeRefused(claim, now) ??
    (key === undefined ? unknownKey : tokenRefused(claim, key))
  if (refused !== undefined || key === undefined) return refused ?? unknownKey
  const canonical = canonicalRequest(message, claim.path, claim.parameters, claim.signedHeaders)
  const expected = signatureOf(canonical, claim.timestamp, claim.scope, key.secret)
  if (!timingSafeEqual(expected, Buffer.from(claim.signature, 'hex'))) return mismatch
  // Last, so that only the holder of a key learns that it has expired.
  if (key.expires !== undefined && now >= key.expires) return expiredKey
  return { accessKeyId: claim.accessKeyId, region: claim.scope.region }
}

/** Whether it says who signed. */
export function isSigner(verified: Signer | Refusal): verified is Signer {
  return 'accessKeyId' in verified
}

function scopeRefused({ scope, timestamp }: Claim, regions: readonly string[]): Refusal | undefined {
  const { date, region, service } = scope
  if (!/^[a-z0-9-]{1,40}$/.test(region) || (regions.length > 0 && !regions.includes(region)))
    return invalid('Credential should be scoped to a valid region.')
  if (service !== signingName)
    return invalid(`Credential should be scoped to correct service: '${signingName}'.`)
  if (date !== timestamp.slice(0, 8))
    return invalid(
      'Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP.',
    )
  return undefined
}

function headersRefused(message: HttpMessage, { signedHeaders, expires }: Claim): Refusal | undefined {
  if (!signedHeaders.includes('host'))
    return invalid("'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.")
  const signed = new Set(signedHeaders)
  const present = new Set(message.headers.map(([name]) => name.toLowerCase()))
  const absent = signedHeaders.find((name) => !present.has(name))
  if (absent !== undefined) return invalid('A header that SignedHeaders names is not in the request.')
  const loose = [...present].filter((name) => name.startsWith('x-amz-') && !signed.has(name))
  if (loose.length > 0) return invalid('There were headers present in the request which were not signed.')
  if (expires === undefined && !signed.has('x-amz-date') && !signed.has('date'))
    return invalid('The date of the request must be signed.')
  const payload = headerValues(message, 'x-amz-content-sha256').find(
    (value) => !/^[0-9a-f]{64}$/.test(plainValue(value)),
  )
  return payload === undefined
    ? undefined
    : invalid('The payload must be signed: x-amz-content-sha256 is not its SHA-256.')
}

function timeRefused({ timestamp, expires }: Claim, now: number): Refusal | undefined {
  const signed = timeOf(timestamp)
  if (signed === undefined) return invalid('The date of the request is no date.')
  const wall = basic(now)
  if (signed > now + skewMilliseconds)
    return expired(
      `Signature not yet current: ${timestamp} is still later than ${basic(now + skewMilliseconds)} (${wall} + 5 min.)`,
    )
  if (expires === undefined)
    return signed < now - skewMilliseconds
      ? expired(
          `Signature expired: ${timestamp} is now earlier than ${basic(now - skewMilliseconds)} (${wall} - 5 min.)`,
        )
      : undefined
  const end = signed + expires * 1000
  return end < now ? expired(`Signature expired: ${basic(end)} is now earlier than ${wall}.`) : undefined
}

/** Milliseconds since 1970 of `YYYYMMDDTHHMMSSZ`; `undefined` for a day that does not exist. */
function timeOf(timestamp: string): number | undefined {
  const iso = timestamp.replace(/^(....)(..)(..T..)(..)(..)Z$/, '$1-$2-$3:$4:$5.000Z')
  const time = Date.parse(iso)
  return Number.isNaN(time) || basic(time) !== timestamp ? undefined : time
}

function basic(time: number): string {
  return new Date(time).toISOString().replaceAll(/[-:]|\.\d+/g, '')
}

function tokenRefused({ sessionToken }: Claim, key: ServerKey): Refusal | undefined {
  if (key.sessionToken === undefined) return sessionToken === undefined ? undefined : unknownKey
  return sessionToken !== undefined && sameSecret(sessionToken, key.sessionToken) ? undefined : unknownKey
}

const unknownKey: Refusal = {
  code: 'KEY_UNKNOWN',
  message: 'The security token included in the request is invalid.',
  hint: 'use an access key that the configuration of the server names; if it has a session token, send that too, else send none',
}

const expiredKey: Refusal = {
  code: 'KEY_EXPIRED',
  message: 'The security token included in the request is expired',
  hint: 'ask whoever runs the server for a new key',
}

function expired(message: string): Refusal {
  return {
    code: 'SIGNATURE_EXPIRED',
    message,
    hint: 'compare the clocks of the client and the server; sign the request again',
  }
}
