import { parseArn } from '../iam/arn.js'

/**
 * Who makes a request.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
 */
export type RequestPrincipal =
  /** An IAM user, also with the temporary credentials of `GetSessionToken`. */
  | { readonly kind: 'user'; readonly arn: string }
  /** A role session: its own ARN (`arn:aws:sts::…:assumed-role/…`) and that of the role, path included. */
  | { readonly kind: 'role'; readonly arn: string; readonly roleArn: string }
  /** A session of `GetFederationToken`; `issuerArn` is the user, or the root user, that asked for it. */
  | { readonly kind: 'federatedUser'; readonly arn: string; readonly issuerArn: string }
  /** The root user of an account: `arn:aws:iam::111122223333:root`. */
  | { readonly kind: 'root'; readonly arn: string }
  /** An AWS service with its own credentials: `cloudtrail.amazonaws.com`. */
  | { readonly kind: 'service'; readonly name: string }
  /** Whoever shows a token of an identity provider to `AssumeRoleWithWebIdentity` or `AssumeRoleWithSAML`. */
  | { readonly kind: 'federated'; readonly provider: string }
  /** A request without a signature. */
  | { readonly kind: 'anonymous' }

/** The account of a principal; `undefined` for those that belong to none. */
export function accountOf(principal: RequestPrincipal): string | undefined {
  return 'arn' in principal ? accountIn(principal.arn) : undefined
}

/** The fifth field of an ARN. Every decision asks for it, so nothing else is read. */
function accountIn(arn: string): string {
  let start = 0
  for (let colons = 0; colons < 4; colons++) start = arn.indexOf(':', start) + 1
  return arn.slice(start, arn.indexOf(':', start))
}

/**
 * Is the principal a role that AWS made for a service of its own? SCPs and RCPs do not bind it.
 * Source: https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps.html
 */
export function isServiceLinkedRole(principal: RequestPrincipal): boolean {
  return principal.kind === 'role' && principal.roleArn.includes(':role/aws-service-role/')
}

/** Has the principal the rights of a root user, its own or those of the root user that federated it? */
export function isRoot(principal: RequestPrincipal): boolean {
  if (principal.kind === 'root') return true
  return principal.kind === 'federatedUser' && parseArn(principal.issuerArn)?.resource === 'root'
}
