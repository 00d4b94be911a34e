import type { Call, ResourceReference } from '../call.js'
import { deriveResources } from '../derive.js'
import { type Need, resourceOf, type ServiceRules, text } from '../rule.js'
import type { Action } from '../service.js'

/**
 * A last snapshot is taken of what is deleted if the request names it, and that is a permission of its own.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonrds.html
 */
export const rds: ServiceRules = {
  prefix: 'rds',
  additional: (operation, call) => lastSnapshot(operation, call),
  resources: snapshots,
  reads: ['finaldbsnapshotidentifier', 'snapshotidentifier'],
}

/** What a deletion with a last snapshot makes, and of what. */
const made: Readonly<
  Record<string, { readonly action: string; readonly snapshot: string; readonly variable: string }>
> = {
  DeleteDBCluster: {
    action: 'rds:CreateDBClusterSnapshot',
    snapshot: 'rds/cluster-snapshot',
    variable: 'ClusterSnapshotName',
  },
  DeleteDBInstance: { action: 'rds:CreateDBSnapshot', snapshot: 'rds/snapshot', variable: 'SnapshotName' },
}

function lastSnapshot(operation: string, call: Call): readonly Need[] {
  const snapshot = lastSnapshotOf(operation, call)
  if (snapshot === undefined) return []
  const identifier =
    operation === 'DeleteDBCluster'
      ? resourceOf(
          call,
          'rds/cluster',
          { DbClusterInstanceName: text(call.request, 'dBClusterIdentifier') },
          'dBClusterIdentifier',
        )
      : resourceOf(
          call,
          'rds/db',
          { DbInstanceName: text(call.request, 'dBInstanceIdentifier') },
          'dBInstanceIdentifier',
        )
  return [
    {
      action: made[operation]!.action,
      resources: [identifier, snapshot],
      why: 'the request names a last snapshot of what it deletes',
    },
  ]
}

function lastSnapshotOf(operation: string, call: Call): ResourceReference | undefined {
  const name = text(call.request, 'finalDBSnapshotIdentifier')
  if (name === undefined || !Object.hasOwn(made, operation)) return undefined
  const { snapshot, variable } = made[operation]!
  return resourceOf(call, snapshot, { [variable]: name }, 'finalDBSnapshotIdentifier')
}

/**
 * A name given to RestoreDBClusterFromSnapshot is that of a cluster snapshot; a snapshot of an instance is given by ARN.
 * https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_RestoreDBClusterFromSnapshot.html
 */
function snapshots(action: Action, operation: string, call: Call): readonly ResourceReference[] | undefined {
  if (action.id === 'rds:DeleteDBCluster') {
    const last = lastSnapshotOf(operation, call)
    return last === undefined ? undefined : [...deriveResources(action, operation, call), last]
  }
  const name = text(call.request, 'snapshotIdentifier')
  if (action.id !== 'rds:RestoreDBClusterFromSnapshot' || name === undefined || name.startsWith('arn:'))
    return undefined
  const others = deriveResources(action, operation, call).filter(({ arn }) => !arn.includes(':snapshot:'))
  return [
    ...others,
    resourceOf(call, 'rds/cluster-snapshot', { ClusterSnapshotName: name }, 'snapshotIdentifier'),
  ]
}
