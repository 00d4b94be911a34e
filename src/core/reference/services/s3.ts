import { matchesFormat } from '../arn-format.js'
import type { Call, ResourceReference } from '../call.js'
import { confessed, givenArn, type Need, resourceOf, type ServiceRules, text } from '../rule.js'
import { type Action, serviceByPrefix } from '../service.js'
import { canonicalCopySource, copySourceOf } from './s3-copy-source.js'

/**
 * Amazon S3 names its actions after permissions, not operations.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html
 */
const renamed: Record<string, string> = {
  ListBuckets: 'ListAllMyBuckets',
  HeadBucket: 'ListBucket',
  ListObjects: 'ListBucket',
  ListObjectsV2: 'ListBucket',
  ListObjectVersions: 'ListBucketVersions',
  ListMultipartUploads: 'ListBucketMultipartUploads',
  ListParts: 'ListMultipartUploadParts',
  HeadObject: 'GetObject',
  SelectObjectContent: 'GetObject',
  GetObjectTorrent: 'GetObject',
  CreateBucketMetadataConfiguration: 'CreateBucketMetadataTableConfiguration',
  DeleteBucketMetadataConfiguration: 'DeleteBucketMetadataTableConfiguration',
  GetBucketMetadataConfiguration: 'GetBucketMetadataTableConfiguration',
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
  DeletePublicAccessBlock: 'PutBucketPublicAccessBlock',
  GetPublicAccessBlock: 'GetBucketPublicAccessBlock',
  PutPublicAccessBlock: 'PutBucketPublicAccessBlock',
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

/**
 * Headers of CreateBucket that need an action of their own.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateBucket.html (Permissions)
 */
const bucketHeaders: readonly (readonly [RegExp, readonly string[]])[] = [
  [/^x-amz-(?:acl|grant-)/, ['s3:PutBucketAcl']],
  [/^x-amz-bucket-object-lock-enabled$/, ['s3:PutBucketObjectLockConfiguration', 's3:PutBucketVersioning']],
  [/^x-amz-object-ownership$/, ['s3:PutBucketOwnershipControls']],
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
  .concat(['objectlockmode', 'objectlockretainuntildate', 'objectlocklegalhold', 'objectownership'])
  .map((name) => `xamz${name}`)

/** Amazon S3: see the tables above for what differs from the general rule. */
export const s3: ServiceRules = {
  prefix: 's3',
  renamed,
  primary: (operation, call) => accountBlock(operation, call) ?? versionedRead(operation, call),
  additional: (operation, call) => [
    ...(writesObject.has(operation) ? headers(call) : []),
    ...(operation === 'CreateBucket' ? headersOfBucket(call) : []),
    ...(copies.has(operation) ? copySource(operation, call) : []),
    ...(operation === 'GetObjectAttributes' ? attributes(call) : []),
    ...bypass(call),
    ...missingKey(operation, call),
  ],
  resources,
  reads: [
    'accountid',
    'bucketname',
    'key',
    'versionid',
    'xamzcopysource',
    'xamztaggingdirective',
    'xamzbucketobjectlockenabled',
    'xamzbypassgovernanceretention',
    ...presence,
  ],
  // Only whether these were sent matters, and any version is every version.
  reduces: Object.fromEntries([...presence, 'versionid'].map((name) => [name, () => 'sent'])),
  unbounded: [
    { key: 'key', fixed: 0 },
    { key: 'x-amz-copy-source', fixed: 1, canonical: canonicalCopySource },
    // https://docs.aws.amazon.com/AmazonS3/latest/userguide/amazon-s3-policy-keys.html#condition-key-bucket-ops-2
    { key: 'prefix', fixed: 0, carries: 's3:prefix' },
  ],
}

/**
 * Block Public Access of the account: the event's name says so, or the request names the account instead of a bucket.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_PutPublicAccessBlock.html
 */
function accountBlock(operation: string, call: Call): readonly Need[] | undefined {
  const [, ofAccount] = /^(?:Get|Put|Delete)(Account)?PublicAccessBlock$/.exec(operation) ?? [undefined, null]
  if (ofAccount === null || (ofAccount === undefined && text(call.request, 'accountId') === undefined))
    return undefined
  const action = operation.startsWith('Get')
    ? 's3:GetAccountPublicAccessBlock'
    : 's3:PutAccountPublicAccessBlock'
  return [{ action, why: 'the setting of the account, not of a bucket' }]
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

/** Object lock is off unless the header says so; the others count if they were sent at all. */
function headersOfBucket(call: Call): readonly Need[] {
  const sent = Object.entries(call.request ?? {}).filter(
    ([key, value]) => !/object-lock-enabled$/i.test(key) || String(value).toLowerCase() === 'true',
  )
  return bucketHeaders.flatMap(([pattern, actions]) => {
    const [key] = sent.find(([name]) => pattern.test(name.toLowerCase())) ?? []
    if (key === undefined) return []
    return actions.map((action) => ({ action, why: `the request has a header ${key.toLowerCase()}` }))
  })
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
 * The read of the source is checked but never logged as an event of its own. A request that asks for the source's
 * tags needs the permission to read them there and to write them here.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_CopyObject.html
 */
function copySource(operation: string, call: Call): readonly Need[] {
  const source = copySourceOf(call)
  if (source === undefined) return []
  const resources = [objectOf(call, source.bucket, source.key, 'x-amz-copy-source')]
  const twin = source.version ? 'Version' : ''
  const why = "the source of the copy is read with the caller's permission"
  const read = { action: `s3:GetObject${twin}`, resources, why }
  const directive = text(call.request, 'x-amz-tagging-directive')
  if (operation !== 'CopyObject' || directive !== 'COPY') return [read]
  return [
    read,
    { action: `s3:GetObject${twin}Tagging`, resources, why: 'the request copies the tags of the source' },
    { action: 's3:PutObjectTagging', why: 'the request puts the tags of the source on the copy' },
  ]
}

/** Resources by the type the action accepts: the record lists bucket and object together. */
function resources(action: Action, _operation: string, call: Call): readonly ResourceReference[] | undefined {
  const types = new Set(action.resources.map((resource) => resource.type.name))
  const bucket = text(call.request, 'bucketName')
  if (types.has('object')) return objects(call, bucket)
  if (types.has('bucket')) return buckets(types, call, bucket)
  return undefined
}

function buckets(
  types: ReadonlySet<string>,
  call: Call,
  bucket: string | undefined,
): readonly ResourceReference[] | undefined {
  if (bucket !== undefined) return [bucketOf(call, bucket)]
  // Tags and jobs are of many types, of which the request names one otherwise.
  const others = [...types].some((type) => type !== 'bucket' && type !== 'accesspoint')
  return listed(call, 'bucket') ?? (others ? undefined : [unnamed(call, 'bucket', 'bucketName')])
}

/** Some records have no request at all. An access point would have been named, so all buckets it is. */
function unnamed(call: Call, type: 'bucket' | 'object', why: string): ResourceReference {
  return confessed(
    resourceOf(call, `s3/${type}`, {}, why),
    `the record does not name the ${type}`,
    'put the bucket in the place of the `*` if you know it',
  )
}

function objects(call: Call, bucket: string | undefined): readonly ResourceReference[] | undefined {
  const key = text(call.request, 'key')
  if (bucket !== undefined && key !== undefined) return [objectOf(call, bucket, key, 'bucketName and key')]
  const inResources = listed(call, 'object')
  if (inResources !== undefined) return inResources
  if (bucket === undefined) return [unnamed(call, 'object', 'bucketName and key')]
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
