import { asObject, type Json, member } from '../../iam/json.js'
import type { Call, ResourceReference } from '../call.js'
import { givenArn, resourceOf, type ServiceRules, text } from '../rule.js'
import type { Action } from '../service.js'

/** https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-manage-iam-access.html */
export const events: ServiceRules = {
  prefix: 'events',
  resources: (action, operation, call) =>
    operation === 'PutEvents' ? buses(call) : rules(action, operation, call),
  tagOnCreate: 'events:TagResource',
  reads: ['name', 'rule', 'eventbusname', 'entries', 'source'],
  // Every entry has a source; that it is there tells an entry for the default bus.
  reduces: { source: () => 'sent' },
}

/**
 * An entry that names no bus goes to the default one.
 * https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEventsRequestEntry.html
 */
function buses(call: Call): readonly ResourceReference[] | undefined {
  const entries = member(call.request, 'entries')
  const found = (Array.isArray(entries) ? (entries as readonly Json[]) : []).flatMap((element) => {
    const entry = asObject(element)
    const bus = text(entry, 'eventBusName')
    if (bus === undefined && text(entry, 'source') === undefined) return []
    return [bus?.startsWith('arn:') ? givenArn(bus, 'eventBusName') : busNamed(call, bus)]
  })
  return found.length > 0 ? found : undefined
}

function busNamed(call: Call, bus: string | undefined): ResourceReference {
  const why = bus === undefined ? 'no eventBusName: the default bus' : 'eventBusName'
  return resourceOf(call, 'events/event-bus', { EventBusName: bus ?? 'default' }, why)
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
    return [resourceOf(call, 'events/rule-on-default-event-bus', { RuleName: name }, "the rule's name")]
  return [
    resourceOf(
      call,
      'events/rule-on-custom-event-bus',
      { EventBusName: bus, RuleName: name },
      "eventBusName and the rule's name",
    ),
  ]
}
