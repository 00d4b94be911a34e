import { createHash, generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { gunzipSync, gzipSync } from 'node:zlib'

/** Files by path, as in a bucket. */
export type Files = Record<string, Buffer>

export interface TrailKey {
  readonly fingerprint: string
  readonly privateKey: KeyObject
  /** PKCS #1, DER, base64. */
  readonly value: string
}

/** A new key pair under a name. */
export function trailKey(fingerprint: string): TrailKey {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  return {
    fingerprint,
    privateKey,
    value: publicKey.export({ type: 'pkcs1', format: 'der' }).toString('base64'),
  }
}

/** The output of `aws cloudtrail list-public-keys`. */
export function keyList(...keys: readonly TrailKey[]): Buffer {
  const list = keys.map(({ fingerprint, value }) => ({ Fingerprint: fingerprint, Value: value }))
  return Buffer.from(JSON.stringify({ PublicKeyList: list }))
}

const [account, region, bucket] = ['111122223333', 'eu-west-1', 'trail-bucket']

function stamp(time: number): string {
  return new Date(time).toISOString().replace(/[-:]|\.\d+/g, '')
}

function written(time: number): string {
  return new Date(time).toISOString().replace(/\.\d+/, '')
}

export const firstHour = Date.UTC(2026, 4, 4, 10, 1, 30)
const hour = 3_600_000

/** The path of the log file delivered in the middle of an hour, counted from {@link firstHour}. */
export function logPath(at: number, id = 'AAAAAAAAAAAAAAAA'): string {
  const day = written(firstHour + at * hour)
    .slice(0, 10)
    .replaceAll('-', '/')
  const minute = `${stamp(firstHour + at * hour + hour / 2).slice(0, 13)}Z`
  return `AWSLogs/${account}/CloudTrail/${region}/${day}/${account}_CloudTrail_${region}_${minute}_${id}.json.gz`
}

/** The path of the digest of an hour. */
export function digestPath(at: number, backfill = false): string {
  const end = firstHour + (at + 1) * hour
  const day = written(end).slice(0, 10).replaceAll('-', '/')
  const name = `${account}_CloudTrail-Digest_${region}_audit_${region}_${stamp(end)}${backfill ? '_backfill' : ''}.json.gz`
  return `AWSLogs/${account}/CloudTrail-Digest/${region}/${day}/${name}`
}

export interface HourOptions {
  readonly key: TrailKey
  /** True for the first digest of a chain. */
  readonly first?: boolean
  readonly backfill?: boolean
}

/**
 * Adds the digest of an hour, signed, that lists these log files. The signature is in a file beside it.
 * https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-log-file-custom-validation.html
 */
export function addDigest(files: Files, at: number, logs: readonly string[], options: HourOptions): void {
  const path = digestPath(at, options.backfill)
  const before = options.first === true ? undefined : digestPath(at - 1, options.backfill)
  const digest = {
    awsAccountId: account,
    digestStartTime: written(firstHour + at * hour),
    digestEndTime: written(firstHour + (at + 1) * hour),
    digestS3Bucket: bucket,
    digestS3Object: path,
    digestPublicKeyFingerprint: options.key.fingerprint,
    digestSignatureAlgorithm: 'SHA256withRSA',
    ...previousOf(files, before),
    logFiles: logs.map((log) => ({
      s3Bucket: bucket,
      s3Object: log,
      hashValue: sha256(gunzipSync(files[log]!)),
      hashAlgorithm: 'SHA-256',
    })),
  }
  const text = JSON.stringify(digest)
  const signed = [
    digest.digestEndTime,
    `${bucket}/${path}`,
    sha256(text),
    digest.previousDigestSignature ?? 'null',
  ]
  files[path] = gzipSync(text)
  files[`${path}.signature`] = sign(
    'sha256',
    Buffer.from(signed.join('\n')),
    options.key.privateKey,
  ).toString('hex') as never
}

function previousOf(files: Files, path: string | undefined) {
  const known = path !== undefined
  return {
    previousDigestS3Bucket: known ? bucket : null,
    previousDigestS3Object: known ? path : null,
    previousDigestHashValue: known ? sha256(gunzipSync(files[path]!)) : null,
    previousDigestHashAlgorithm: known ? 'SHA-256' : null,
    previousDigestSignature: known ? String(files[`${path}.signature`]) : null,
  }
}

export function sha256(bytes: Buffer | string): string {
  return createHash('sha256').update(bytes).digest('hex')
}

/** One log file an hour, each hour with its digest. Only the newest signature is kept beside its digest. */
export function signedTrail(key: TrailKey, hours: number, log: (at: number) => Buffer): Files {
  const files: Files = {}
  for (let at = 0; at < hours; at += 1) {
    files[logPath(at)] = log(at)
    addDigest(files, at, [logPath(at)], { key, first: at === 0 })
  }
  for (let at = 0; at < hours - 1; at += 1) delete files[`${digestPath(at)}.signature`]
  return files
}
