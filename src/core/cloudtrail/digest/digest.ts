import { asObject, asText, type Json, type JsonObject, member } from '../../iam/json.js'

/**
 * A CloudTrail digest file: the hashes of the log files delivered in one hour, chained to the digest before it.
 * https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-log-file-validation-digest-file-structure.html
 */
export interface Digest {
  readonly account: string
  /** ISO 8601 UTC, as written: it is part of what was signed. */
  readonly start: string
  readonly end: string
  readonly bucket: string
  readonly object: string
  /** Of the public key that the signature was made for. */
  readonly fingerprint: string
  /** Undefined in the first digest of a chain. */
  readonly previous: PreviousDigest | undefined
  readonly logFiles: readonly DigestedLog[]
}

/** What a digest says of the one before it. */
export interface PreviousDigest {
  readonly object: string
  /** SHA-256 of the uncompressed contents, hexadecimal. */
  readonly sha256: string
  /** Hexadecimal. */
  readonly signature: string
}

/** A log file as a digest lists it. */
export interface DigestedLog {
  readonly bucket: string
  readonly object: string
  /** SHA-256 of the uncompressed contents, hexadecimal. */
  readonly sha256: string
}

/** Reads the text of a digest file; the reason in words if it is none. Text from outside: nothing of it is trusted. */
export function readDigest(text: string): Digest | string {
  const found = parsed(text)
  if (found === undefined) return 'it is no JSON object'
  const wrong = wrongAlgorithm(found)
  if (wrong !== undefined) return wrong
  const logFiles = member(found, 'logFiles')
  if (!Array.isArray(logFiles)) return '`logFiles` is missing'
  const logs = logFiles.map((one: Json) => readLog(asObject(one)))
  if (!logs.every((log) => log !== undefined)) return 'an entry of `logFiles` lacks its object or its SHA-256'
  const missing = required.find((key) => asText(member(found, key)) === undefined)
  if (missing !== undefined) return `\`${missing}\` is missing`
  const previous = readPrevious(found)
  return previous === 'incomplete'
    ? 'what it says of the digest before it is incomplete'
    : digest(found, previous, logs)
}

const required = [
  'awsAccountId',
  'digestStartTime',
  'digestEndTime',
  'digestS3Bucket',
  'digestS3Object',
  'digestPublicKeyFingerprint',
] as const

function digest(found: JsonObject, previous: Digest['previous'], logFiles: readonly DigestedLog[]): Digest {
  const text = (key: (typeof required)[number]) => asText(member(found, key))!
  return {
    account: text('awsAccountId'),
    start: text('digestStartTime'),
    end: text('digestEndTime'),
    bucket: text('digestS3Bucket'),
    object: text('digestS3Object'),
    fingerprint: text('digestPublicKeyFingerprint'),
    previous,
    logFiles,
  }
}

function parsed(text: string): JsonObject | undefined {
  try {
    return asObject(JSON.parse(text) as Json)
  } catch {
    return undefined
  }
}

/** SHA256withRSA and SHA-256 are all that CloudTrail uses; with anything else nothing would be proven. */
function wrongAlgorithm(found: JsonObject): string | undefined {
  const algorithm = asText(member(found, 'digestSignatureAlgorithm'))
  if (algorithm !== 'SHA256withRSA') return 'its signature algorithm is not SHA256withRSA'
  const previous = member(found, 'previousDigestHashAlgorithm')
  return previous === null || previous === undefined || previous === 'SHA-256'
    ? undefined
    : 'the hash of the digest before it is not SHA-256'
}

function readPrevious(found: JsonObject): Digest['previous'] | 'incomplete' {
  const object = asText(member(found, 'previousDigestS3Object'))
  const sha256 = asText(member(found, 'previousDigestHashValue'))
  const signature = asText(member(found, 'previousDigestSignature'))
  if (object === undefined && sha256 === undefined && signature === undefined) return undefined
  if (object === undefined || sha256 === undefined || signature === undefined) return 'incomplete'
  return { object, sha256: sha256.toLowerCase(), signature }
}

function readLog(found: JsonObject | undefined): DigestedLog | undefined {
  const bucket = asText(member(found, 's3Bucket'))
  const object = asText(member(found, 's3Object'))
  const sha256 = asText(member(found, 'hashValue'))
  if (bucket === undefined || object === undefined || sha256 === undefined) return undefined
  if (member(found, 'hashAlgorithm') !== 'SHA-256') return undefined
  return { bucket, object, sha256: sha256.toLowerCase() }
}

/**
 * The text that the signature of a digest is made for.
 * https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-log-file-custom-validation.html
 */
export function signedText({ end, bucket, object, previous }: Digest, sha256: string): string {
  return [end, `${bucket}/${object}`, sha256, previous?.signature ?? 'null'].join('\n')
}

/** The last part of an object's key or a path: CloudTrail's file names are unique. */
export function fileNameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1)
}

const digestName = /^\d{12}_CloudTrail-Digest_(.{1,200})_\d{8}T\d{4,6}Z(_backfill)?\.json(?:\.gz)?$/

/**
 * The chain that a digest belongs to, by its account and file name (Region, trail, home Region). Backfill digests, for
 * log files that were delivered late, are chains of their own.
 */
export function chainOf({ account, object }: Digest): string {
  const name = fileNameOf(object)
  const match = name.length > 300 ? null : digestName.exec(name)
  return match === null ? account : `${account} ${match[1]}${match[2] === undefined ? '' : ' backfill'}`
}
