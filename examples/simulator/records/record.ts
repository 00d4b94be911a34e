import { iso } from '../time.js'
import type { Call } from '../workload.js'

/** The members every record of the trail has; the rest, where `undefined`, is not written. */
export interface TrailRecord {
  readonly eventTime: string
  readonly eventSource: string
  readonly eventName: string
  readonly awsRegion: string
  readonly eventID: string
  readonly recipientAccountId: string
  readonly [member: string]: unknown
}

export interface Resource {
  readonly accountId?: string
  readonly type?: string
  readonly ARN?: string
  readonly ARNPrefix?: string
}

/** What is particular to one call; everything else follows from the session. */
export interface Particulars {
  /** Event source without `.amazonaws.com`. */
  readonly source: string
  readonly name: string
  readonly readOnly: boolean
  readonly request?: object | null
  readonly response?: object | null
  readonly error?: { readonly code: string; readonly message: string }
  readonly additional?: object
  readonly resources?: readonly Resource[]
  readonly data?: boolean
  readonly region?: string
  readonly host?: string
  readonly apiVersion?: string
  readonly requestID?: string
  /** The AWS service that called in the principal's name, as in `invokedBy`. */
  readonly invokedBy?: string
  readonly userIdentity?: object
  readonly recipient?: string
  readonly sharedEventID?: string
  readonly vpcEndpointId?: string
  readonly eventType?: string
}

/** Services are not all at the newest record version; see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html */
const EVENT_VERSIONS = new Map([
  ['sts', '1.08'],
  ['signin', '1.08'],
  ['sns', '1.08'],
  ['glue', '1.08'],
  ['athena', '1.08'],
  ['monitoring', '1.09'],
  ['iam', '1.10'],
  ['ec2', '1.10'],
  ['route53', '1.10'],
])
const NEWEST_VERSION = '1.11'

/**
 * One record, its members in the order in which CloudTrail writes them. What does not apply is `undefined`,
 * which JSON leaves out.
 */
export function record(call: Call, of: Particulars): TrailRecord {
  const { actor, random } = call
  const { invokedBy, error, data = false } = of
  return {
    eventVersion: EVENT_VERSIONS.get(of.source) ?? NEWEST_VERSION,
    userIdentity: of.userIdentity ?? forwarded(actor.userIdentity, invokedBy),
    eventTime: iso(call.now()),
    eventSource: `${of.source}.amazonaws.com`,
    eventName: of.name,
    awsRegion: of.region ?? actor.region,
    sourceIPAddress: invokedBy ?? actor.sourceIPAddress,
    userAgent: invokedBy ?? userAgent(call, of.source),
    errorCode: error?.code,
    errorMessage: error?.message,
    requestParameters: of.request ?? null,
    responseElements: error ? null : (of.response ?? null),
    additionalEventData: of.additional,
    requestID: of.requestID ?? random.uuid(),
    eventID: random.uuid(),
    readOnly: of.readOnly,
    resources: of.resources,
    eventType: of.eventType ?? 'AwsApiCall',
    apiVersion: of.apiVersion,
    managementEvent: !data,
    recipientAccountId: of.recipient ?? actor.account,
    sharedEventID: of.sharedEventID,
    vpcEndpointId: invokedBy === undefined ? of.vpcEndpointId : undefined,
    eventCategory: data ? 'Data' : 'Management',
    tlsDetails: actor.tls && invokedBy === undefined ? tlsDetails(of, actor.region) : undefined,
    sessionCredentialFromConsole: actor.console && invokedBy === undefined ? 'true' : undefined,
  }
}

/** S3 writes a client's user agent in brackets. */
function userAgent({ actor }: Call, source: string): string {
  return source === 's3' && actor.tls ? `[${actor.userAgent}]` : actor.userAgent
}

function forwarded(userIdentity: object, invokedBy: string | undefined): object {
  return invokedBy === undefined ? userIdentity : { ...userIdentity, invokedBy }
}

function tlsDetails(of: Particulars, region: string): object {
  return {
    tlsVersion: 'TLSv1.3',
    cipherSuite: 'TLS_AES_128_GCM_SHA256',
    clientProvidedHostHeader: of.host ?? `${of.source}.${of.region ?? region}.amazonaws.com`,
  }
}

/** AWS's own sentence for a refusal: https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html */
export function refusal(call: Call, action: string, resource: string): string {
  return (
    `User: ${call.actor.arn} is not authorized to perform: ${action} on resource: ${resource} ` +
    `because no identity-based policy allows the ${action} action`
  )
}

/** The error that most services return for a refusal. */
export function accessDenied(call: Call, action: string, resource: string, code = 'AccessDenied') {
  return { code, message: refusal(call, action, resource) }
}
