import type { Random } from '../random.js'
import { createRandom } from '../random.js'
import { iso, type Seconds } from '../time.js'
import type { Actor } from '../workload.js'

interface RoleSession {
  readonly roleArn: string
  readonly sessionName: string
  readonly start: Seconds
  readonly random: Random
  readonly region: string
  readonly sourceIPAddress: string
  readonly userAgent: string
  readonly mfa?: boolean
  readonly console?: boolean
  readonly federatedProvider?: string
  /** The service that works with the role itself, as CloudFormation does with a service role. */
  readonly invokedBy?: string
}

/** A session of a role. The session's ARN has no path; only `sessionIssuer.arn` does. */
export function roleSession(of: RoleSession): Actor {
  const account = accountOf(of.roleArn)
  const roleName = of.roleArn.slice(of.roleArn.lastIndexOf('/') + 1)
  const principalId = uniqueId('AROA', of.roleArn)
  const arn = `arn:aws:sts::${account}:assumed-role/${roleName}/${of.sessionName}`
  return {
    account,
    region: of.region,
    arn,
    userIdentity: {
      type: 'AssumedRole',
      principalId: `${principalId}:${of.sessionName}`,
      arn,
      accountId: account,
      ...(of.invokedBy === undefined && { accessKeyId: `ASIA${of.random.code(16)}` }),
      sessionContext: {
        sessionIssuer: { type: 'Role', principalId, arn: of.roleArn, accountId: account, userName: roleName },
        webIdFederationData: webIdFederationData(of.federatedProvider),
        attributes: { creationDate: iso(of.start), mfaAuthenticated: String(of.mfa === true) },
      },
      ...(of.invokedBy !== undefined && { invokedBy: of.invokedBy }),
    },
    sourceIPAddress: of.invokedBy ?? of.sourceIPAddress,
    userAgent: of.invokedBy ?? of.userAgent,
    tls: of.invokedBy === undefined,
    console: of.console === true,
  }
}

/** An IAM user with a long-lived access key. */
export function userWithAccessKey(of: {
  readonly userArn: string
  readonly region: string
  readonly sourceIPAddress: string
  readonly userAgent: string
}): Actor {
  const account = accountOf(of.userArn)
  return {
    account,
    region: of.region,
    arn: of.userArn,
    userIdentity: {
      type: 'IAMUser',
      principalId: uniqueId('AIDA', of.userArn),
      arn: of.userArn,
      accountId: account,
      accessKeyId: uniqueId('AKIA', of.userArn),
      userName: of.userArn.slice(of.userArn.lastIndexOf('/') + 1),
    },
    sourceIPAddress: of.sourceIPAddress,
    userAgent: of.userAgent,
    tls: true,
    console: false,
  }
}

/** An AWS service acting for itself: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-user-identity.html */
export function awsService(service: string, account: string, region: string): Actor {
  return {
    account,
    region,
    arn: service,
    userIdentity: { type: 'AWSService', invokedBy: service },
    sourceIPAddress: service,
    userAgent: service,
    tls: false,
    console: false,
  }
}

/** IAM's unique id of an identity: the same for as long as the identity lives. */
export function uniqueId(prefix: string, arn: string): string {
  return prefix + createRandom(`${prefix}/${arn}`).code(17)
}

export function accountOf(arn: string): string {
  return arn.split(':')[4] ?? ''
}

function webIdFederationData(federatedProvider: string | undefined): object {
  return federatedProvider === undefined ? {} : { federatedProvider, attributes: {} }
}
