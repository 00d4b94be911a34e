import type { Call } from './call.js'
import type { Need, ServiceRules } from './rule.js'
import { type Action, serviceByPrefix, supportsConditionKey } from './service.js'
import { hasTags } from './tags.js'

/** Services with rules of their own for tags (EC2, STS), or whose operations do nothing else. */
const exempt = new Set(['ec2', 'sts', 'tag'])

/**
 * A request that puts tags on what it makes needs the service's tagging action too. AWS does not list this for every
 * action, but an action that takes tags has condition keys for them.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/access_tags.html#access_tags_control-tagging
 */
export function taggingNeeds(
  action: Action,
  operation: string,
  call: Call,
  rules: ServiceRules | undefined,
): readonly Need[] {
  const [prefix = ''] = action.id.split(':')
  if (exempt.has(prefix) || /^(?:List|Read|Tagging)/.test(action.accessLevel) || !hasTags(call.request))
    return []
  const tagging = rules?.tagOnCreate ?? taggingAction(prefix, action, operation)
  return tagging === undefined || tagging === action.id
    ? []
    : [{ action: tagging, why: 'the request tags what it makes' }]
}

const general = [
  'TagResource',
  'TagResources',
  'AddTagsToResource',
  'AddTags',
  'CreateTags',
  'CreateOrUpdateTags',
  'TagQueue',
  'Tag',
]

function taggingAction(prefix: string, action: Action, operation: string): string | undefined {
  const listed = action.dependents.find(
    (id) => id.startsWith(`${prefix}:`) && /:(?:Tag|AddTags|CreateTags)/.test(id),
  )
  if (listed !== undefined) return listed
  const noun = operation.replace(/^[A-Z][a-z]+/, '')
  const actions = serviceByPrefix(prefix)?.actions
  const existing = (names: readonly string[]) => {
    const name = names.find((candidate) => actions?.has(candidate.toLowerCase()))
    return name === undefined ? undefined : actions?.get(name.toLowerCase())?.id
  }
  // An action that tags just what the operation makes speaks for itself (`chime:TagAttendee`).
  const own = existing([`Tag${noun}`, `Put${noun}Tagging`])
  if (own !== undefined || !takesTags(action) || listedWithout.test(action.id)) return own
  return existing([...shorter(noun).map((short) => `Tag${short}`), ...general])
}

/**
 * AWS lists every other permission of these, but none for their tags.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html
 */
const listedWithout = /^s3:CreateAccessGrant/

/** AWS has condition keys for the tags in a request of the action. */
function takesTags(action: Action): boolean {
  return (
    supportsConditionKey(action, 'aws:RequestTag/${TagKey}') || supportsConditionKey(action, 'aws:TagKeys')
  )
}

/** `VirtualMFADevice` → `MFADevice`, `Device`: what is made may be a kind of what can be tagged. */
function shorter(noun: string): readonly string[] {
  return [...noun.matchAll(/(?<=[a-z])[A-Z]/g)].map(({ index }) => noun.slice(index))
}
