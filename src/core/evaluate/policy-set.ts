import type { PolicyDocument } from '../iam/policy.js'

/** The policies at one level of an organization: its root, an organizational unit, or the account. */
export type OrganizationLevel = readonly PolicyDocument[]

/**
 * Every policy that has a say in a request. What is left out does not exist: no boundary is no limit, no
 * resource policy grants nothing, no `scps` is an account outside of any organization.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies.html#access_policy-types
 */
export interface PolicySet {
  /** Managed and inline policies of the user, of its groups, or of the role. */
  readonly identity: readonly PolicyDocument[]
  /** The permissions boundary of the user or role. */
  readonly boundary?: PolicyDocument | undefined
  /** The session policies, inline and managed; together they are one. `undefined`: none were passed. */
  readonly session?: readonly PolicyDocument[] | undefined
  /** Service control policies of the principal's account, from the root of the organization down to the account. */
  readonly scps?: readonly OrganizationLevel[] | undefined
  /** Resource control policies of the resource's account, likewise. `RCPFullAWSAccess` may be left out. */
  readonly rcps?: readonly OrganizationLevel[] | undefined
  /** The policy of the resource: bucket policy, key policy, trust policy of a role, … */
  readonly resource?: PolicyDocument | undefined
  /** The policy of the VPC endpoint that the request goes through. */
  readonly endpoint?: PolicyDocument | undefined
  /** The organization's management account, which neither SCPs nor RCPs restrict. */
  readonly managementAccount?: string | undefined
}

/** A kind of policy, in the order in which a missing Allow is reported. */
export type PolicyType = 'rcp' | 'scp' | 'endpoint' | 'resource' | 'identity' | 'boundary' | 'session'

/** Policies of one kind, and for SCPs and RCPs of one level. */
export interface Layer {
  readonly type: PolicyType
  /** Position from the organization's root; 0 for what has no levels. */
  readonly level: number
  readonly documents: readonly PolicyDocument[]
}

/** Every layer that there is, in the order of {@link PolicyType}. */
export function layersOf(policies: PolicySet): readonly Layer[] {
  const { rcps = [], scps = [], endpoint, resource, identity, boundary, session } = policies
  return [
    ...rcps.map((documents, level): Layer => ({ type: 'rcp', level, documents })),
    ...scps.map((documents, level): Layer => ({ type: 'scp', level, documents })),
    ...one('endpoint', endpoint),
    ...one('resource', resource),
    { type: 'identity', level: 0, documents: identity },
    ...one('boundary', boundary),
    ...(session === undefined ? [] : [{ type: 'session', level: 0, documents: session } as const]),
  ]
}

function one(type: PolicyType, document: PolicyDocument | undefined): Layer[] {
  return document === undefined ? [] : [{ type, level: 0, documents: [document] }]
}
