import { partitionOfRegion } from '../iam/partition.js'
import { type IdentityArn, parseIdentityArn } from './identity-arn.js'
import type { Principal, PrincipalType } from './principal.js'
import type { CloudTrailRecord, UserIdentity } from './record.js'

/** What says who called. */
type CallerRecord = Pick<CloudTrailRecord, 'userIdentity' | 'awsRegion' | 'sourceIPAddress'>

/**
 * The identity whose permissions a record shows. Never fails: an identity that cannot be named is `unknown`, under the
 * most telling name the record has. What only says who it is by its ARN (a new type, a missing one) is taken by that.
 * Source: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-user-identity.html
 */
export function resolvePrincipal(record: CallerRecord): Principal {
  const identity = record.userIdentity
  if (isAnonymous(identity)) return named('anonymous', 'anonymous', 'anonymous', undefined)
  switch (identity.type) {
    case 'Root':
      return rootPrincipal(identity)
    case 'IAMUser':
      return userPrincipal(identity, record)
    case 'AssumedRole':
    case 'Role':
      return sessionPrincipal(identity, record)
    case 'FederatedUser':
      return federatedPrincipal(identity, record)
    case 'AWSAccount':
      return accountPrincipal(identity)
    case 'AWSService':
      return servicePrincipal(identity.invokedBy ?? serviceAddress(record), identity)
    case 'IdentityCenterUser':
      return identityCenterPrincipal(identity)
    case 'SAMLUser':
      return outsidePrincipal('saml-user', identity)
    case 'WebIdentityUser':
      return outsidePrincipal('web-identity-user', identity)
    default:
      return principalByArn(identity, record)
  }
}

/** S3, SNS and others record callers without credentials under an account of this name. */
function isAnonymous(identity: UserIdentity): boolean {
  const account = identity.accountId?.toLowerCase()
  return account === 'anonymous_principal' || account === 'anonymous' || identity.principalId === 'Anonymous'
}

function rootPrincipal(identity: UserIdentity): Principal {
  const account = identity.accountId ?? identityArn(identity)?.account ?? identity.principalId
  return named('root', identity.arn ?? `root:${account ?? 'unknown'}`, 'root', account)
}

function userPrincipal(identity: UserIdentity, record: CallerRecord): Principal {
  const arn = identityArn(identity)
  if (arn?.kind === 'user') return principalOf(arn, undefined)
  const derived = deriveArn('user', visibleName(identity), identity.accountId, record)
  return derived === undefined
    ? unknownPrincipal(identity)
    : { ...principalOf(derived, undefined), pathUnknown: true }
}

/** The session's ARN drops the role's path, the issuer's keeps it; only without an issuer the session's must do. */
function sessionPrincipal(identity: UserIdentity, record: CallerRecord): Principal {
  const issuer = parseIdentityArn(identity.sessionIssuer?.arn)
  const sessionId = sessionOfPrincipalId(identity.principalId)
  if (issuer?.kind === 'role' && sessionId !== undefined) return principalOf(issuer, sessionId)
  const session = identityArn(identity)
  const sessionName = sessionId ?? session?.session
  if (issuer?.kind === 'role') return principalOf(issuer, sessionName)
  if (session?.kind === 'role') return principalOf(session, sessionName)
  const name = session?.kind === 'session' ? session.name : identity.sessionIssuer?.userName
  const account = session?.account ?? identity.sessionIssuer?.accountId ?? identity.accountId
  const derived = deriveArn('role', name, account, record, session?.partition)
  if (derived === undefined) return { ...unknownPrincipal(identity), session: sessionName }
  return { ...principalOf(derived, sessionName), pathUnknown: true }
}

/**
 * `GetFederationToken` gives at most what its caller may do, so the permissions are those of the issuing user.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_control-access_getfederationtoken.html
 */
function federatedPrincipal(identity: UserIdentity, record: CallerRecord): Principal {
  const own = identityArn(identity)
  const session = own?.kind === 'federated-user' ? own.name : sessionOfPrincipalId(identity.principalId)
  const issuer = parseIdentityArn(identity.sessionIssuer?.arn)
  if (issuer?.kind === 'user' || issuer?.kind === 'root') return principalOf(issuer, session)
  if (own === undefined) return { ...unknownPrincipal(identity), session }
  return own.kind === 'federated-user' ? principalOf(own, session) : principalByArn(identity, record)
}

