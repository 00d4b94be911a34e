import { asObject, asText, type JsonObject, member } from '../iam/json.js'
import { deniedDetail } from './denied-detail.js'
import type { CloudTrailRecord } from './record.js'

/** `denied`: AWS refused. `failed`: any other error, after which the permission was most likely there. */
export type Outcome = 'succeeded' | 'denied' | 'failed'

/** AWS refused because a policy does not allow the call. */
const refusals: ReadonlySet<string> = new Set([
  'AuthFailure',
  'AuthorizationError',
  'AuthorizationErrorException',
  'AuthorizationException',
  'Forbidden',
  'ForbiddenException',
  'InsufficientPrivilegesException',
  'NotAuthorized',
  'NotAuthorizedException',
  'Unauthorized',
  'UnauthorizedException',
  'UnauthorizedOperation',
  'UnauthorizedAccess',
])

/**
 * AWS refused before any policy was asked, because the credentials are not valid: no evidence of a permission.
 * Source: https://docs.aws.amazon.com/IAM/latest/APIReference/CommonErrors.html
 */
const badCredentials: ReadonlySet<string> = new Set([
  'ExpiredToken',
  'ExpiredTokenException',
  'IncompleteSignature',
  'InvalidAccessKeyId',
  'InvalidClientTokenId',
  'InvalidSignatureException',
  'MissingAuthenticationToken',
  'RequestExpired',
  'SignatureDoesNotMatch',
  'TokenRefreshRequired',
  'UnrecognizedClientException',
])

/** How AWS answered a call. */
export function outcomeOf(record: CloudTrailRecord): Outcome {
  const code = record.errorCode ?? hiddenErrorCode(record.responseElements)
  if (code !== undefined && bareCode(code) === 'DryRunOperation') return 'succeeded'
  if (code !== undefined && isRefusal(bareCode(code))) return 'denied'
  if (refusesCaller(record)) return 'denied'
  return code === undefined && record.errorMessage === undefined ? 'succeeded' : 'failed'
}

/** EC2 puts `Client.` or `Server.` before its codes, others the service (`KMS.AccessDeniedException`). */
function bareCode(code: string): string {
  return code.slice(code.lastIndexOf('.') + 1)
}

/** `AccessDenied` stands alone and at the end of services' own codes: `VpceAccessDenied`, `KMSAccessDeniedException`. */
function isRefusal(code: string): boolean {
  const denies = /AccessDenied(?:Exception|Fault|Error)?$/.test(code)
  return denies || refusals.has(code) || badCredentials.has(code)
}

/** Some services answer a refusal with a general code and say so only in words. They may speak of another identity. */
function refusesCaller(record: CloudTrailRecord): boolean {
  const detail = deniedDetail(record.errorMessage)
  if (detail === undefined) return false
  return detail.user === undefined || detail.user === record.userIdentity.arn
}

/**
 * "Some AWS services provide this information as part of the responseElements."
 * Source: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html
 */
function hiddenErrorCode(response: JsonObject | undefined): string | undefined {
  const error = asObject(member(response, 'error')) ?? asObject(member(response, 'Error'))
  const inner = asText(member(error, 'code')) ?? asText(member(error, 'Code'))
  return asText(member(response, 'errorCode')) ?? inner
}
