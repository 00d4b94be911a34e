import type { Patience } from './retry.js'

/** The ARN of a role that can be assumed. */
export const roleArn = /^arn:aws[a-z0-9-]*:iam::\d{12}:role\/\S+$/

/** How to reach S3. Credentials come from where the AWS CLI takes them: environment, profile, SSO, container, instance. */
export interface S3Options {
  /** Another server that speaks S3's protocol: its URL. Buckets are then named in the path. Default: AWS. */
  readonly endpoint?: string | undefined
  /** You pay for requests and transfer, not the owner of the bucket. Default: false. */
  readonly requesterPays?: boolean | undefined
  /** The ARN of a role to assume first. Default: none. */
  readonly assumeRole?: string | undefined
  /** What the trust policy of that role wants as `sts:ExternalId`. */
  readonly externalId?: string | undefined
  /** How often and how long to try again. */
  readonly patience?: Partial<Patience> | undefined
  /** Objects over this size are fetched in parts of it, in parallel. Default: 8 MiB. */
  readonly partBytes?: number | undefined
  /** Parts of one object that are fetched or held at the same time. Default: 4. */
  readonly parallelParts?: number | undefined
}
