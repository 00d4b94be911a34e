import { BUCKETS, bucketArn, type Company, HOME, identity, regional, tableArn } from '../company.js'
import { tableEvent } from '../records/dynamodb.js'
import { roleSession } from '../records/identity.js'
import { accessDenied, record, type TrailRecord } from '../records/record.js'
import { bucketEvent } from '../records/s3.js'
import { type Call, denied, need, needPassRole, type Principal, type Step, step } from '../workload.js'
import { createWorkers, deleteWorkers } from './cloudformation-execution-ec2.js'
import { createRoles, deleteRoles, ROLE_PATH } from './cloudformation-execution-iam.js'

const FUNCTION = 'marigold-image-resizer'
const LOG_GROUP = `/aws/lambda/${FUNCTION}`
const QUEUE = 'marigold-thumbnails'
const TABLE = 'marigold-thumbnails'

export function executionRoleArn(company: Company): string {
  return identity(company, 'role/deploy/marigold-cfn-execution')
}

/**
 * The role that CloudFormation works with. CloudFormation has assumed it, so nothing here is a call
 * forwarded for someone else, and `aws:CalledVia` is absent although every record says `invokedBy`:
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-calledvia
 */
export function cloudFormationExecution(company: Company): Principal {
  const arn = executionRoleArn(company)
  return {
    name: 'cloudformation-execution',
    arn,
    type: 'Role',
    starts: ['10:01', '16:01'],
    share: 2,
    open: ({ random, start }) =>
      roleSession({
        roleArn: arn,
        sessionName: 'AWSCloudFormation',
        start,
        random,
        region: HOME,
        sourceIPAddress: '',
        userAgent: '',
        invokedBy: 'cloudformation.amazonaws.com',
      }),
    steps: [
      ...createRoles(company),
      ...createFunctionAndLogs(company),
      ...createQueueAndTable(company),
      ...createBucket(),
      ...createWorkers(company),
      ...refused(company),
      ...deleteWorkers(company),
      ...deleteEverythingElse(company),
      ...deleteRoles(company),
    ],
  }
}

function arns(company: Company) {
  return {
    functionArn: regional(company, 'lambda', `function:${FUNCTION}`),
    // https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/iam-access-control-overview-cwl.html: with `:*`
    logGroup: regional(company, 'logs', `log-group:${LOG_GROUP}:*`),
    queue: regional(company, 'sqs', QUEUE),
    queueUrl: `https://sqs.${HOME}.amazonaws.com/${company.production}/${QUEUE}`,
    table: tableArn(company, TABLE),
  }
}

function logs(call: Call, name: string, request: object): TrailRecord {
  return record(call, { source: 'logs', name, readOnly: false, request, apiVersion: '20140328' })
}

function createFunctionAndLogs(company: Company): readonly Step[] {
  const { functionArn, logGroup } = arns(company)
  const role = identity(company, `role${ROLE_PATH}marigold-image-resizer`)
  return [
    step({
      operation: 'logs:CreateLogGroup',
      needs: [need('logs:CreateLogGroup', logGroup)],
      records: (call) => [logs(call, 'CreateLogGroup', { logGroupName: LOG_GROUP })],
    }),
    step({
      operation: 'logs:PutRetentionPolicy',
      needs: [need('logs:PutRetentionPolicy', logGroup)],
      records: (call) => [logs(call, 'PutRetentionPolicy', { logGroupName: LOG_GROUP, retentionInDays: 30 })],
    }),
    // https://docs.aws.amazon.com/lambda/latest/dg/configuration-tags.html: tags in the request need TagResource.
    step({
      operation: 'lambda:CreateFunction20150331',
      needs: [
        need('lambda:CreateFunction', functionArn),
        need('lambda:TagResource', functionArn),
        needPassRole(role, 'lambda.amazonaws.com'),
      ],
      records: (call) => [createFunction(call, functionArn, role)],
    }),
    step({
      operation: 'lambda:GetFunction20150331v2',
      needs: [need('lambda:GetFunction', functionArn)],
      records: (call) => [lambda(call, 'GetFunction20150331v2', true, { functionName: FUNCTION })],
    }),
  ]
}

function lambda(
  call: Call,
  name: string,
  readOnly: boolean,
  request: object,
  response?: object,
): TrailRecord {
  return record(call, { source: 'lambda', name, readOnly, request, ...(response && { response }) })
}

function createFunction(call: Call, functionArn: string, role: string): TrailRecord {
  const settings = {
    functionName: FUNCTION,
    runtime: 'nodejs22.x',
    role,
    handler: 'index.handler',
    timeout: 30,
    memorySize: 512,
  }
  return lambda(
    call,
    'CreateFunction20150331',
    false,
    { ...settings, code: {}, publish: false, environment: {}, tags: { application: 'marigold' } },
    {
      ...settings,
      functionArn,
      codeSize: 3114,
      codeSha256: `${call.random.base64(43)}=`,
      version: '$LATEST',
      revisionId: call.random.uuid(),
      state: 'Pending',
      stateReasonCode: 'Creating',
      packageType: 'Zip',
      architectures: ['arm64'],
    },
  )
}

function sqs(call: Call, name: string, readOnly: boolean, request: object, response?: object): TrailRecord {
  return record(call, { source: 'sqs', name, readOnly, request, ...(response && { response }) })
}

