import type { ServiceRules } from '../rule.js'

/** AWS Glue. */
export const glue: ServiceRules = {
  prefix: 'glue',
  // The reference lists the table's or partition's own action for these, as the page of each operation does:
  // https://docs.aws.amazon.com/glue/latest/webapi/API_GetColumnStatisticsForTable.html
  renamed: {
    CreatePartitionIndex: 'UpdateTable',
    DeleteColumnStatisticsForPartition: 'UpdatePartition',
    DeleteColumnStatisticsForTable: 'UpdateTable',
    DeletePartitionIndex: 'UpdateTable',
    GetColumnStatisticsForPartition: 'GetPartition',
    GetColumnStatisticsForTable: 'GetTable',
    // "The public IAM action associated with this API is": https://docs.aws.amazon.com/glue/latest/webapi/API_GetUnfilteredTableMetadata.html
    GetUnfilteredPartitionMetadata: 'GetPartition',
    GetUnfilteredPartitionsMetadata: 'GetPartitions',
    GetUnfilteredTableMetadata: 'GetTable',
    ListDataQualityStatisticAnnotations: 'GetDataQualityResult',
    ListDataQualityStatistics: 'GetDataQualityResult',
    UpdateColumnStatisticsForPartition: 'UpdatePartition',
    UpdateColumnStatisticsForTable: 'UpdateTable',
  },
}
