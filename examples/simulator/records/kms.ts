import type { Call } from '../workload.js'
import { record, type TrailRecord } from './record.js'

/** A call to KMS; the key's ARN is in `resources` whatever name the request used. */
export function kmsEvent(
  call: Call,
  of: {
    readonly name: string
    readonly key: string
    readonly request: object
    readonly invokedBy?: string
    readonly readOnly?: boolean
  },
): TrailRecord {
  return record(call, {
    source: 'kms',
    name: of.name,
    readOnly: of.readOnly ?? true,
    request: of.request,
    resources: [{ accountId: of.key.split(':')[4] ?? '', type: 'AWS::KMS::Key', ARN: of.key }],
    ...(of.invokedBy && { invokedBy: of.invokedBy }),
  })
}

/** `Decrypt` by a service in the caller's name. */
export function forwardedDecrypt(call: Call, key: string, invokedBy: string, encryptionContext: object) {
  const request = { encryptionContext, encryptionAlgorithm: 'SYMMETRIC_DEFAULT' }
  return kmsEvent(call, { name: 'Decrypt', key, request, invokedBy })
}

/** `GenerateDataKey` by a service in the caller's name. */
export function forwardedDataKey(call: Call, key: string, invokedBy: string, encryptionContext: object) {
  const request = { encryptionContext, keyId: key, keySpec: 'AES_256' }
  return kmsEvent(call, { name: 'GenerateDataKey', key, request, invokedBy })
}