function createQueueAndTable(company: Company): readonly Step[] {
  const { queue, queueUrl, table } = arns(company)
  return [
    step({
      operation: 'sqs:CreateQueue',
      needs: [need('sqs:CreateQueue', queue)],
      records: (call) => {
        const attributes = { VisibilityTimeout: '120', SqsManagedSseEnabled: 'true' }
        return [sqs(call, 'CreateQueue', false, { queueName: QUEUE, attributes }, { queueUrl })]
      },
    }),
    step({
      operation: 'sqs:GetQueueAttributes',
      needs: [need('sqs:GetQueueAttributes', queue)],
      records: (call) => [sqs(call, 'GetQueueAttributes', true, { queueUrl, attributeNames: ['All'] })],
    }),
    step({
      operation: 'dynamodb:CreateTable',
      needs: [need('dynamodb:CreateTable', table)],
      records: (call) => [
        tableEvent(call, {
          name: 'CreateTable',
          readOnly: false,
          request: {
            tableName: TABLE,
            attributeDefinitions: [{ attributeName: 'imageId', attributeType: 'S' }],
            keySchema: [{ attributeName: 'imageId', keyType: 'HASH' }],
            billingMode: 'PAY_PER_REQUEST',
          },
          response: { tableDescription: { tableName: TABLE, tableArn: table, tableStatus: 'CREATING' } },
        }),
      ],
    }),
    step({
      operation: 'dynamodb:DescribeTable',
      needs: [need('dynamodb:DescribeTable', table)],
      records: (call) => [
        tableEvent(call, { name: 'DescribeTable', readOnly: true, request: { tableName: TABLE } }),
      ],
    }),
  ]
}

/** Bucket settings: the action is not always the operation's name. */
function bucketStep(operation: string, action: string, request: object): Step {
  // https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html
  return step({
    operation: `s3:${operation}`,
    needs: [need(action, bucketArn(BUCKETS.thumbnails))],
    records: (call) => [
      bucketEvent(call, { name: operation, bucket: BUCKETS.thumbnails, readOnly: false, request }),
    ],
  })
}

function createBucket(): readonly Step[] {
  const xmlns = 'http://s3.amazonaws.com/doc/2006-03-01/'
  return [
    bucketStep('CreateBucket', 's3:CreateBucket', {
      CreateBucketConfiguration: { LocationConstraint: HOME, xmlns },
    }),
    bucketStep('PutBucketEncryption', 's3:PutEncryptionConfiguration', {
      encryption: '',
      ServerSideEncryptionConfiguration: {
        xmlns,
        Rule: { ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } },
      },
    }),
    bucketStep('PutBucketPublicAccessBlock', 's3:PutBucketPublicAccessBlock', {
      publicAccessBlock: '',
      PublicAccessBlockConfiguration: { xmlns, BlockPublicAcls: true, BlockPublicPolicy: true },
    }),
    bucketStep('PutBucketVersioning', 's3:PutBucketVersioning', {
      versioning: '',
      VersioningConfiguration: { xmlns, Status: 'Enabled' },
    }),
    bucketStep('PutBucketTagging', 's3:PutBucketTagging', {
      tagging: '',
      Tagging: { xmlns, TagSet: { Tag: { Key: 'application', Value: 'marigold' } } },
    }),
  ]
}

function deleteEverythingElse(company: Company): readonly Step[] {
  const { functionArn, logGroup, queue, queueUrl, table } = arns(company)
  return [
    bucketStep('DeleteBucket', 's3:DeleteBucket', {}),
    step({
      operation: 'lambda:DeleteFunction20150331',
      needs: [need('lambda:DeleteFunction', functionArn)],
      records: (call) => [lambda(call, 'DeleteFunction20150331', false, { functionName: FUNCTION })],
    }),
    step({
      operation: 'logs:DeleteLogGroup',
      needs: [need('logs:DeleteLogGroup', logGroup)],
      records: (call) => [logs(call, 'DeleteLogGroup', { logGroupName: LOG_GROUP })],
    }),
    step({
      operation: 'sqs:DeleteQueue',
      needs: [need('sqs:DeleteQueue', queue)],
      records: (call) => [sqs(call, 'DeleteQueue', false, { queueUrl })],
    }),
    step({
      operation: 'dynamodb:DeleteTable',
      needs: [need('dynamodb:DeleteTable', table)],
      records: (call) => [
        tableEvent(call, {
          name: 'DeleteTable',
          readOnly: false,
          request: { tableName: TABLE },
          response: { tableDescription: { tableName: TABLE, tableArn: table, tableStatus: 'DELETING' } },
        }),
      ],
    }),
  ]
}

function refused(company: Company): readonly Step[] {
  const wanted = regional(company, 'kms', '*')
  return [
    denied({
      operation: 'kms:CreateKey',
      every: 2,
      wants: [need('kms:CreateKey', '*')],
      records: (call) => [
        record(call, {
          source: 'kms',
          name: 'CreateKey',
          readOnly: false,
          request: { description: 'thumbnails', keySpec: 'SYMMETRIC_DEFAULT', keyUsage: 'ENCRYPT_DECRYPT' },
          error: accessDenied(call, 'kms:CreateKey', wanted, 'AccessDenied'),
        }),
      ],
    }),
  ]
}
