import type { Call, ResourceReference } from '../call.js'
import { givenArn, resourceOf, type ServiceRules, text } from '../rule.js'
import type { Action } from '../service.js'

/** https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-manage-iam-access.html */
export const events: ServiceRules = {
  prefix: 'events',
  resources: rules,
  tagOnCreate: 'events:TagResource',
  reads: ['name', 'rule', 'eventbusname', 'entries'],
}

/** A rule's ARN names its bus unless that is the default one. */
function rules(action: Action, operation: string, call: Call): readonly ResourceReference[] | undefined {
  const aboutRules = action.resources.some(({ type }) => type.name === 'rule-on-default-event-bus')
  const name =
    text(call.request, 'rule') ?? (operation.endsWith('Rule') ? text(call.request, 'name') : undefined)
  if (!aboutRules || name === undefined) return undefined
  if (name.startsWith('arn:')) return [givenArn(name, 'the rule ARN')]
  const bus = text(call.request, 'eventBusName')?.split('/').at(-1)
  if (bus === undefined || bus === 'default')
    return [resourceOf(call, 'events/rule-on-default-event-bus', { RuleName: name }, 'the rule’s name')]
  return [
    resourceOf(
      call,
      'events/rule-on-custom-event-bus',
      { EventBusName: bus, RuleName: name },
      'eventBusName and the rule’s name',
    ),
  ]
}
