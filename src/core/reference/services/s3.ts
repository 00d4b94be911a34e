import { matchesFormat } from '../arn-format.js'
import type { Call, ResourceReference } from '../call.js'
import { confessed, givenArn, type Need, resourceOf, type ServiceRules, text } from '../rule.js'
import { type Action, serviceByPrefix } from '../service.js'

/**
 * Amazon S3 names its actions after permissions, not operations.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html
 */
const renamed: Record<string, string> = {
  ListBuckets: 'ListAllMyBuckets',
  ListDirectoryBuckets: 'ListAllMyBuckets',
  HeadBucket: 'ListBucket',
  ListObjects: 'ListBucket',
  ListObjectsV2: 'ListBucket',
  ListObjectVersions: 'ListBucketVersions',
  ListMultipartUploads: 'ListBucketMultipartUploads',
  ListParts: 'ListMultipartUploadParts',
  HeadObject: 'GetObject',
  SelectObjectContent: 'GetObject',
  CopyObject: 'PutObject',
  PostObject: 'PutObject',
  CreateMultipartUpload: 'PutObject',
  InitiateMultipartUpload: 'PutObject',
  UploadPart: 'PutObject',
  UploadPartCopy: 'PutObject',
  CompleteMultipartUpload: 'PutObject',
  DeleteObjects: 'DeleteObject',
  DeleteBucketTagging: 'PutBucketTagging',
  DeleteBucketCors: 'PutBucketCORS',
  GetBucketCors: 'GetBucketCORS',
  PutBucketCors: 'PutBucketCORS',
  DeleteBucketEncryption: 'PutEncryptionConfiguration',
  GetBucketEncryption: 'GetEncryptionConfiguration',
  PutBucketEncryption: 'PutEncryptionConfiguration',
  DeleteBucketLifecycle: 'PutLifecycleConfiguration',
  DeleteBucketLifecycleConfiguration: 'PutLifecycleConfiguration',
  GetBucketLifecycle: 'GetLifecycleConfiguration',
  GetBucketLifecycleConfiguration: 'GetLifecycleConfiguration',
  PutBucketLifecycle: 'PutLifecycleConfiguration',
  PutBucketLifecycleConfiguration: 'PutLifecycleConfiguration',
  DeleteBucketReplication: 'PutReplicationConfiguration',
  GetBucketReplication: 'GetReplicationConfiguration',
  PutBucketReplication: 'PutReplicationConfiguration',
  DeleteBucketAnalyticsConfiguration: 'PutAnalyticsConfiguration',
  GetBucketAnalyticsConfiguration: 'GetAnalyticsConfiguration',
  ListBucketAnalyticsConfigurations: 'GetAnalyticsConfiguration',
  PutBucketAnalyticsConfiguration: 'PutAnalyticsConfiguration',
  DeleteBucketIntelligentTieringConfiguration: 'PutIntelligentTieringConfiguration',
  GetBucketIntelligentTieringConfiguration: 'GetIntelligentTieringConfiguration',
  ListBucketIntelligentTieringConfigurations: 'GetIntelligentTieringConfiguration',
  PutBucketIntelligentTieringConfiguration: 'PutIntelligentTieringConfiguration',
  DeleteBucketInventoryConfiguration: 'PutInventoryConfiguration',
  GetBucketInventoryConfiguration: 'GetInventoryConfiguration',
  ListBucketInventoryConfigurations: 'GetInventoryConfiguration',
  PutBucketInventoryConfiguration: 'PutInventoryConfiguration',
  DeleteBucketMetricsConfiguration: 'PutMetricsConfiguration',
  GetBucketMetricsConfiguration: 'GetMetricsConfiguration',
  ListBucketMetricsConfigurations: 'GetMetricsConfiguration',
  PutBucketMetricsConfiguration: 'PutMetricsConfiguration',
  GetBucketAccelerateConfiguration: 'GetAccelerateConfiguration',
  PutBucketAccelerateConfiguration: 'PutAccelerateConfiguration',
  GetBucketNotificationConfiguration: 'GetBucketNotification',
  PutBucketNotificationConfiguration: 'PutBucketNotification',
  DeleteBucketOwnershipControls: 'PutBucketOwnershipControls',
  GetObjectLockConfiguration: 'GetBucketObjectLockConfiguration',
  PutObjectLockConfiguration: 'PutBucketObjectLockConfiguration',
  GetBucketObjectLockConfiguration: 'GetBucketObjectLockConfiguration',
  DeletePublicAccessBlock: 'PutBucketPublicAccessBlock',
  GetPublicAccessBlock: 'GetBucketPublicAccessBlock',
  PutPublicAccessBlock: 'PutBucketPublicAccessBlock',
  GetBucketPolicyStatus: 'GetBucketPolicyStatus',
  DeleteBucketPublicAccessBlock: 'PutBucketPublicAccessBlock',
  DeleteAccountPublicAccessBlock: 'PutAccountPublicAccessBlock',
  // The console's own call behind the Storage Lens dashboard.
  GetStorageLensDashboardDataInternal: 'GetStorageLensDashboard',
  ListRegionalBuckets: 'ListAllMyBuckets',
}

