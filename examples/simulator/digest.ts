import { TRAIL_BUCKET } from './company.js'
import type { Delivered, TrailFile } from './delivery.js'
import type { Random } from './random.js'
import { iso, MINUTE, type Seconds } from './time.js'

/**
 * The digest of `delivered`, the files of the hour before `end`, which lies beside the log files and holds no records.
 * Its hashes are real; its signature is in the response headers of S3 and so not here.
 * https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-log-file-validation-digest-file-structure.html
 */
export function digestFile(
  account: string,
  region: string,
  trail: string,
  end: Seconds,
  delivered: readonly Delivered[],
  random: Random,
): TrailFile {
  const stamp = iso(end).replaceAll(/[-:]/g, '')
  const folder = `AWSLogs/${account}/CloudTrail-Digest/${region}/${iso(end).slice(0, 10).replaceAll('-', '/')}`
  const path = `${folder}/${account}_CloudTrail-Digest_${region}_${trail}_${region}_${stamp}.json.gz`
  const text = JSON.stringify({
    awsAccountId: account,
    digestStartTime: iso(end - 60 * MINUTE),
    digestEndTime: iso(end),
    digestS3Bucket: TRAIL_BUCKET,
    digestS3Object: path,
    digestPublicKeyFingerprint: random.hex(32),
    digestSignatureAlgorithm: 'SHA256withRSA',
    newestEventTime: delivered.map((file) => file.newest).reduce(later, '') || null,
    oldestEventTime: delivered.map((file) => file.oldest).reduce(earlier, '') || null,
    previousDigestS3Bucket: null,
    previousDigestS3Object: null,
    previousDigestHashValue: null,
    previousDigestHashAlgorithm: null,
    previousDigestSignature: null,
    logFiles: delivered.map(logFile),
  })
  return { path, text }
}

function logFile(file: Delivered): object {
  return {
    s3Bucket: TRAIL_BUCKET,
    s3Object: file.path,
    hashValue: file.sha256,
    hashAlgorithm: 'SHA-256',
    newestEventTime: file.newest,
    oldestEventTime: file.oldest,
  }
}

function later(a: string, b: string): string {
  return b > a ? b : a
}

function earlier(a: string, b: string): string {
  return a === '' || b < a ? b : a
}
