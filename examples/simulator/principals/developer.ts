import {
  BUCKETS,
  bucketArn,
  type Company,
  GLOBAL,
  HOME,
  identity,
  KEY_IDS,
  keyArn,
  objectArn,
  regional,
} from '../company.js'
import { roleSession } from '../records/identity.js'
import { kmsEvent } from '../records/kms.js'
import { accessDenied, record, refusal, type TrailRecord } from '../records/record.js'
import { bucketEvent, listBucketsEvent, listEvent, objectEvent } from '../records/s3.js'
import { type Call, denied, need, type Principal, type Step, step } from '../workload.js'

const PERMISSION_SET_ROLE =
  'role/aws-reserved/sso.amazonaws.com/eu-central-1/AWSReservedSSO_Developer_3f9c0e7ab1d25468'
const FUNCTION = 'marigold-order-mailer'
const LOG_GROUP = `/aws/lambda/${FUNCTION}`
const SAFARI =
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.3 Safari/605.1.15'
const CLI =
  'aws-cli/2.24.17 md/awscrt#0.23.8 ua/2.0 os/linux#6.8.0 md/arch#x86_64 lang/python#3.12.9 md/pyimpl#CPython cfg/retry-mode#standard md/installer#exe md/prompt#off'

/** A developer who came through IAM Identity Center: mostly reading, in the console and on the command line. */
export function developer(company: Company): Principal {
  const arn = identity(company, PERMISSION_SET_ROLE)
  return {
    name: 'developer',
    arn,
    type: 'Role',
    starts: ['08:00', '12:00', '14:00'],
    share: 5,
    open: ({ random, start, session }) =>
      roleSession({
        roleArn: arn,
        sessionName: ['lena.hoffmann@marigold.example', 'tomas.silva@marigold.example'][
          session % 2
        ] as string,
        start,
        random,
        region: HOME,
        sourceIPAddress: session % 2 === 0 ? '203.0.113.24' : '198.51.100.77',
        userAgent: session % 2 === 0 ? SAFARI : CLI,
        console: session % 2 === 0,
      }),
    steps: [
      ...compute(company),
      ...logsAndAlarms(company),
      ...stacks(company),
      ...roles(company),
      ...buckets(),
      ...keys(company),
      ...refused(company),
    ],
  }
}

/** A read whose answer CloudTrail does not keep. */
function read(
  source: string,
  name: string,
  action: string,
  resource: string,
  request: object | null,
  more: object = {},
): Step {
  return step({
    operation: `${source}:${name}`,
    needs: [need(action, resource)],
    records: (call) => [record(call, { source, name, readOnly: true, request, ...more })],
  })
}

function compute(company: Company): readonly Step[] {
  const functionArn = regional(company, 'lambda', `function:${FUNCTION}`)
  const running = { items: [{ name: 'instance-state-name', valueSet: { items: [{ value: 'running' }] } }] }
  return [
    read('ec2', 'DescribeInstances', 'ec2:DescribeInstances', '*', {
      maxResults: 1000,
      instancesSet: {},
      filterSet: running,
    }),
    read('ec2', 'DescribeSecurityGroups', 'ec2:DescribeSecurityGroups', '*', {
      maxResults: 1000,
      securityGroupSet: {},
      securityGroupIdSet: {},
      filterSet: {},
    }),
    read('ec2', 'DescribeVpcs', 'ec2:DescribeVpcs', '*', { vpcSet: {}, filterSet: {} }),
    read('lambda', 'ListFunctions20150331', 'lambda:ListFunctions', '*', null),
    read('lambda', 'GetFunction20150331v2', 'lambda:GetFunction', functionArn, { functionName: FUNCTION }),
    // Lambda accepts the ARN in place of the name.
    read('lambda', 'GetPolicy20150331v2', 'lambda:GetPolicy', functionArn, { functionName: functionArn }),
  ]
}