/** Actions that have a twin for a version of an object, needed instead when the request names one. */
const versioned: Record<string, string> = {
  GetObject: 'GetObjectVersion',
  GetObjectAcl: 'GetObjectVersionAcl',
  GetObjectTagging: 'GetObjectVersionTagging',
  GetObjectAttributes: 'GetObjectVersionAttributes',
  GetObjectTorrent: 'GetObjectVersionTorrent',
  DeleteObject: 'DeleteObjectVersion',
  DeleteObjectTagging: 'DeleteObjectVersionTagging',
  PutObjectAcl: 'PutObjectVersionAcl',
  PutObjectTagging: 'PutObjectVersionTagging',
}

/** Request headers that need an action of their own when they are sent with an object or a bucket. */
const objectHeaders: readonly (readonly [RegExp, string])[] = [
  [/^x-amz-(?:acl|grant-)/, 's3:PutObjectAcl'],
  [/^x-amz-tagging$/, 's3:PutObjectTagging'],
  [/^x-amz-object-lock-(?:mode|retain-until-date)$/, 's3:PutObjectRetention'],
  [/^x-amz-object-lock-legal-hold$/, 's3:PutObjectLegalHold'],
]

const writesObject = new Set([
  'PutObject',
  'CopyObject',
  'CreateMultipartUpload',
  'InitiateMultipartUpload',
  'PostObject',
])
const copies = new Set(['CopyObject', 'UploadPartCopy'])

const presence = [
  'acl',
  'grantread',
  'grantwrite',
  'grantreadacp',
  'grantwriteacp',
  'grantfullcontrol',
  'tagging',
]
  .concat(['objectlockmode', 'objectlockretainuntildate', 'objectlocklegalhold'])
  .map((name) => `xamz${name}`)

/** Amazon S3: see the tables above for what differs from the general rule. */
export const s3: ServiceRules = {
  prefix: 's3',
  renamed,
  primary: (operation, call) => accountBlock(operation, call) ?? versionedRead(operation, call),
  additional: (operation, call) => [
    ...(writesObject.has(operation) ? headers(call) : []),
    ...(copies.has(operation) ? copySource(call) : []),
    ...(operation === 'GetObjectAttributes' ? attributes(call) : []),
    ...bypass(call),
    ...missingKey(operation, call),
  ],
  resources,
  reads: ['bucketname', 'key', 'versionid', 'xamzcopysource', 'xamzbypassgovernanceretention', ...presence],
  // Only whether these were sent matters, and any version is every version.
  reduces: Object.fromEntries([...presence, 'versionid'].map((name) => [name, () => 'sent'])),
  unbounded: [
    { key: 'key', fixed: 0 },
    { key: 'x-amz-copy-source', fixed: 1, canonical: canonicalCopySource },
  ],
}

/** Without a bucket the request is about the account's own Block Public Access. */
function accountBlock(operation: string, call: Call): readonly Need[] | undefined {
  const isBlock = /^(?:Get|Put|Delete)(?:Account)?PublicAccessBlock$/.test(operation)
  if (!isBlock || call.request === undefined || text(call.request, 'bucketName') !== undefined)
    return undefined
  const action = operation.startsWith('Get')
    ? 's3:GetAccountPublicAccessBlock'
    : 's3:PutAccountPublicAccessBlock'
  return [{ action, why: 'the request names no bucket: the setting of the account' }]
}

function versionedRead(operation: string, call: Call): readonly Need[] | undefined {
  const action = renamed[operation] ?? operation
  const twin = versioned[action]
  if (twin === undefined || copies.has(operation) || text(call.request, 'versionId') === undefined)
    return undefined
  return [{ action: `s3:${twin}`, why: 'the request names a version (versionId)' }]
}

/**
 * GetObjectAttributes needs the read permission of the object as well.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObjectAttributes.html
 */
function attributes(call: Call): readonly Need[] {
  const action = text(call.request, 'versionId') === undefined ? 's3:GetObject' : 's3:GetObjectVersion'
  return [{ action, why: 'object attributes need the read permission of the object too' }]
}

function headers(call: Call): readonly Need[] {
  const sent = Object.keys(call.request ?? {}).map((key) => key.toLowerCase())
  return objectHeaders
    .filter(([pattern]) => sent.some((key) => pattern.test(key)))
    .map(([pattern, action]) => ({
      action,
      why: `the request has a header ${pattern.source.replace(/[\^$]/g, '')}`,
    }))
}

/**
 * Whoever may list the bucket is told that a key does not exist; anyone else gets AccessDenied. So an answer of
 * NoSuchKey needs the permission to list.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html#API_GetObject_RequestSyntax
 */
