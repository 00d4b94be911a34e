import type { Call, ResourceReference } from '../call.js'
import { deriveResources } from '../derive.js'
import { resourceOf, type ServiceRules, text } from '../rule.js'
import type { Action } from '../service.js'

/** Members that hold a root, an organizational unit or an account. */
const members = ['targetId', 'parentId', 'sourceParentId', 'destinationParentId']

/**
 * AWS Organizations tells what an identifier is of by its form.
 * https://docs.aws.amazon.com/organizations/latest/APIReference/API_AttachPolicy.html#API_AttachPolicy_RequestSyntax
 */
export const organizations: ServiceRules = {
  prefix: 'organizations',
  resources: targets,
  reads: members.map((name) => name.toLowerCase()),
}

function targets(action: Action, operation: string, call: Call): readonly ResourceReference[] | undefined {
  const supported = new Set(action.resources.map(({ type }) => type.name))
  const found = members.flatMap((key) => {
    const [type, variable, id] = kindOf(text(call.request, key) ?? '')
    return supported.has(type) ? [resourceOf(call, `organizations/${type}`, { [variable]: id }, key)] : []
  })
  if (found.length === 0) return undefined
  const derived = deriveResources(action, operation, call).filter(
    ({ arn }) => arn !== '*' && !found.some((one) => kindOfArn(one.arn) === kindOfArn(arn)),
  )
  return [...found, ...derived]
}

function kindOf(id: string): readonly [type: string, variable: string, id: string] {
  if (id.startsWith('ou-')) return ['organizationalunit', 'OrganizationalUnitId', id.slice('ou-'.length)]
  if (id.startsWith('r-')) return ['root', 'RootId', id.slice('r-'.length)]
  return /^\d{12}$/.test(id) ? ['account', 'AccountId', id] : ['', '', id]
}

function kindOfArn(arn: string): string {
  return arn.split(':').slice(5).join(':').split('/', 1)[0]!
}
