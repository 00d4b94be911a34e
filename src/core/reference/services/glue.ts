import { deriveResources } from '../derive.js'
import { type ServiceRules, text } from '../rule.js'

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
    ListDataQualityStatisticAnnotations: 'GetDataQualityResult',
    ListDataQualityStatistics: 'GetDataQualityResult',
    UpdateColumnStatisticsForPartition: 'UpdatePartition',
    UpdateColumnStatisticsForTable: 'UpdateTable',
  },
  // A catalog id is the account that owns the catalog:
  // https://docs.aws.amazon.com/glue/latest/dg/cross-account-access.html
  resources: (action, operation, call) => {
    const account = text(call.request, 'catalogId')
    if (account === undefined || !/^\d{12}$/.test(account)) return undefined
    return deriveResources(action, operation, { ...call, account })
  },
  reads: ['catalogid'],
}
