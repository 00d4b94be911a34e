import { BUCKETS, bucketArn, type Company, HOME, KEY_IDS, keyArn, objectArn } from '../company.js'
import { forwardedDataKey, forwardedDecrypt } from '../records/kms.js'
import type { TrailRecord } from '../records/record.js'
import { listEvent, objectEvent } from '../records/s3.js'
import { type Call, need, needKeyVia, type Step, single, step } from '../workload.js'

const S3 = 's3.amazonaws.com'
const RAW = 'raw/orders/'
const CURATED = 'curated/orders/'
const VAT_RATES = 'vat-rates.json'

/** The lake is encrypted with a KMS key, which S3 uses in the caller's name. */
export function lake(company: Company): readonly Step[] {
  return [listing(), readRaw(company), missing(), writeCurated(company), multipartUpload(company), vatRates()]
}

/** The nth new object of a session under a prefix of the lake. */
export function part(call: Call, prefix: string, nth: number): string {
  const name = () => `${prefix}part-0000${call.random.below(10)}-${call.random.uuid()}.snappy.parquet`
  return call.recall(`${prefix}${nth}`, name)
}

/** The nth curated object of a session: written here, read again by Athena. */
export function curatedPart(call: Call, nth: number): string {
  return part(call, CURATED, nth)
}

function needKey(company: Company, action: string) {
  return needKeyVia(`s3.${HOME}.amazonaws.com`, action, keyArn(company.production, KEY_IDS.lake))
}

function encryption(company: Company): object {
  return {
    'x-amz-server-side-encryption': 'aws:kms',
    'x-amz-server-side-encryption-aws-kms-key-id': keyArn(company.production, KEY_IDS.lake),
  }
}

/** With a bucket key, the context is the bucket: https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-key.html */
const CONTEXT = { 'aws:s3:arn': bucketArn(BUCKETS.lake) }

/** Both versions of the listing are logged as ListObjects and authorised as ListBucket. */
function listing(): Step {
  // https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html
  const request = { 'list-type': '2', 'encoding-type': 'url', prefix: RAW, delimiter: '' }
  return single('s3:ListObjects', [need('s3:ListBucket', bucketArn(BUCKETS.lake))], (call) =>
    listEvent(call, { name: 'ListObjects', bucket: BUCKETS.lake, readOnly: true, request }),
  )
}

function readRaw(company: Company): Step {
  const get = (call: Call, nth: number): TrailRecord =>
    objectEvent(call, { name: 'GetObject', bucket: BUCKETS.lake, key: part(call, RAW, nth), readOnly: true })
  return step({
    operation: 's3:GetObject',
    needs: [need('s3:GetObject', objectArn(BUCKETS.lake, `${RAW}*`)), needKey(company, 'kms:Decrypt')],
    records: (call) => [
      get(call, 1),
      forwardedDecrypt(call, keyArn(company.production, KEY_IDS.lake), S3, CONTEXT),
      get(call, 2),
    ],
  })
}

/** A key removed since the listing: AWS said 404 and not 403 because the caller may list the bucket. */
function missing(): Step {
  // https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html
  const error = { code: 'NoSuchKey', message: 'The specified key does not exist.' }
  return single(
    's3:GetObject',
    [
      need('s3:GetObject', objectArn(BUCKETS.lake, `${RAW}*`)),
      need('s3:ListBucket', bucketArn(BUCKETS.lake)),
    ],
    (call) => {
      const key = part(call, RAW, 3)
      return objectEvent(call, { name: 'GetObject', bucket: BUCKETS.lake, key, readOnly: true, error })
    },
    { outcome: 'failed', every: 3 },
  )
}

function writeCurated(company: Company): Step {
  const encrypted = encryption(company)
  return step({
    operation: 's3:PutObject',
    needs: [
      need('s3:PutObject', objectArn(BUCKETS.lake, `${CURATED}*`)),
      needKey(company, 'kms:GenerateDataKey'),
    ],
    records: (call) => [
      objectEvent(call, {
        name: 'PutObject',
        bucket: BUCKETS.lake,
        key: curatedPart(call, 1),
        readOnly: false,
        request: encrypted,
        response: encrypted,
      }),
      forwardedDataKey(call, keyArn(company.production, KEY_IDS.lake), S3, CONTEXT),
    ],
  })
}

/** A large object: three calls, all authorised as PutObject; its parts are decrypted to be joined. */
function multipartUpload(company: Company): Step {
  // https://docs.aws.amazon.com/AmazonS3/latest/userguide/mpuoverview.html#mpuAndPermissions
  const encrypted = encryption(company)
  return step({
    operation: 's3:CreateMultipartUpload',
    needs: [
      need('s3:PutObject', objectArn(BUCKETS.lake, `${CURATED}*`)),
      needKey(company, 'kms:GenerateDataKey'),
      needKey(company, 'kms:Decrypt'),
    ],
    records: (call) => {
      const key = curatedPart(call, 2)
      const uploadId = call.random.base64(86)
      const event = (name: string, request: object): TrailRecord =>
        objectEvent(call, { name, bucket: BUCKETS.lake, key, readOnly: false, request, response: encrypted })
      return [
        event('CreateMultipartUpload', { uploads: '', ...encrypted }),
        event('UploadPart', { uploadId, partNumber: '1' }),
        event('CompleteMultipartUpload', { uploadId }),
      ]
    },
  })
}

/** An object of the tooling account. */
function vatRates(): Step {
  return step({
    operation: 's3:GetObject',
    every: 2,
    needs: [need('s3:GetObject', objectArn(BUCKETS.reference, VAT_RATES))],
    records: crossAccountRead,
  })
}

/** The same call in both accounts' trails, tied by `sharedEventID`; the owner sees only who called. */
function crossAccountRead(call: Call): readonly TrailRecord[] {
  // https://docs.aws.amazon.com/AmazonS3/latest/userguide/cloudtrail-logging-s3-info.html#cloudtrail-object-level-crossaccount
  const owner = call.company.tooling
  const { principalId, accountId } = call.actor.userIdentity as { principalId: string; accountId: string }
  const sharedEventID = call.random.uuid()
  const of = { name: 'GetObject', bucket: BUCKETS.reference, key: VAT_RATES, readOnly: true, owner }
  const mine = objectEvent(call, { ...of, sharedEventID })
  const theirs = {
    ...mine,
    userIdentity: { type: 'AWSAccount', principalId, accountId },
    eventID: call.random.uuid(),
    recipientAccountId: owner,
  }
  return [mine, theirs]
}
