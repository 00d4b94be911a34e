import { type Company, HOME, regional } from '../company.js'
import { record, type TrailRecord } from '../records/record.js'
import { type Call, need, type Step, single } from '../workload.js'

const ORDERS = 'marigold-orders'
const EMAILS = 'marigold-emails'
const HIDDEN = 'HIDDEN_DUE_TO_SECURITY_REASONS'

/** Two queues, named by URL in the requests, and a topic. */
export function messages(company: Company): readonly Step[] {
  const orders = regional(company, 'sqs', ORDERS)
  const emails = regional(company, 'sqs', EMAILS)
  return [
    single('sqs:SendMessage', [need('sqs:SendMessage', orders)], sendMessage),
    // Batches need the permission of the single call:
    // https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-api-permissions-reference.html
    single(
      'sqs:SendMessageBatch',
      [need('sqs:SendMessage', emails)],
      (call) => queueCall(call, EMAILS, 'SendMessageBatch', { entries: [{ id: '1', messageBody: HIDDEN }] }),
      { every: 4 },
    ),
    single(
      'sqs:ReceiveMessage',
      [need('sqs:ReceiveMessage', orders)],
      (call) => queueCall(call, ORDERS, 'ReceiveMessage', { maxNumberOfMessages: 10, waitTimeSeconds: 20 }),
      { every: 2 },
    ),
    single(
      'sqs:DeleteMessage',
      [need('sqs:DeleteMessage', orders)],
      (call) =>
        queueCall(call, ORDERS, 'DeleteMessage', { receiptHandle: `AQEB${call.random.base64(60)}==` }),
      { every: 2 },
    ),
    publish(regional(company, 'sns', 'marigold-order-events')),
  ]
}

function sendMessage(call: Call): TrailRecord {
  const response = { mD5OfMessageBody: call.random.hex(32), messageId: call.random.uuid() }
  return queueCall(call, ORDERS, 'SendMessage', { messageBody: HIDDEN }, response)
}

function queueCall(call: Call, queue: string, name: string, request: object, response?: object): TrailRecord {
  const { company } = call
  return record(call, {
    source: 'sqs',
    name,
    readOnly: false,
    data: true,
    request: { queueUrl: `https://sqs.${HOME}.amazonaws.com/${company.production}/${queue}`, ...request },
    ...(response && { response }),
    resources: [
      { accountId: company.production, type: 'AWS::SQS::Queue', ARN: regional(company, 'sqs', queue) },
    ],
  })
}

function publish(topic: string): Step {
  return single(
    'sns:Publish',
    [need('sns:Publish', topic)],
    (call) =>
      record(call, {
        source: 'sns',
        name: 'Publish',
        readOnly: false,
        data: true,
        request: { topicArn: topic, message: HIDDEN },
        response: { messageId: call.random.uuid() },
        resources: [{ accountId: call.company.production, type: 'AWS::SNS::Topic', ARN: topic }],
      }),
    { every: 2 },
  )
}
