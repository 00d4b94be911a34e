/**
 * The public library: what the command line does, as functions.
 *
 * ```ts
 * import { filesSource, generate, allActivity, renderPolicy, silent } from 'leastwise'
 *
 * const source = filesSource(['examples/trail'])
 * const { documents, report } = await generate(
 *   source, { principal: 'marigold-web-task', query: allActivity, includeDenied: false }, silent)
 * const terraform = renderPolicy({ documents, report }, 'terraform', { variables: ['account'] })
 * ```
 */

export { type AccountFiles, accountFiles } from './adapters/account-snapshot/account-files.js'
export { openActivityStore } from './adapters/activity-store/activity-store.js'
export { digestsSource } from './adapters/files/digests-source.js'
export { filesSource } from './adapters/files/files-source.js'
export { readPublicKeys } from './adapters/files/public-keys.js'
export { type FoldWorkersOptions, foldWorkers } from './adapters/fold-workers/fold-workers.js'
export { policySource } from './adapters/policy-files/policy-source.js'
export type { S3Options } from './adapters/s3/options.js'
export { s3Place } from './adapters/s3/s3-place.js'
export { type AccountPolicies, accountPolicies } from './core/account/account-policies.js'
export type { AccountPrincipal, AccountSnapshot } from './core/account/snapshot.js'
export type { Finding, FindingType, Location } from './core/checks/validate/finding.js'
export type { PolicyKind, PolicyType, PolicyUse } from './core/checks/validate/policy-kind.js'
export { resourceTypes, useOf } from './core/checks/validate/policy-kind.js'
export type { PolicyResult, ReportedFinding, ValidationReport } from './core/checks/validate/report.js'
export { validatePolicy } from './core/checks/validate/validate.js'
export type { Integrity, IntegrityProblem } from './core/cloudtrail/digest/integrity.js'
export type { Access, AccessRequest } from './core/evaluate/access.js'
export { authorize } from './core/evaluate/authorize.js'
export { type CompiledAccess, compileAccess } from './core/evaluate/compile-access.js'
export type { PolicySet } from './core/evaluate/policy-set.js'
export type { RequestPrincipal } from './core/evaluate/principal.js'
export type { PrincipalComparison } from './core/findings/comparison.js'
export { type Granted, grantedActions } from './core/findings/granted-actions.js'
export type { PolicyDocument, Statement } from './core/iam/policy.js'
export { parsePolicy } from './core/iam/policy-parse.js'
export { compactPolicy, policySize, printPolicy } from './core/iam/policy-print.js'
export type { Report } from './core/policy/report.js'
export type { ExplainedPolicy, ExplainedStatement } from './core/render/explained.js'
export { type Format, type FormatName, formats } from './core/render/formats.js'
export type { Renderer, Rendering, RenderOptions } from './core/render/rendering.js'
export type { Variable } from './core/render/variables.js'
export { type ActivityLine, type ActivityResult, activity } from './workflows/activity.js'
export { type ActivityQuery, allActivity } from './workflows/activity-query.js'
export { type CompareOptions, type Comparison, compare } from './workflows/compare.js'
export type { Addition, Denial, NextDenial } from './workflows/denials.js'
export { type ErrorCode, errorCodes, LeastwiseError } from './workflows/errors.js'
export { explainEvent } from './workflows/explain-event.js'
export { type Explainable, explainPolicy } from './workflows/explain-policy.js'
export type { EventFacts, ExplainedEvent, Explanation } from './workflows/explained-event.js'
export { type GenerateOptions, type GenerateResult, generate } from './workflows/generate.js'
export { type Cluster, generateClusters } from './workflows/generate-clusters.js'
export { type IngestOptions, type IngestResult, ingest } from './workflows/ingest.js'
export type { InputSummary } from './workflows/input-summary.js'
export { nothingAccepted } from './workflows/policies/accepted.js'
export {
  type AccountSource,
  type DigestSource,
  type FileFolder,
  type Listing,
  type LogFile,
  type ObjectPlace,
  type Observer,
  type PublicKey,
  type RecordSource,
  type Selection,
  type StoredDigest,
  type StoredLog,
  silent,
  UnreadableFile,
} from './workflows/ports.js'
export { type PrincipalSummary, type PrincipalsResult, principals } from './workflows/principals.js'
export { reference } from './workflows/reference.js'
export type { ReferenceAnswer, ReferenceEntry } from './workflows/reference-entry.js'
export { renderPolicy } from './workflows/render-policy.js'
export { type ValidateOptions, validate } from './workflows/validate.js'
export { requireIntactLogs, validateLogs } from './workflows/validate-logs.js'
export { type NamedPolicy, type VerifyOptions, type VerifyResult, verify } from './workflows/verify.js'
export { type WatchOptions, type WatchResult, watchDenials } from './workflows/watch-denials.js'
