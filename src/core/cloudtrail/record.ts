import type { JsonObject } from '../iam/json.js'

/**
 * One CloudTrail record, any version from 1.0 to 1.11, whatever shape it was found in.
 * Source: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html
 * Fields keep AWS's spelling; absence is `undefined`, never an empty string.
 */
export interface CloudTrailRecord {
  readonly eventVersion: string | undefined
  readonly eventID: string | undefined
  /** ISO 8601 in UTC with whole seconds: `2023-07-10T12:24:07Z`. */
  readonly eventTime: string
  readonly eventSource: string
  readonly eventName: string
  readonly awsRegion: string | undefined
  /** `AwsApiCall` when the record predates the field (1.0, 1.01). */
  readonly eventType: string
  readonly eventCategory: string | undefined
  readonly sourceIPAddress: string | undefined
  readonly userAgent: string | undefined
  readonly errorCode: string | undefined
  readonly errorMessage: string | undefined
  readonly requestParameters: JsonObject | undefined
  readonly responseElements: JsonObject | undefined
  readonly additionalEventData: JsonObject | undefined
  readonly resources: readonly RecordResource[]
  readonly recipientAccountId: string | undefined
  readonly sharedEventID: string | undefined
  readonly requestID: string | undefined
  readonly vpcEndpointId: string | undefined
  readonly readOnly: boolean | undefined
  readonly managementEvent: boolean | undefined
  readonly userIdentity: UserIdentity
}

/** An entry of `resources[]`. Entries without a type exist in real logs. */
export interface RecordResource {
  readonly arn: string
  readonly accountId: string | undefined
  readonly type: string | undefined
}

/**
 * Who called, as the log says it (not yet resolved: see `resolvePrincipal`).
 * Source: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-user-identity.html
 */
export interface UserIdentity {
  readonly type: string | undefined
  readonly principalId: string | undefined
  readonly arn: string | undefined
  readonly accountId: string | undefined
  readonly accessKeyId: string | undefined
  readonly userName: string | undefined
  readonly invokedBy: string | undefined
  readonly identityProvider: string | undefined
  readonly onBehalfOf:
    | { readonly userId: string | undefined; readonly identityStoreArn: string | undefined }
    | undefined
  /** Since when the credentials of the session are there, as `eventTime`. */
  readonly creationDate: string | undefined
  readonly sessionIssuer:
    | {
        readonly type: string | undefined
        readonly principalId: string | undefined
        readonly arn: string | undefined
        readonly accountId: string | undefined
        readonly userName: string | undefined
      }
    | undefined
  readonly webIdFederatedProvider: string | undefined
  readonly sourceIdentity: string | undefined
}
