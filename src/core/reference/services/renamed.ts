import type { ServiceRules } from '../rule.js'

/**
 * Services that differ from the general rule in a few names alone. Each line: the operation, the action that the
 * Service Authorization Reference of the service lists for it.
 */
export const renamedOperations: readonly ServiceRules[] = [
  // "ListFindings" and "GetFinding" authorize both versions.
  { prefix: 'access-analyzer', renamed: { GetFindingV2: 'GetFinding', ListFindingsV2: 'ListFindings' } },
  {
    prefix: 'cloudfront',
    renamed: { CreateDistributionWithTags: 'CreateDistribution' },
    tagOnCreate: 'cloudfront:TagResource',
  },
  {
    prefix: 'lex',
    renamed: {
      ListUtteranceAnalyticsData: 'ListUtteranceAnalyticsData',
      ListUtteranceMetrics: 'ListUtteranceMetrics',
    },
  },
  {
    prefix: 'quicksight',
    renamed: {
      DescribeAnalysisDefinition: 'DescribeAnalysis',
      DescribeDashboardDefinition: 'DescribeDashboard',
      DescribeTemplateDefinition: 'DescribeTemplate',
    },
  },
  { prefix: 'timestream', renamed: { Query: 'Select' } },
  {
    prefix: 'verifiedpermissions',
    renamed: { BatchIsAuthorized: 'IsAuthorized', BatchIsAuthorizedWithToken: 'IsAuthorizedWithToken' },
  },
]
