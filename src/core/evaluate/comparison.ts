import type { PolicyVersion } from '../iam/policy.js'
import type { RequestContext } from './evaluation.js'
import type { Truth } from './truth.js'

/** Compares a value of the request with one value of the policy, which was read beforehand. */
export type ValueTest = (value: string, context: RequestContext) => Truth

/** Reads a policy value for one family of operators. */
export type Comparison = (policyValue: string, version: PolicyVersion | undefined) => ValueTest