function logsAndAlarms(company: Company): readonly Step[] {
  const logGroup = regional(company, 'logs', `log-group:${LOG_GROUP}:*`)
  const logs = { apiVersion: '20140328' }
  return [
    read('logs', 'DescribeLogGroups', 'logs:DescribeLogGroups', '*', { limit: 50 }, logs),
    read(
      'logs',
      'DescribeLogStreams',
      'logs:DescribeLogStreams',
      logGroup,
      {
        logGroupName: LOG_GROUP,
        orderBy: 'LastEventTime',
        descending: true,
        limit: 50,
      },
      logs,
    ),
    read(
      'logs',
      'FilterLogEvents',
      'logs:FilterLogEvents',
      logGroup,
      {
        logGroupName: LOG_GROUP,
        filterPattern: 'ERROR',
        limit: 100,
      },
      logs,
    ),
    // CloudWatch logs as `monitoring`.
    read(
      'monitoring',
      'DescribeAlarms',
      'cloudwatch:DescribeAlarms',
      regional(company, 'cloudwatch', 'alarm:marigold-web-5xx'),
      { alarmNames: ['marigold-web-5xx'], alarmTypes: ['MetricAlarm'] },
    ),
    read('monitoring', 'ListDashboards', 'cloudwatch:ListDashboards', '*', null),
  ]
}

function stacks(company: Company): readonly Step[] {
  const stack = regional(company, 'cloudformation', 'stack/marigold-web/*')
  const request = { stackName: 'marigold-web' }
  return [
    read('cloudformation', 'ListStacks', 'cloudformation:ListStacks', '*', null),
    read('cloudformation', 'DescribeStacks', 'cloudformation:DescribeStacks', stack, request),
    read('cloudformation', 'DescribeStackResources', 'cloudformation:DescribeStackResources', stack, request),
  ]
}

/** The requests give a bare name, although the role has a path. */
function roles(company: Company): readonly Step[] {
  const role = identity(company, 'role/app/marigold-web-task')
  const global = { region: GLOBAL, host: 'iam.amazonaws.com' }
  const roleName = 'marigold-web-task'
  return [
    read('iam', 'ListRoles', 'iam:ListRoles', '*', { maxItems: 1000 }, global),
    read('iam', 'GetRole', 'iam:GetRole', role, { roleName }, global),
    read('iam', 'ListRolePolicies', 'iam:ListRolePolicies', role, { roleName }, global),
    read('iam', 'ListAttachedRolePolicies', 'iam:ListAttachedRolePolicies', role, { roleName }, global),
  ]
}

function buckets(): readonly Step[] {
  const report = 'reports/weekly-sales.csv'
  return [
    step({
      operation: 's3:ListBuckets',
      needs: [need('s3:ListAllMyBuckets', '*')],
      records: (call) => [listBucketsEvent(call)],
    }),
    step({
      operation: 's3:GetBucketLocation',
      needs: [need('s3:GetBucketLocation', bucketArn(BUCKETS.lake))],
      records: (call) => [
        bucketEvent(call, {
          name: 'GetBucketLocation',
          bucket: BUCKETS.lake,
          readOnly: true,
          request: { location: '' },
        }),
      ],
    }),
    step({
      operation: 's3:ListObjects',
      needs: [need('s3:ListBucket', bucketArn(BUCKETS.lake))],
      records: (call) => [
        listEvent(call, {
          name: 'ListObjects',
          bucket: BUCKETS.lake,
          readOnly: true,
          request: { 'list-type': '2', 'encoding-type': 'url', prefix: 'reports/', delimiter: '/' },
        }),
      ],
    }),
    // A version asked for by id takes the place of GetObject:
    // https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html
    step({
      operation: 's3:GetObject',
      needs: [need('s3:GetObjectVersion', objectArn(BUCKETS.lake, report))],
      records: (call) => [
        objectEvent(call, {
          name: 'GetObject',
          bucket: BUCKETS.lake,
          key: report,
          readOnly: true,
          request: { versionId: 'mSk9fJb2yqvPWLhQ3NsV1oXzR8tUcE0D' },
        }),
      ],
    }),
    copy(report, 'lena/weekly-sales.csv'),
  ]
}

