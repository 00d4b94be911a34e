import type { ServiceRules } from '../rule.js'

/**
 * Services that differ from the general rule in a few names alone. Each line: the operation, the action that the
 * Service Authorization Reference of the service lists for it.
 */
export const renamedOperations: readonly ServiceRules[] = [
  {
    prefix: 'dms',
    renamed: {
      DescribeDataProviders: 'ListDataProviders',
      DescribeExtensionPackAssociations: 'ListExtensionPacks',
      DescribeInstanceProfiles: 'ListInstanceProfiles',
      DescribeMetadataModelAssessments: 'ListMetadataModelAssessments',
      DescribeMetadataModelConversions: 'ListMetadataModelConversions',
      DescribeMetadataModelExportsAsScript: 'ListMetadataModelExports',
      DescribeMetadataModelExportsToTarget: 'ListMetadataModelExports',
      DescribeMigrationProjects: 'ListMigrationProjects',
      ModifyConversionConfiguration: 'UpdateConversionConfiguration',
      ModifyDataProvider: 'UpdateDataProvider',
      ModifyInstanceProfile: 'UpdateInstanceProfile',
      ModifyMigrationProject: 'UpdateMigrationProject',
      StartExtensionPackAssociation: 'AssociateExtensionPack',
      StartMetadataModelExportAsScript: 'StartMetadataModelExportAsScripts',
    },
  },
  // https://docs.aws.amazon.com/cloudsearch/latest/developerguide/configuring-access.html
  { prefix: 'cloudsearch', renamed: { UploadDocuments: 'document' } },
  { prefix: 'detective', renamed: { ListOrganizationAdminAccounts: 'ListOrganizationAdminAccount' } },
  { prefix: 'ecr', renamed: { ListImageReferrers: 'BatchGetImage' } },
  {
    // https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-control-access-iam.html
    prefix: 'execute-api',
    renamed: {
      DeleteConnection: 'ManageConnections',
      GetConnection: 'ManageConnections',
      PostToConnection: 'ManageConnections',
    },
  },
  {
    // The page of each operation names its action: https://docs.aws.amazon.com/neptune/latest/data-api/API_Operations.html
    prefix: 'neptune-db',
    renamed: {
      CancelGremlinQuery: 'CancelQuery',
      CancelOpenCypherQuery: 'CancelQuery',
      DeletePropertygraphStatistics: 'DeleteStatistics',
      DeleteSparqlStatistics: 'DeleteStatistics',
      ExecuteFastReset: 'ResetDatabase',
      GetGremlinQueryStatus: 'GetQueryStatus',
      GetMLDataProcessingJob: 'GetMLDataProcessingJobStatus',
      GetMLEndpoint: 'GetMLEndpointStatus',
      GetMLModelTrainingJob: 'GetMLModelTrainingJobStatus',
      GetMLModelTransformJob: 'GetMLModelTransformJobStatus',
      GetOpenCypherQueryStatus: 'GetQueryStatus',
      GetPropertygraphStatistics: 'GetStatisticsStatus',
      GetPropertygraphStream: 'GetStreamRecords',
      GetPropertygraphSummary: 'GetGraphSummary',
      GetRDFGraphSummary: 'GetGraphSummary',
      GetSparqlStatistics: 'GetStatisticsStatus',
      GetSparqlStream: 'GetStreamRecords',
      ListGremlinQueries: 'GetQueryStatus',
      ListOpenCypherQueries: 'GetQueryStatus',
      ManagePropertygraphStatistics: 'ManageStatistics',
      ManageSparqlStatistics: 'ManageStatistics',
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
  { prefix: 'resource-explorer-2', renamed: { ListResources: 'Search' } },
  {
    // Signed by nobody: https://docs.aws.amazon.com/singlesignon/latest/OIDCAPIReference/Welcome.html
    prefix: 'sso-oauth',
    permissionless: {
      CreateToken: 'unsigned: the client and its grant decide',
      RegisterClient: 'unsigned: anyone may register a client',
      StartDeviceAuthorization: 'unsigned: the registered client decides',
    },
  },
  {
    prefix: 'tax',
    renamed: {
      BatchGetTaxExemptions: 'GetExemptions',
      GetTaxExemptionTypes: 'GetExemptions',
      ListTaxExemptions: 'GetExemptions',
      PutTaxExemption: 'UpdateExemptions',
    },
  },
  { prefix: 'timestream', renamed: { Query: 'Select' } },
]
