import { resourceOf, type ServiceRules, text } from '../rule.js'

/** https://docs.aws.amazon.com/athena/latest/ug/workgroups-iam-policy.html: without a workgroup Athena means `primary`. */
export const athena: ServiceRules = {
  prefix: 'athena',
  resources: (action, operation, call) => {
    const needsGroup = action.resources.some(({ type, required }) => required && type.name === 'workgroup')
    if (!needsGroup || operation.endsWith('WorkGroup') || text(call.request, 'workGroup') !== undefined)
      return undefined
    if (!/^(?:StartQueryExecution|ListQueryExecutions|ListNamedQueries|CreateNamedQuery)$/.test(operation))
      return undefined
    return [
      resourceOf(call, 'athena/workgroup', { WorkGroupName: 'primary' }, 'no workGroup: the primary one'),
    ]
  },
  reads: ['workgroup'],
  // A query is checked on the workgroup it runs in.
  links: [{ identifier: 'queryExecutionId', stands: 'workGroup' }],
}