function missingKey(operation: string, call: Call): readonly Need[] {
  const bucket = text(call.request, 'bucketName')
  const missing = /^(?:NoSuchKey|NotFound|404)$/.test(call.errorCode ?? '')
  if (!missing || bucket === undefined || !/^(?:Get|Head)Object$/.test(operation)) return []
  const resources = [bucketOf(call, bucket)]
  return [
    {
      action: 's3:ListBucket',
      resources,
      why: `AWS answered ${call.errorCode}, which it tells only who may list the bucket`,
    },
  ]
}

/** Deleting under governance retention. */
function bypass(call: Call): readonly Need[] {
  const value = call.request?.['x-amz-bypass-governance-retention']
  return String(value).toLowerCase() === 'true'
    ? [{ action: 's3:BypassGovernanceRetention', why: 'the request bypasses governance retention' }]
    : []
}

/**
 * The read of the source is checked but never logged as an event of its own.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_CopyObject.html
 */
function copySource(call: Call): readonly Need[] {
  const source = parseCopySource(text(call.request, 'x-amz-copy-source'))
  if (source === undefined) return []
  const resources = [objectOf(call, source.bucket, source.key, 'x-amz-copy-source')]
  const action = source.version ? 's3:GetObjectVersion' : 's3:GetObject'
  return [{ action, resources, why: 'the source of the copy is read with the caller’s permission' }]
}

interface CopySource {
  readonly bucket: string
  readonly key: string
  readonly version: boolean
}

/** `bucket/key`, `/bucket/key`, an access point ARN with `/object/key`, each with `?versionId=…` or not, URL-encoded. */
function parseCopySource(header: string | undefined): CopySource | undefined {
  if (header === undefined) return undefined
  const canonical = /^([^/?]+)\?versionId\/(.+)$/s.exec(header)
  if (canonical !== null) return { bucket: canonical[1]!, key: canonical[2]!, version: true }
  const [path = '', query] = header.split('?versionId=', 2)
  const source = decodedPath(path).replace(/^\//, '')
  const [, bucket, key] =
    /^(arn:[^/]*:accesspoint\/[^/]+)\/object\/(.+)$/s.exec(source) ?? /^([^/]+)\/(.+)$/s.exec(source) ?? []
  return bucket === undefined || key === undefined ? undefined : { bucket, key, version: query !== undefined }
}

/** The bucket first, with the version's mark, so that folding keys to prefixes loses neither. */
function canonicalCopySource(header: string): string | undefined {
  const source = parseCopySource(header)
  if (source === undefined || source.bucket.startsWith('arn:')) return undefined
  return `${source.bucket}${source.version ? '?versionId' : ''}/${source.key}`
}

function decodedPath(path: string): string {
  try {
    return decodeURIComponent(path)
  } catch {
    return path
  }
}

/** Resources by the type the action accepts: the record lists bucket and object together. */
function resources(action: Action, _operation: string, call: Call): readonly ResourceReference[] | undefined {
  const types = new Set(action.resources.map((resource) => resource.type.name))
  const bucket = text(call.request, 'bucketName')
  if (types.has('object')) return objects(call, bucket)
  if (types.has('bucket')) return bucket === undefined ? listed(call, 'bucket') : [bucketOf(call, bucket)]
  return undefined
}

function objects(call: Call, bucket: string | undefined): readonly ResourceReference[] | undefined {
  const key = text(call.request, 'key')
  if (bucket !== undefined && key !== undefined) return [objectOf(call, bucket, key, 'bucketName and key')]
  const inResources = listed(call, 'object')
  if (inResources !== undefined) return inResources
  if (bucket === undefined) return undefined
  const all = objectOf(call, bucket, '*', 'bucketName')
  const reason = 'the record does not list the keys of the objects'
  return [
    confessed(
      { ...all, arn: all.arn.replace(/\$\{\*\}$/, '*') },
      reason,
      'narrow it to the prefix that is used',
    ),
  ]
}

function listed(call: Call, type: string): readonly ResourceReference[] | undefined {
  const { format } = serviceByPrefix('s3')!.resourceTypes.find(({ name }) => name === type)!
  const arns = call.resources
    .map(({ arn }) => arn)
    .filter((arn) => matchesFormat(format, arn) && arn.includes('/') === (type === 'object'))
  return arns.length === 0 ? undefined : arns.map((arn) => givenArn(arn, 'the ARN in resources[]'))
}

/** A bucket may be named by the ARN or alias of an access point. */
function bucketOf(call: Call, bucket: string): ResourceReference {
  return bucket.startsWith('arn:')
    ? givenArn(bucket, 'the access point in bucketName')
    : resourceOf(call, 's3/bucket', { BucketName: bucket }, 'bucketName')
}

function objectOf(call: Call, bucket: string, key: string, why: string): ResourceReference {
  if (bucket.startsWith('arn:')) return givenArn(`${bucket}/object/${key}`, `the access point in ${why}`)
  return resourceOf(call, 's3/object', { BucketName: bucket, ObjectName: key }, why)
}
