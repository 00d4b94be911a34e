import type { Call } from '../call.js'
import { resourceOf, type ServiceRules, text } from '../rule.js'
import { hasAny } from './logged-request.js'

/** Members that requests without a workgroup have. */
const others = ['querystring', 'maxresults', 'nexttoken']

/** Without any request nothing is known of the workgroup either. */
function isLogged({ request }: Call): boolean {
  return hasAny(request, new Set(others))
}

/** https://docs.aws.amazon.com/athena/latest/ug/workgroups-iam-policy.html: without a workgroup Athena means `primary`. */
export const athena: ServiceRules = {
  prefix: 'athena',
  resources: (action, operation, call) => {
    const needsGroup = action.resources.some(({ type, required }) => required && type.name === 'workgroup')
    if (!needsGroup || operation.endsWith('WorkGroup') || text(call.request, 'workGroup') !== undefined)
      return undefined
    if (!/^(?:StartQueryExecution|ListQueryExecutions|ListNamedQueries|CreateNamedQuery)$/.test(operation))
      return undefined
    if (!isLogged(call)) return undefined
    return [
      resourceOf(call, 'athena/workgroup', { WorkGroupName: 'primary' }, 'no workGroup: the primary one'),
    ]
  },
  reads: ['workgroup', ...others],
  // That they are there shows a request without a workgroup; what they say does not matter.
  reduces: Object.fromEntries(others.map((name) => [name, () => 'sent'])),
  // A query is checked on the workgroup it runs in.
  links: [{ identifier: 'queryExecutionId', stands: 'workGroup' }],
}
