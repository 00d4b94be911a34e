import { type Company, HOME, identity, KEY_IDS, keyArn, NETWORK, regional, TRAIL_BUCKET } from '../company.js'
import { awsService, roleSession, uniqueId } from '../records/identity.js'
import { record, type TrailRecord } from '../records/record.js'
import { bucketEvent } from '../records/s3.js'
import { printed } from '../time.js'
import { type Call, type Routine, type Step, step } from '../workload.js'

/** What AWS does by itself: none of it needs a permission that a customer's identity policy could grant. */
export function awsServices(company: Company): readonly Routine[] {
  return [serviceCalls(company), serviceLinkedRole(company), serviceEvents(company)]
}

function noise(operation: string, every: number, records: (call: Call) => readonly TrailRecord[]): Step {
  return step({ operation, needs: [], every, records })
}

/** Service principals: CloudTrail checks its bucket, ECS takes the task role. */
function serviceCalls(company: Company): Routine {
  return {
    name: 'service-principals',
    starts: ['02:00', '10:00', '16:00'],
    share: 1,
    open: () => awsService('cloudtrail.amazonaws.com', company.production, HOME),
    steps: [
      noise('s3:GetBucketAcl', 1, (call) => [
        {
          ...bucketEvent(call, {
            name: 'GetBucketAcl',
            bucket: TRAIL_BUCKET,
            readOnly: true,
            request: { acl: '' },
          }),
          sharedEventID: call.random.uuid(),
        },
      ]),
      noise('sts:AssumeRole', 1, (call) => [taskCredentials(call, company)]),
    ],
  }
}

function taskCredentials(call: Call, company: Company): TrailRecord {
  const roleArn = identity(company, 'role/app/marigold-web-task')
  const service = 'ecs-tasks.amazonaws.com'
  const roleSessionName = call.random.hex(32)
  return record(call, {
    source: 'sts',
    name: 'AssumeRole',
    readOnly: true,
    userIdentity: { type: 'AWSService', invokedBy: service },
    invokedBy: service,
    request: { roleArn, roleSessionName, durationSeconds: 21_600 },
    response: {
      credentials: { accessKeyId: `ASIA${call.random.code(16)}`, expiration: printed(call.now() + 21_600) },
      assumedRoleUser: {
        assumedRoleId: `${uniqueId('AROA', roleArn)}:${roleSessionName}`,
        arn: `arn:aws:sts::${company.production}:assumed-role/marigold-web-task/${roleSessionName}`,
      },
    },
    resources: [{ accountId: company.production, type: 'AWS::IAM::Role', ARN: roleArn }],
    sharedEventID: call.random.uuid(),
  })
}

/** A role that belongs to a service and whose policy nobody can change. */
function serviceLinkedRole(company: Company): Routine {
  const service = 'autoscaling.amazonaws.com'
  return {
    name: 'service-linked-role',
    starts: ['08:00', '22:55'],
    share: 1,
    open: ({ random, start }) =>
      roleSession({
        roleArn: identity(company, `role/aws-service-role/${service}/AWSServiceRoleForAutoScaling`),
        sessionName: 'AutoScaling',
        start,
        random,
        region: HOME,
        sourceIPAddress: '',
        userAgent: '',
        invokedBy: service,
      }),
    steps: [
      noise('ec2:DescribeInstances', 1, (call) => [
        record(call, {
          source: 'ec2',
          name: 'DescribeInstances',
          readOnly: true,
          request: { instancesSet: {}, filterSet: {} },
        }),
      ]),
      noise('ec2:DescribeSubnets', 1, (call) => [
        record(call, {
          source: 'ec2',
          name: 'DescribeSubnets',
          readOnly: true,
          request: { subnetSet: { items: [{ subnetId: NETWORK.subnet }] }, filterSet: {} },
        }),
      ]),
    ],
  }
}

/** Events about AWS's own work: `userIdentity` has no type. */
function serviceEvents(company: Company): Routine {
  // https://docs.aws.amazon.com/awscloudtrail/latest/userguide/non-api-aws-service-events.html
  const key = keyArn(company.production, KEY_IDS.lake)
  const repository = regional(company, 'ecr', 'repository/marigold/web')
  const internal = 'AWS Internal'
  return {
    name: 'service-events',
    starts: ['02:00'],
    share: 0,
    open: () => ({
      ...awsService(internal, company.production, HOME),
      userIdentity: { accountId: company.production, invokedBy: internal },
    }),
    steps: [
      noise('kms:RotateKey', 1, (call) => [
        serviceEvent(
          call,
          'kms',
          'RotateKey',
          [{ accountId: company.production, type: 'AWS::KMS::Key', ARN: key }],
          {
            keyId: KEY_IDS.lake,
          },
        ),
      ]),
      noise('ecr:PolicyExecutionEvent', 2, (call) => {
        const resources = [{ accountId: company.production, type: 'AWS::ECR::Repository', ARN: repository }]
        return [
          serviceEvent(call, 'ecr', 'PolicyExecutionEvent', resources, { repositoryName: 'marigold/web' }),
        ]
      }),
    ],
  }
}

function serviceEvent(
  call: Call,
  source: string,
  name: string,
  resources: readonly { accountId: string; type: string; ARN: string }[],
  serviceEventDetails: object,
): TrailRecord {
  const { requestID: _, ...event } = record(call, {
    source,
    name,
    readOnly: false,
    resources,
    eventType: 'AwsServiceEvent',
  })
  return { ...event, serviceEventDetails } as TrailRecord
}
