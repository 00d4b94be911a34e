import type { Call, ResourceReference } from '../call.js'
import { resourceOf, type ServiceRules, text } from '../rule.js'
import type { Action } from '../service.js'

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-api-permissions-reference.html */
export const sqs: ServiceRules = {
  prefix: 'sqs',
  renamed: {
    SendMessageBatch: 'SendMessage',
    DeleteMessageBatch: 'DeleteMessage',
    ChangeMessageVisibilityBatch: 'ChangeMessageVisibility',
  },
  resources: queues,
  tagOnCreate: 'sqs:TagQueue',
  reads: ['queueurl'],
}

/** `https://sqs.eu-west-1.amazonaws.com/111122223333/orders`, and the legacy `https://eu-west-1.queue.…` form. */
const queueUrl = /^https?:\/\/[^/]+\/(\d{12})\/([^/]+)$/

function queues(action: Action, _operation: string, call: Call): readonly ResourceReference[] | undefined {
  const [, account, name] = queueUrl.exec(text(call.request, 'queueUrl') ?? '') ?? []
  if (account === undefined || action.resources.length === 0) return undefined
  return [resourceOf({ ...call, account }, 'sqs/queue', { QueueName: name }, 'queueUrl')]
}
