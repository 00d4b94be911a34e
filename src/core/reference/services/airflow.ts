import { resourceOf, type ServiceRules, text } from '../rule.js'

/**
 * A login is to an environment, as any of its roles: the request holds the environment's `name` alone.
 * https://docs.aws.amazon.com/mwaa/latest/userguide/access-policies.html
 */
export const airflow: ServiceRules = {
  prefix: 'airflow',
  resources: (action, _operation, call) => {
    const name = text(call.request, 'name')
    if (action.id !== 'airflow:CreateWebLoginToken' || name === undefined) return undefined
    return [resourceOf(call, 'airflow/rbac-role', { EnvironmentName: name }, 'name')]
  },
  reads: ['name'],
}