/** The owner's copy of a cross-account call: of the caller it shows the account and an opaque id. */
function accountPrincipal(identity: UserIdentity): Principal {
  const account = identity.accountId ?? identityArn(identity)?.account
  if (account === undefined) return unknownPrincipal(identity)
  const principal = named('account', `account:${account}`, account, account)
  return { ...principal, session: sessionOfPrincipalId(identity.principalId) }
}

function servicePrincipal(service: string | undefined, identity: UserIdentity): Principal {
  return service === undefined
    ? unknownPrincipal(identity)
    : named('service', service, service, identity.accountId)
}

function serviceAddress(record: CallerRecord): string | undefined {
  return record.sourceIPAddress?.endsWith('.amazonaws.com') ? record.sourceIPAddress : undefined
}

/** Source: https://docs.aws.amazon.com/singlesignon/latest/userguide/sso-info-in-cloudtrail.html */
function identityCenterPrincipal(identity: UserIdentity): Principal {
  const id = identity.onBehalfOf?.userId ?? identity.principalId ?? visibleName(identity)
  if (id === undefined) return unknownPrincipal(identity)
  const arn = `identity-center-user:${id}`
  return named('identity-center-user', arn, visibleName(identity) ?? id, identity.accountId)
}

/** Who asks STS for a session with a token from outside has no identity in AWS yet. */
function outsidePrincipal(prefix: string, identity: UserIdentity): Principal {
  const name = visibleName(identity) ?? identity.principalId
  if (name === undefined) return unknownPrincipal(identity)
  const provider = identity.identityProvider ?? identity.webIdFederatedProvider
  const arn = provider === undefined ? `${prefix}:${name}` : `${prefix}:${provider}:${name}`
  return named('federated-user', arn, name, identity.accountId)
}

function principalByArn(identity: UserIdentity, record: CallerRecord): Principal {
  const arn = identityArn(identity)
  if (arn?.kind === 'session') return sessionPrincipal(identity, record)
  if (arn !== undefined) return principalOf(arn, undefined)
  if (identity.type === undefined && identity.invokedBy !== undefined) {
    return servicePrincipal(identity.invokedBy, identity)
  }
  return unknownPrincipal(identity)
}

function unknownPrincipal(identity: UserIdentity): Principal {
  const name = visibleName(identity) ?? identity.arn ?? identity.principalId ?? identity.accountId
  const arn = name === undefined ? 'unknown' : (identity.arn ?? `unknown:${name}`)
  return named('unknown', arn, name ?? 'unknown', identity.accountId)
}

/** CloudTrail hides what was typed as a user name where that could have been a password. */
function visibleName(identity: UserIdentity): string | undefined {
  return identity.userName === 'HIDDEN_DUE_TO_SECURITY_REASONS' ? undefined : identity.userName
}

function identityArn(identity: UserIdentity): IdentityArn | undefined {
  return parseIdentityArn(identity.arn)
}

/** `AROAEXAMPLE:session-name`: the part after the colon. */
function sessionOfPrincipalId(principalId: string | undefined): string | undefined {
  const colon = principalId?.indexOf(':') ?? -1
  return colon === -1 ? undefined : principalId?.slice(colon + 1) || undefined
}

/** An ARN without the path, which only the name and the account tell; the partition is the session's or the Region's. */
function deriveArn(
  kind: 'user' | 'role',
  name: string | undefined,
  account: string | undefined,
  record: CallerRecord,
  sessionPartition?: string,
): IdentityArn | undefined {
  const partition = sessionPartition ?? partitionOfRegion(record.awsRegion ?? '')
  if (name === undefined || account === undefined || partition === undefined) return undefined
  return parseIdentityArn(`arn:${partition}:iam::${account}:${kind}/${name}`)
}

function principalOf(arn: IdentityArn, session: string | undefined): Principal {
  const type: PrincipalType = arn.kind === 'session' ? 'role' : arn.kind
  const permissionSet = arn.kind === 'role' ? permissionSetOf(arn.name) : undefined
  const principal = { arn: arn.text, type, account: arn.account, name: arn.name, session, permissionSet }
  return arn.serviceLinked ? { ...principal, serviceLinked: true } : principal
}

/**
 * `AWSReservedSSO_<permission set>_<16 hex digits>`; the name of the set may hold underscores itself.
 * Source: https://docs.aws.amazon.com/singlesignon/latest/userguide/referencingpermissionsets.html
 */
function permissionSetOf(roleName: string): string | undefined {
  return /^AWSReservedSSO_(.+)_[0-9a-f]{16}$/.exec(roleName)?.[1]
}

function named(type: PrincipalType, arn: string, name: string, account: string | undefined): Principal {
  return { arn, type, account, name, session: undefined, permissionSet: undefined }
}
