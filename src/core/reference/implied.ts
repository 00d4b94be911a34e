import { literalValue } from './literal-value.js'

/**
 * A permission that a use implies although CloudTrail shows nothing of it: a suggestion, never a grant.
 */
export interface ImpliedPermission {
  readonly action: string
  readonly resource: string
  readonly reason: string
  /** The page of AWS's documentation that says so. */
  readonly source: string
}

/** What made a call for the principal, where it is one of AWS's own. */
export interface Runtime {
  readonly kind: 'lambda' | 'ecs-agent' | 'cloudwatch-agent' | 'console'
  /** The function's name, or the service that the console called, where it is known. */
  readonly name: string | undefined
  readonly partition: string
  readonly region: string | undefined
  readonly account: string | undefined
}

/** One rule. */
export interface Implication {
  /** One of these in use implies … */
  readonly use: readonly string[]
  /** … these, of which the log shows nothing. */
  readonly implies: readonly string[]
  /** On what: the resource of the use, everything, or the objects of the bucket. Default: the same. */
  readonly on?: 'everything' | 'objects'
  readonly reason: string
  readonly source: string
  /** True if a trail shows the implied calls when data events are switched on: having seen any, it hides none. */
  readonly dataEvents?: true
}

const dataEventsPage =
  'https://docs.aws.amazon.com/awscloudtrail/latest/userguide/logging-data-events-with-cloudtrail.html'

/** What clients ask for before they work with a thing, and the work that a trail without data events hides. */
const hidden = (thing: string) =>
  `${thing} is in use, and without data events the trail does not show which of its data calls are made`

/** What a use implies, rule by rule. */
export const impliedUses: readonly Implication[] = [
  {
    use: ['logs:CreateLogStream'],
    implies: ['logs:PutLogEvents'],
    reason: 'a log stream is made to be written to, and CloudTrail never logs PutLogEvents',
    source: 'https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/logging_cw_api_calls.html',
  },
  {
    use: ['ssm:UpdateInstanceInformation'],
    implies: [
      'ssmmessages:CreateControlChannel',
      'ssmmessages:CreateDataChannel',
      'ssmmessages:OpenControlChannel',
      'ssmmessages:OpenDataChannel',
      'ec2messages:AcknowledgeMessage',
      'ec2messages:DeleteMessage',
      'ec2messages:FailMessage',
      'ec2messages:GetEndpoint',
      'ec2messages:GetMessages',
      'ec2messages:SendReply',
    ],
    on: 'everything',
    reason:
      'the Systems Manager agent runs with this role, and its message channels leave no management event',
    source: 'https://docs.aws.amazon.com/systems-manager/latest/userguide/setup-instance-permissions.html',
  },
  {
    use: ['xray:GetSamplingRules', 'xray:GetSamplingTargets'],
    implies: ['xray:PutTelemetryRecords', 'xray:PutTraceSegments'],
    on: 'everything',
    reason: 'an X-Ray client that asks for sampling rules sends traces, which are data events',
    source: 'https://docs.aws.amazon.com/xray/latest/devguide/xray-api-cloudtrail.html',
    dataEvents: true,
  },
  {
    use: ['s3:GetBucketLocation'],
    implies: ['s3:GetObject', 's3:PutObject'],
    on: 'objects',
    reason: hidden('the bucket'),
    source: dataEventsPage,
    dataEvents: true,
  },
  {
    use: ['dynamodb:DescribeTable'],
    implies: [
      'dynamodb:DeleteItem',
      'dynamodb:GetItem',
      'dynamodb:PutItem',
      'dynamodb:Query',
      'dynamodb:UpdateItem',
    ],
    reason: hidden('the table'),
    source: dataEventsPage,
    dataEvents: true,
  },
  {
    use: ['sqs:GetQueueUrl', 'sqs:GetQueueAttributes'],
    implies: ['sqs:DeleteMessage', 'sqs:ReceiveMessage', 'sqs:SendMessage'],
    reason: hidden('the queue'),
    source: dataEventsPage,
    dataEvents: true,
  },
  {
    use: ['sns:GetTopicAttributes'],
    implies: ['sns:Publish'],
    reason: hidden('the topic'),
    source: dataEventsPage,
    dataEvents: true,
  },
  {
    use: ['kinesis:DescribeStream', 'kinesis:DescribeStreamSummary', 'kinesis:ListShards'],
    implies: ['kinesis:GetRecords', 'kinesis:GetShardIterator', 'kinesis:PutRecord', 'kinesis:PutRecords'],
    reason: hidden('the stream'),
    source: dataEventsPage,
    dataEvents: true,
  },
  {
    use: ['firehose:DescribeDeliveryStream'],
    implies: ['firehose:PutRecord', 'firehose:PutRecordBatch'],
    reason: 'the delivery stream is in use, and CloudTrail never logs what is put into it',
    source: 'https://docs.aws.amazon.com/firehose/latest/dev/monitoring-using-cloudtrail.html',
  },
]

