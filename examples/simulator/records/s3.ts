import { HOME } from '../company.js'
import type { Call } from '../workload.js'
import { type Particulars, type Resource, record, type TrailRecord } from './record.js'

interface S3Particulars {
  readonly name: string
  readonly bucket: string
  readonly readOnly: boolean
  readonly request?: object
  readonly response?: object
  readonly error?: Particulars['error']
  readonly invokedBy?: string
  /** Owner of the bucket; by default the caller's own account. */
  readonly owner?: string
  readonly vpcEndpointId?: string
  readonly sharedEventID?: string
}

/** A data event on one object: `resources` names the object and its bucket. */
export function objectEvent(call: Call, of: S3Particulars & { readonly key: string }): TrailRecord {
  const object = { type: 'AWS::S3::Object', ARN: `arn:aws:s3:::${of.bucket}/${of.key}` }
  return s3Event(call, of, [object, bucketResource(call, of)], { ...of.request, key: of.key })
}

/** The listing of a bucket: a data event that names the bucket and a prefix of objects. */
export function listEvent(call: Call, of: S3Particulars): TrailRecord {
  const objects = { type: 'AWS::S3::Object', ARNPrefix: `arn:aws:s3:::${of.bucket}/` }
  return s3Event(call, of, [objects, bucketResource(call, of)], of.request ?? {})
}

/** A management event on a bucket: the request repeats the subresource, such as `encryption`. */
export function bucketEvent(call: Call, of: S3Particulars): TrailRecord {
  return s3Event(call, of, [bucketResource(call, of)], of.request ?? {}, false)
}

/** `ListBuckets` names no bucket at all. */
export function listBucketsEvent(call: Call): TrailRecord {
  const host = `s3.${HOME}.amazonaws.com`
  return record(call, {
    source: 's3',
    name: 'ListBuckets',
    readOnly: true,
    request: { Host: host },
    additional: additional(call),
    requestID: call.random.code(16),
    host,
  })
}

function bucketResource(call: Call, of: S3Particulars): Resource {
  const accountId = of.owner ?? call.actor.account
  return { accountId, type: 'AWS::S3::Bucket', ARN: `arn:aws:s3:::${of.bucket}` }
}

function s3Event(
  call: Call,
  of: S3Particulars,
  resources: readonly Resource[],
  request: object,
  data = true,
): TrailRecord {
  const host = `${of.bucket}.s3.${HOME}.amazonaws.com`
  return record(call, {
    source: 's3',
    name: of.name,
    readOnly: of.readOnly,
    request: { bucketName: of.bucket, Host: host, ...request },
    ...(of.response && { response: of.response }),
    ...(of.error && { error: of.error }),
    ...(of.invokedBy && { invokedBy: of.invokedBy }),
    ...(of.vpcEndpointId && { vpcEndpointId: of.vpcEndpointId }),
    ...(of.sharedEventID && { sharedEventID: of.sharedEventID }),
    additional: additional(call),
    requestID: call.random.code(16),
    resources,
    data,
    host,
  })
}

function additional(call: Call): object {
  return {
    SignatureVersion: 'SigV4',
    CipherSuite: 'TLS_AES_128_GCM_SHA256',
    bytesTransferredIn: call.random.below(2048),
    AuthenticationMethod: 'AuthHeader',
    'x-amz-id-2': `${call.random.base64(75)}=`,
    bytesTransferredOut: call.random.below(65_536),
  }
}
