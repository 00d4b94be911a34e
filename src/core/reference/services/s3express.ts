import type { Call, ResourceReference } from '../call.js'
import { givenArn, type Need, resourceOf, type ServiceRules, text } from '../rule.js'
import { canonicalCopySource, copySourceOf } from './s3-copy-source.js'

/** Operations on a directory bucket's objects, all of them done inside a session. */
const inSession = [
  'AbortMultipartUpload',
  'CompleteMultipartUpload',
  'CopyObject',
  'CreateMultipartUpload',
  'DeleteObject',
  'DeleteObjects',
  'GetObject',
  'GetObjectAttributes',
  'HeadBucket',
  'HeadObject',
  'ListMultipartUploads',
  'ListObjectsV2',
  'ListParts',
  'PutObject',
  'RenameObject',
  'UploadPart',
  'UploadPartCopy',
]

/**
 * Directory buckets (S3 Express One Zone): what is done with objects is authorized as a session on the bucket, what is
 * done with buckets by actions of their own.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/s3-express-security-iam.html
 */
export const s3express: ServiceRules = {
  prefix: 's3express',
  renamed: {
    ...Object.fromEntries(inSession.map((operation) => [operation, 'CreateSession'])),
    DeleteBucketEncryption: 'PutEncryptionConfiguration',
    DeleteBucketInventoryConfiguration: 'PutInventoryConfiguration',
    DeleteBucketLifecycle: 'PutLifecycleConfiguration',
    DeleteBucketMetricsConfiguration: 'PutMetricsConfiguration',
    GetBucketEncryption: 'GetEncryptionConfiguration',
    GetBucketInventoryConfiguration: 'GetInventoryConfiguration',
    GetBucketLifecycleConfiguration: 'GetLifecycleConfiguration',
    GetBucketMetricsConfiguration: 'GetMetricsConfiguration',
    ListBucketInventoryConfigurations: 'GetInventoryConfiguration',
    ListBucketMetricsConfigurations: 'GetMetricsConfiguration',
    ListDirectoryBuckets: 'ListAllMyDirectoryBuckets',
    PutBucketEncryption: 'PutEncryptionConfiguration',
    PutBucketInventoryConfiguration: 'PutInventoryConfiguration',
    PutBucketLifecycleConfiguration: 'PutLifecycleConfiguration',
    PutBucketMetricsConfiguration: 'PutMetricsConfiguration',
  },
  additional: (operation, call) => (/^(?:CopyObject|UploadPartCopy)$/.test(operation) ? copied(call) : []),
  resources: (action, _operation, call) => {
    const name = text(call.request, 'bucketName')
    const ofBucket = action.resources.some(({ type }) => type.name === 'bucket')
    return ofBucket && name !== undefined ? [bucketOf(call, name, 'bucketName')] : undefined
  },
  reads: ['bucketname', 'xamzcopysource'],
  unbounded: [{ key: 'x-amz-copy-source', fixed: 1, canonical: canonicalCopySource }],
}

/** `NAME--ZONE-ID--x-s3`: https://docs.aws.amazon.com/AmazonS3/latest/userguide/directory-bucket-naming-rules.html */
const directoryBucket = /--x-s3$/

/**
 * A copy may read from a bucket of either kind.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_CopyObject.html
 */
function copied(call: Call): readonly Need[] {
  const source = copySourceOf(call)
  if (source === undefined) return []
  const why = "the source of the copy is read with the caller's permission"
  if (directoryBucket.test(source.bucket)) {
    const resources = [bucketOf(call, source.bucket, 'x-amz-copy-source')]
    return [{ action: 's3express:CreateSession', resources, why }]
  }
  const values = { BucketName: source.bucket, ObjectName: source.key }
  const object = source.bucket.startsWith('arn:')
    ? givenArn(`${source.bucket}/object/${source.key}`, 'the access point in x-amz-copy-source')
    : resourceOf(call, 's3/object', values, 'x-amz-copy-source')
  return [{ action: source.version ? 's3:GetObjectVersion' : 's3:GetObject', resources: [object], why }]
}

/** A directory bucket, or an access point of one by its ARN. */
function bucketOf(call: Call, name: string, why: string): ResourceReference {
  return name.startsWith('arn:')
    ? givenArn(name, `the ARN in ${why}`)
    : resourceOf(call, 's3express/bucket', { BucketName: name }, why)
}
