import { arnsOverlap } from '../iam/arn-pattern.js'
import type { ResourceType } from '../reference/service.js'
import { actionById } from '../reference/service.js'

/**
 * True if allowing the action on the resource allows nothing, because the action cannot act on a resource of that type:
 * `ec2:DeleteSubnet` on `…:security-group/*`. An action is only ever authorized on the resource types that the Service
 * Authorization Reference lists for it, and one without any only on `*`.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
 *
 * Said only of resources of the action's own service, so that a statement does not mix what nobody would look for in it.
 */
export function isInert(action: string, resource: string): boolean {
  return resource.split(':')[2] === action.slice(0, action.indexOf(':')) && isInertAnywhere(action, resource)
}

/** As {@link isInert}, of any service's resources. Never of `*`, and never of an action that the reference does not know. */
export function isInertAnywhere(action: string, resource: string): boolean {
  const known = actionById(action)
  if (known === undefined || !resource.startsWith('arn:')) return false
  return known.resources.every(({ type }) => !arnsOverlap(patternOf(type), resource))
}

const patterns = new WeakMap<ResourceType, string>()

/** Every ARN of the type, and with its variables open perhaps some more. */
function patternOf(type: ResourceType): string {
  const found = patterns.get(type) ?? type.format.text.replace(/\$\{[^}]*\}/g, '*')
  patterns.set(type, found)
  return found
}

/**
 * True if an action that needs `ec2:CreateAction` to have this value can never be asked for on the resource: tags given
 * at creation go onto what the call creates, and the call creates nothing of that type.
 * https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/supported-iam-actions-tagging.html
 */
export function isInertFor(key: string, value: string, resource: string): boolean {
  return key === 'ec2:CreateAction' && isInert(`ec2:${value}`, resource)
}
