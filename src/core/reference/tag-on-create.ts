import type { Call } from './call.js'
import type { Need, ServiceRules } from './rule.js'
import { type Action, serviceByPrefix, supportsConditionKey } from './service.js'
import { hasTags } from './tags.js'

/** Services with rules of their own for tags (EC2), or that check tags by the creating action alone (S3). */
const exempt = new Set(['ec2', 's3', 'sts', 'tag'])

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
]

function taggingAction(prefix: string, action: Action, operation: string): string | undefined {
  const listed = action.dependents.find(
    (id) => id.startsWith(`${prefix}:`) && /:(?:Tag|AddTags|CreateTags)/.test(id),
  )
  if (listed !== undefined) return listed
  if (
    !supportsConditionKey(action, 'aws:RequestTag/${TagKey}') &&
    !supportsConditionKey(action, 'aws:TagKeys')
  )
    return undefined
  const noun = operation.replace(/^[A-Z][a-z]+/, '')
  const actions = serviceByPrefix(prefix)?.actions
  const name = [`Tag${noun}`, ...general].find((candidate) => actions?.has(candidate.toLowerCase()))
  return name === undefined ? undefined : actions?.get(name.toLowerCase())?.id
}
