/**
 * What CloudTrail logs as data events alone, by service: off unless somebody switches them on, kind by kind.
 * https://docs.aws.amazon.com/awscloudtrail/latest/userguide/logging-data-events-with-cloudtrail.html
 */
const dataCalls = new Map([
  ['bedrock-agentcore', 'calls of agents'],
  ['cloudwatch', 'metrics that are written and read'],
  ['cognito-sync', 'data sets'],
  ['dynamodb', 'items of tables'],
  ['iotsitewise', 'time series'],
  ['kinesis', 'records of streams'],
  ['kinesisvideo', 'video streams'],
  ['lambda', 'invocations of functions'],
  ['rds-data', 'statements'],
  ['s3', 'objects of buckets'],
  ['s3express', 'objects of directory buckets'],
  ['s3tables', 'rows of tables'],
  ['sns', 'messages of topics'],
  ['sqs', 'messages of queues'],
  ['timestream', 'rows of tables'],
  ['xray', 'traces'],
])

/** What a trail without data events hides of a service, or `undefined` if it hides nothing. */
export function hiddenCalls(prefix: string): string | undefined {
  return dataCalls.get(prefix)
}
