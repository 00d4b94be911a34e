import { deriveResources } from '../derive.js'
import { fieldsOf } from '../fields.js'
import { type ServiceRules, text } from '../rule.js'

/**
 * The paths of Amazon EKS call the cluster `name`, and so do its records.
 * https://docs.aws.amazon.com/eks/latest/APIReference/API_DescribeNodegroup.html#API_DescribeNodegroup_RequestSyntax
 */
export const eks: ServiceRules = {
  prefix: 'eks',
  resources: (action, operation, call) => {
    const { name, ...others } = call.request ?? {}
    const inCluster = action.resources.some(({ type }) => type.format.variables.includes('ClusterName'))
    if (
      !inCluster ||
      text(call.request, 'name') === undefined ||
      fieldsOf(others).some((field) => /^cluster(?:name)?$/.test(field.name))
    )
      return undefined
    return deriveResources(action, operation, { ...call, request: { ...others, clusterName: name! } })
  },
  // https://docs.aws.amazon.com/eks/latest/userguide/pod-id-role.html
  passedTo: (operation) =>
    /PodIdentityAssociation$/.test(operation) ? 'pods.eks.amazonaws.com' : 'eks.amazonaws.com',
  reads: ['name', 'cluster', 'clustername'],
}
