import type { Call } from '../call.js'
import { type Need, resourceOf, type ServiceRules, text } from '../rule.js'
import { secretOf } from './secretsmanager.js'

/**
 * The Data API signs in with a secret, or as a database user with temporary credentials; the caller needs the
 * permission for either.
 * https://docs.aws.amazon.com/redshift/latest/mgmt/data-api-access.html
 */
export const redshiftData: ServiceRules = {
  prefix: 'redshift-data',
  additional: (_operation, call) => [...secret(call), ...credentials(call)],
  reads: ['secretarn', 'dbuser', 'clusteridentifier', 'database'],
}

function secret(call: Call): readonly Need[] {
  const name = text(call.request, 'secretArn')
  if (name === undefined) return []
  const resources = [secretOf(call, name)]
  return [{ action: 'secretsmanager:GetSecretValue', resources, why: 'the call signs in with secretArn' }]
}

function credentials(call: Call): readonly Need[] {
  const user = text(call.request, 'dbUser')
  if (user === undefined) return []
  const cluster = text(call.request, 'clusterIdentifier')
  const database = text(call.request, 'database')
  const name = { ClusterName: cluster, DbName: database }
  const resources = [
    resourceOf(
      call,
      'redshift/dbuser',
      { ClusterName: cluster, DbUser: user },
      'clusterIdentifier and dbUser',
    ),
    resourceOf(call, 'redshift/dbname', name, 'clusterIdentifier and database'),
  ]
  return [{ action: 'redshift:GetClusterCredentials', resources, why: 'the call signs in as dbUser' }]
}
