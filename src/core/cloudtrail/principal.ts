/** What kind of identity made a call. Only `role` and `user` can carry an identity policy. */
export type PrincipalType =
  | 'role'
  | 'user'
  | 'root'
  | 'federated-user'
  | 'identity-center-user'
  | 'service'
  | 'account'
  | 'anonymous'
  | 'unknown'

/** The identity that a record's `userIdentity` resolves to. */
export interface Principal {
  /**
   * The ARN a policy is attached to: for a role session the role's own ARN with its path. A stable name in
   * the same place where no ARN exists (`lambda.amazonaws.com`, `anonymous`, `account:111122223333`, `unknown`).
   */
  readonly arn: string
  readonly type: PrincipalType
  /** The account of the identity, where known. */
  readonly account: string | undefined
  /** The friendly name: role name, user name, `root`; without path. */
  readonly name: string
  /** Session name of an assumed role or federated user, else `undefined`. */
  readonly session: string | undefined
  /** The permission set of an `AWSReservedSSO_<set>_<hash>` role, else `undefined`. */
  readonly permissionSet: string | undefined
  /** Present when `arn` was derived from a session or a name: its path is not known and taken as `/`. */
  readonly pathUnknown?: true
  /** Present for a service-linked role, whose policy belongs to AWS. */
  readonly serviceLinked?: true
}