const byUse = new Map<string, Implication[]>()
for (const one of impliedUses) for (const use of one.use) byUse.set(use, [...(byUse.get(use) ?? []), one])

/**
 * What the use of a permission implies. Data events that are there hide nothing, and whoever changes a thing reads what
 * it is like to do so, not to work with what is in it.
 */
export function impliedByUse({
  action,
  resource,
  viaService,
  isShown,
  isAdministered,
}: ShownUse): readonly ImpliedPermission[] {
  if (action === 'kms:GenerateDataKey' && viaService?.startsWith('s3.') === true) return [multipart(resource)]
  return (byUse.get(action) ?? [])
    .filter(
      ({ dataEvents, implies }) => dataEvents === undefined || !(isAdministered || implies.some(isShown)),
    )
    .flatMap(({ implies, on, reason, source }) =>
      implies.map((implied) => ({ action: implied, resource: target(resource, on), reason, source })),
    )
}

/** A permission in use, as far as it can imply others. */
export interface ShownUse {
  readonly action: string
  readonly resource: string
  /** The value of `kms:ViaService`. */
  readonly viaService: string | undefined
  /** True for an action that the log shows in use. */
  readonly isShown: (action: string) => boolean
  /** True if the log shows changes of the same resource by the same principal. */
  readonly isAdministered: boolean
}

function multipart(key: string): ImpliedPermission {
  return {
    action: 'kms:Decrypt',
    resource: key,
    reason:
      'objects are encrypted with the key, and uploading one in parts needs Decrypt too: S3 reads the parts to join them; the condition on kms:ViaService is the same',
    source: 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/mpuoverview.html#mpuAndPermissions',
  }
}

function target(resource: string, on: Implication['on']): string {
  if (on === 'everything') return '*'
  return on === 'objects' && resource !== '*' ? `${resource}/*` : resource
}

/** What a runtime needs of the role it runs with, beside what the code in it calls. */
export function impliedByRuntime(runtime: Runtime): readonly ImpliedPermission[] {
  switch (runtime.kind) {
    case 'lambda':
      return writing(
        ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'],
        logGroup(runtime, `/aws/lambda/${runtime.name === undefined ? '*' : literalValue(runtime.name)}`),
        'the role runs a Lambda function, whose output goes to its log group unless another one is configured',
        'https://docs.aws.amazon.com/lambda/latest/dg/lambda-intro-execution-role.html',
      )
    case 'ecs-agent':
      return writing(
        ['logs:CreateLogStream', 'logs:PutLogEvents'],
        logGroup(runtime, '*'),
        'Amazon ECS starts tasks with this role; with the awslogs driver it writes their output to the log group of the task definition',
        'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_execution_IAM_role.html',
      )
    case 'cloudwatch-agent':
      return writing(
        ['cloudwatch:PutMetricData'],
        '*',
        'the CloudWatch agent runs with this role and sends metrics, which are data events',
        'https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/create-iam-roles-for-cloudwatch-agent.html',
      )
    case 'console':
      return []
  }
}

function writing(actions: readonly string[], resource: string, reason: string, source: string) {
  return actions.map((action) => ({ action, resource, reason, source }))
}

function logGroup({ partition, region, account }: Runtime, name: string): string {
  return `arn:${partition}:logs:${region ?? '*'}:${account ?? '*'}:log-group:${name}:*`
}
