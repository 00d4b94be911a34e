import type { ServiceRules } from '../rule.js'

/** https://docs.aws.amazon.com/keyspaces/latest/devguide/security_iam_service-with-iam.html: CQL verbs, not operations. */
export const cassandra: ServiceRules = {
  prefix: 'cassandra',
  renamed: {
    CreateKeyspace: 'Create',
    CreateTable: 'Create',
    DeleteKeyspace: 'Drop',
    DeleteTable: 'Drop',
    GetKeyspace: 'Select',
    GetTable: 'Select',
    GetTableAutoScalingSettings: 'Select',
    ListKeyspaces: 'Select',
    ListTables: 'Select',
    ListTagsForResource: 'Select',
    RestoreTable: 'Restore',
    UpdateTable: 'Alter',
  },
}
