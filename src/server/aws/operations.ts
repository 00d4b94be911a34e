/**
 * What this version does with an operation: `answered` in full; `later`: a modelled error says that it is not there yet;
 * `refused`: the operation is for AWS's own services, and access is denied.
 */
export type OperationState = 'answered' | 'later' | 'refused'

/** An operation of the Access Analyzer API. */
export interface Operation {
  readonly name: string
  readonly method: 'GET' | 'PUT' | 'POST' | 'DELETE'
  /** With `:name` for labels. */
  readonly path: string
  readonly state: OperationState
}

type Row = readonly [Operation['name'], Operation['method'], Operation['path'], OperationState]

/** https://docs.aws.amazon.com/access-analyzer/latest/APIReference/API_Operations.html */
const rows: readonly Row[] = [
  ['ApplyArchiveRule', 'PUT', '/archive-rule', 'later'],
  ['CancelPolicyGeneration', 'PUT', '/policy/generation/:jobId', 'answered'],
  ['CheckAccessNotGranted', 'POST', '/policy/check-access-not-granted', 'later'],
  ['CheckNoNewAccess', 'POST', '/policy/check-no-new-access', 'later'],
  ['CheckNoPublicAccess', 'POST', '/policy/check-no-public-access', 'later'],
  ['CreateAccessPreview', 'PUT', '/access-preview', 'later'],
  ['CreateAnalyzer', 'PUT', '/analyzer', 'later'],
  ['CreateArchiveRule', 'PUT', '/analyzer/:analyzerName/archive-rule', 'later'],
  ['CreateServiceLinkedAnalyzer', 'PUT', '/service-linked-analyzer', 'refused'],
  ['DeleteAnalyzer', 'DELETE', '/analyzer/:analyzerName', 'later'],
  ['DeleteArchiveRule', 'DELETE', '/analyzer/:analyzerName/archive-rule/:ruleName', 'later'],
  ['DeleteServiceLinkedAnalyzer', 'DELETE', '/service-linked-analyzer/:analyzerName', 'refused'],
  ['GenerateFindingRecommendation', 'POST', '/recommendation/:id', 'later'],
  ['GetAccessPreview', 'GET', '/access-preview/:accessPreviewId', 'later'],
  ['GetAnalyzedResource', 'GET', '/analyzed-resource', 'later'],
  ['GetAnalyzer', 'GET', '/analyzer/:analyzerName', 'later'],
  ['GetArchiveRule', 'GET', '/analyzer/:analyzerName/archive-rule/:ruleName', 'later'],
  ['GetFinding', 'GET', '/finding/:id', 'later'],
  ['GetFindingRecommendation', 'GET', '/recommendation/:id', 'later'],
  ['GetFindingV2', 'GET', '/findingv2/:id', 'later'],
  ['GetFindingsStatistics', 'POST', '/analyzer/findings/statistics', 'later'],
  ['GetGeneratedPolicy', 'GET', '/policy/generation/:jobId', 'answered'],
  ['ListAccessPreviewFindings', 'POST', '/access-preview/:accessPreviewId', 'later'],
  ['ListAccessPreviews', 'GET', '/access-preview', 'later'],
  ['ListAnalyzedResources', 'POST', '/analyzed-resource', 'later'],
  ['ListAnalyzers', 'GET', '/analyzer', 'later'],
  ['ListArchiveRules', 'GET', '/analyzer/:analyzerName/archive-rule', 'later'],
  ['ListFindings', 'POST', '/finding', 'later'],
  ['ListFindingsV2', 'POST', '/findingv2', 'later'],
  ['ListPolicyGenerations', 'GET', '/policy/generation', 'answered'],
  ['ListTagsForResource', 'GET', '/tags/:resourceArn', 'later'],
  ['StartPolicyGeneration', 'PUT', '/policy/generation', 'answered'],
  ['StartResourceScan', 'POST', '/resource/scan', 'later'],
  ['TagResource', 'POST', '/tags/:resourceArn', 'later'],
  ['UntagResource', 'DELETE', '/tags/:resourceArn', 'later'],
  ['UpdateAnalyzer', 'PUT', '/analyzer/:analyzerName', 'later'],
  ['UpdateArchiveRule', 'PUT', '/analyzer/:analyzerName/archive-rule/:ruleName', 'later'],
  ['UpdateFindings', 'PUT', '/finding', 'later'],
  ['ValidatePolicy', 'POST', '/policy/validation', 'answered'],
]

/** Every operation of API version 2019-11-01, sorted by name. docs/server.md has the same table. */
export const operations: readonly Operation[] = rows.map(([name, method, path, state]) => ({
  name,
  method,
  path,
  state,
}))
