import type { Call } from './call.js'
import { handedOver } from './derive.js'
import type { Need } from './rule.js'
import { type Action, actionById } from './service.js'

/**
 * Actions that AWS lists as needed beside the operation's own (“dependent actions”), where two things hold. The check
 * leaves no event of its own: it is a read inside the same service, or the handing over of something (`PassConnection`,
 * `UseSourceView`), which is never an operation. And the request gives the ARN of the very resource, which is not the one
 * that the operation itself acts on: an image recipe with its components. Calls that one service makes to another with
 * the caller's permission are not among them: CloudTrail logs those as forwarded calls.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
 */
export function dependentNeeds(
  action: Action,
  operation: string,
  call: Call,
  acted: readonly string[],
): readonly Need[] {
  return silentDependents(action).flatMap((dependent) => {
    const resources = handedOver(dependent, call).filter(
      ({ arn }) => isHandover(dependent) || !acted.includes(arn),
    )
    const why = `AWS lists it as needed for ${operation}, and the request gives the ARN`
    return resources.length === 0 ? [] : [{ action: dependent.id, resources, why }]
  })
}

/** The dependent actions of whose checks no record tells. */
export function silentDependents(action: Action): readonly Action[] {
  return action.dependents.flatMap((id) => {
    const dependent = actionById(id)
    return dependent !== undefined && dependent !== action && isSilent(dependent, action) ? [dependent] : []
  })
}

/** `iam:PassRole` and tagging have rules of their own. */
function isSilent(dependent: Action, action: Action): boolean {
  if (dependent.id === 'iam:PassRole' || /^(?:ListTags|GetTags)/.test(dependent.name)) return false
  if (isHandover(dependent)) return true
  return prefixOf(dependent) === prefixOf(action) && /^(?:Read|List)$/.test(dependent.accessLevel)
}

function isHandover({ name }: Action): boolean {
  return /^(?:Pass|Use)[A-Z]/.test(name)
}

function prefixOf({ id }: Action): string {
  return id.slice(0, id.indexOf(':'))
}
