import { joinDetails } from '../../src/core/account/join-details.js'
import { type AccountDetails, readDetails } from '../../src/core/account/read-details.js'
import type { AccountSnapshot, SnapshotProblem } from '../../src/core/account/snapshot.js'
import type { Json } from '../../src/core/iam/json.js'

export const account = '111122223333'

/** A policy document as the AWS CLI prints it. */
export function document(...statements: readonly Json[]): Json {
  return { Version: '2012-10-17', Statement: statements }
}

export function allow(action: Json, resource: Json = '*', more: { readonly [key: string]: Json } = {}): Json {
  return { Effect: 'Allow', Action: action, Resource: resource, ...more }
}

export function deny(action: Json, resource: Json = '*'): Json {
  return { Effect: 'Deny', Action: action, Resource: resource }
}

/** A role of the dump with one inline policy. */
export function role(name: string, inline: Json, more: { readonly [key: string]: Json } = {}) {
  return {
    RoleName: name,
    Arn: `arn:aws:iam::${account}:role/${name}`,
    RolePolicyList: [{ PolicyName: 'own', PolicyDocument: inline }],
    AttachedManagedPolicies: [],
    ...more,
  }
}

/** A managed policy whose default version is the second. */
export function managed(
  name: string,
  current: Json,
  former: Json = document(),
): { readonly [key: string]: Json } {
  return {
    PolicyName: name,
    Arn: `arn:aws:iam::${account}:policy/${name}`,
    DefaultVersionId: 'v2',
    PolicyVersionList: [
      { VersionId: 'v1', IsDefaultVersion: false, Document: former },
      { VersionId: 'v2', IsDefaultVersion: true, Document: current },
    ],
  }
}

export function read(json: Json): {
  readonly details: AccountDetails
  readonly problems: readonly SnapshotProblem[]
} {
  const problems: SnapshotProblem[] = []
  return { details: readDetails(json, problems), problems }
}

/** A snapshot of sound details. */
export function snapshot(...pages: readonly Json[]): AccountSnapshot {
  return joinDetails(
    pages.map((page) => {
      const { details, problems } = read(page)
      if (problems.length > 0) throw new Error(JSON.stringify(problems))
      return details
    }),
  )
}
