import { resourceOf, type ServiceRules, text } from '../rule.js'

/** https://docs.aws.amazon.com/keyspaces/latest/devguide/security_iam_service-with-iam.html: CQL verbs, not operations. */
export const cassandra: ServiceRules = {
  prefix: 'cassandra',
  renamed: {
    CreateKeyspace: 'Create',
    CreateTable: 'Create',
    CreateType: 'Create',
    DeleteKeyspace: 'Drop',
    DeleteTable: 'Drop',
    DeleteType: 'Drop',
    GetKeyspace: 'Select',
    GetTable: 'Select',
    GetTableAutoScalingSettings: 'Select',
    GetType: 'Select',
    ListKeyspaces: 'Select',
    ListTables: 'Select',
    ListTagsForResource: 'Select',
    ListTypes: 'Select',
    RestoreTable: 'Restore',
    UpdateTable: 'Alter',
  },
  // What names a table acts on it, not on the keyspace that it is named in.
  resources: (action, _operation, call) => {
    const [keyspace, table] = [text(call.request, 'keyspaceName'), text(call.request, 'tableName')]
    const ofTable = action.resources.some(({ type }) => type.name === 'table')
    if (!ofTable || keyspace === undefined || table === undefined) return undefined
    const names = { KeyspaceName: keyspace, TableName: table }
    return [resourceOf(call, 'cassandra/table', names, 'keyspaceName and tableName')]
  },
  reads: ['keyspacename', 'tablename'],
}