/** A copy reads its source as well, which is not an event of its own. */
function copy(source: string, key: string): Step {
  // https://docs.aws.amazon.com/AmazonS3/latest/API/API_CopyObject.html
  return step({
    operation: 's3:CopyObject',
    needs: [
      need('s3:GetObject', objectArn(BUCKETS.lake, source)),
      need('s3:PutObject', objectArn(BUCKETS.scratch, key)),
    ],
    records: (call) => [
      objectEvent(call, {
        name: 'CopyObject',
        bucket: BUCKETS.scratch,
        key,
        readOnly: false,
        request: { 'x-amz-copy-source': `${BUCKETS.lake}/${source}` },
        response: { 'x-amz-server-side-encryption': 'AES256' },
      }),
    ],
  })
}

/** Keys named by alias: the request says the alias, `resources` says the key that a policy must name. */
function keys(company: Company): readonly Step[] {
  // https://docs.aws.amazon.com/kms/latest/developerguide/alias-authorization.html
  const key = keyArn(company.production, KEY_IDS.developer)
  const keyId = 'alias/marigold-developer'
  return [
    step({
      operation: 'kms:DescribeKey',
      needs: [need('kms:DescribeKey', key)],
      records: (call) => [kmsEvent(call, { name: 'DescribeKey', key, request: { keyId } })],
    }),
    step({
      operation: 'kms:Encrypt',
      needs: [need('kms:Encrypt', key)],
      records: (call) => [
        kmsEvent(call, {
          name: 'Encrypt',
          key,
          request: { keyId, encryptionAlgorithm: 'SYMMETRIC_DEFAULT' },
        }),
      ],
    }),
  ]
}

function refused(company: Company): readonly Step[] {
  const instance = regional(company, 'ec2', 'instance/i-0badc0ffee0ddf00d')
  const secret = regional(company, 'secretsmanager', 'secret:marigold/web/database-Kd83hT')
  const user = identity(company, 'user/lena')
  return [
    denied({
      operation: 'ec2:TerminateInstances',
      every: 3,
      wants: [need('ec2:TerminateInstances', instance)],
      records: (call) => [terminateRefused(call, instance)],
    }),
    denied({
      operation: 'secretsmanager:GetSecretValue',
      every: 4,
      wants: [need('secretsmanager:GetSecretValue', secret)],
      records: (call) => [
        record(call, {
          source: 'secretsmanager',
          name: 'GetSecretValue',
          readOnly: true,
          error: accessDenied(call, 'secretsmanager:GetSecretValue', secret, 'AccessDeniedException'),
        }),
      ],
    }),
    denied({
      operation: 'iam:CreateAccessKey',
      every: 4,
      wants: [need('iam:CreateAccessKey', user)],
      records: (call) => [
        record(call, {
          source: 'iam',
          name: 'CreateAccessKey',
          readOnly: false,
          request: { userName: 'lena' },
          region: GLOBAL,
          host: 'iam.amazonaws.com',
          error: accessDenied(call, 'iam:CreateAccessKey', user),
        }),
      ],
    }),
  ]
}

/** EC2 has an error code of its own and adds an encoded message. */
function terminateRefused(call: Call, instance: string): TrailRecord {
  const sentence = refusal(call, 'ec2:TerminateInstances', instance)
  return record(call, {
    source: 'ec2',
    name: 'TerminateInstances',
    readOnly: false,
    request: { instancesSet: { items: [{ instanceId: instance.slice(instance.indexOf('/') + 1) }] } },
    error: {
      code: 'Client.UnauthorizedOperation',
      message: `You are not authorized to perform this operation. ${sentence}. Encoded authorization failure message: ${call.random.word(120)}`,
    },
  })
}
