import { BUCKETS, type Company, HOME, identity, objectArn, regional } from '../company.js'
import { roleSession } from '../records/identity.js'
import { accessDenied, record, type TrailRecord } from '../records/record.js'
import { objectEvent } from '../records/s3.js'
import {
  type Call,
  denied,
  need,
  needPassRole,
  needVia,
  type Principal,
  type Step,
  step,
} from '../workload.js'
import { executionRoleArn } from './cloudformation-execution.js'

const CLOUDFORMATION = 'cloudformation.amazonaws.com'
const WEB = 'marigold-web'
const THUMBNAILS = 'marigold-thumbnails'

/** Deploys stacks, but creates nothing itself: it hands CloudFormation a role that may. */
export function stackDeployer(company: Company): Principal {
  const arn = identity(company, 'role/deploy/marigold-stack-deployer')
  return {
    name: 'stack-deployer',
    arn,
    type: 'Role',
    starts: ['10:00', '16:00'],
    share: 2,
    open: ({ random, start, session }) =>
      roleSession({
        roleArn: arn,
        sessionName: session % 2 === 0 ? 'lena.hoffmann' : 'tomas.silva',
        start,
        random,
        region: HOME,
        sourceIPAddress: '203.0.113.24',
        userAgent:
          'aws-cli/2.24.17 md/awscrt#0.23.8 ua/2.0 os/macos#24.3.0 md/arch#arm64 lang/python#3.12.9 md/pyimpl#CPython cfg/retry-mode#standard md/installer#exe md/prompt#off',
      }),
    steps: [...templates(company), ...changeSet(company), ...testStack(company)],
  }
}

/** A stack's ARN ends with an id that its creation makes up. */
function stackArn(company: Company, stack: string): string {
  return regional(company, 'cloudformation', `stack/${stack}/*`)
}

function templates(_company: Company): readonly Step[] {
  return ['templates/web.yaml', 'templates/thumbnails.yaml'].map((key) =>
    step({
      operation: 's3:PutObject',
      needs: [need('s3:PutObject', objectArn(BUCKETS.templates, key))],
      records: (call) => [
        objectEvent(call, {
          name: 'PutObject',
          bucket: BUCKETS.templates,
          key,
          readOnly: false,
          request: { 'x-amz-server-side-encryption': 'AES256' },
          response: { 'x-amz-server-side-encryption': 'AES256' },
        }),
      ],
    }),
  )
}

function cloudformation(
  call: Call,
  name: string,
  readOnly: boolean,
  request: object,
  more: { response?: object; error?: { code: string; message: string } } = {},
): TrailRecord {
  return record(call, { source: 'cloudformation', name, readOnly, request, ...more })
}

/** CloudFormation fetches a template with the permission of whoever names its URL. */
function fetchTemplate(call: Call, key: string): TrailRecord {
  return objectEvent(call, {
    name: 'GetObject',
    bucket: BUCKETS.templates,
    key,
    readOnly: true,
    invokedBy: CLOUDFORMATION,
  })
}

function templateURL(key: string): string {
  return `https://${BUCKETS.templates}.s3.${HOME}.amazonaws.com/${key}`
}

/** The shop's own stack is updated through a change set. */
function changeSet(company: Company): readonly Step[] {
  // https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-iam-servicerole.html
  const stack = stackArn(company, WEB)
  const executionRole = executionRoleArn(company)
  const changeSetName = (call: Call) => call.recall('changeSet', () => `release-${call.random.hex(8)}`)
  return [
    step({
      operation: 'cloudformation:ValidateTemplate',
      needs: [
        need('cloudformation:ValidateTemplate', '*'),
        needVia(CLOUDFORMATION, 's3:GetObject', objectArn(BUCKETS.templates, 'templates/web.yaml')),
      ],
      records: (call) => [
        cloudformation(call, 'ValidateTemplate', true, { templateURL: templateURL('templates/web.yaml') }),
        fetchTemplate(call, 'templates/web.yaml'),
      ],
    }),
    step({
      operation: 'cloudformation:CreateChangeSet',
      needs: [
        need('cloudformation:CreateChangeSet', stack),
        needPassRole(executionRole, CLOUDFORMATION),
        needVia(CLOUDFORMATION, 's3:GetObject', objectArn(BUCKETS.templates, 'templates/web.yaml')),
      ],
      records: (call) => {
        const id = `arn:aws:cloudformation:${HOME}:${company.production}:changeSet/${changeSetName(call)}/${call.random.uuid()}`
        return [
          cloudformation(
            call,
            'CreateChangeSet',
            false,
            {
              stackName: WEB,
              changeSetName: changeSetName(call),
              changeSetType: 'UPDATE',
              templateURL: templateURL('templates/web.yaml'),
              capabilities: ['CAPABILITY_NAMED_IAM'],
              roleARN: executionRole,
              clientToken: call.random.uuid(),
            },
            { response: { id, stackId: stackId(company, WEB, call) } },
          ),
          fetchTemplate(call, 'templates/web.yaml'),
        ]
      },
    }),
    step({
      operation: 'cloudformation:DescribeChangeSet',
      needs: [need('cloudformation:DescribeChangeSet', stack)],
      records: (call) => [
        cloudformation(call, 'DescribeChangeSet', true, {
          stackName: WEB,
          changeSetName: changeSetName(call),
        }),
      ],
    }),
    step({
      operation: 'cloudformation:ExecuteChangeSet',
      needs: [need('cloudformation:ExecuteChangeSet', stack)],
      records: (call) => [
        cloudformation(call, 'ExecuteChangeSet', false, {
          stackName: WEB,
          changeSetName: changeSetName(call),
        }),
      ],
    }),
    step({
      operation: 'cloudformation:DescribeStacks',
      needs: [need('cloudformation:DescribeStacks', stack)],
      records: (call) => [cloudformation(call, 'DescribeStacks', true, { stackName: WEB })],
    }),
  ]
}

/** A stack that is created, tried out, changed and deleted again with every release. */
function testStack(company: Company): readonly Step[] {
  const stack = stackArn(company, THUMBNAILS)
  const executionRole = executionRoleArn(company)
  const passExecutionRole = needPassRole(executionRole, CLOUDFORMATION)
  const fetch = needVia(
    CLOUDFORMATION,
    's3:GetObject',
    objectArn(BUCKETS.templates, 'templates/thumbnails.yaml'),
  )
  const deploy = (call: Call, name: string): readonly TrailRecord[] => [
    cloudformation(
      call,
      name,
      false,
      {
        stackName: THUMBNAILS,
        templateURL: templateURL('templates/thumbnails.yaml'),
        capabilities: ['CAPABILITY_NAMED_IAM'],
        roleARN: executionRole,
        clientRequestToken: call.random.uuid(),
      },
      { response: { stackId: stackId(company, THUMBNAILS, call) } },
    ),
    fetchTemplate(call, 'templates/thumbnails.yaml'),
  ]
  return [
    step({
      operation: 'cloudformation:CreateStack',
      needs: [need('cloudformation:CreateStack', stack), passExecutionRole, fetch],
      records: (call) => deploy(call, 'CreateStack'),
    }),
    step({
      operation: 'cloudformation:DescribeStackEvents',
      needs: [need('cloudformation:DescribeStackEvents', stack)],
      records: (call) => [cloudformation(call, 'DescribeStackEvents', true, { stackName: THUMBNAILS })],
    }),
    step({
      operation: 'cloudformation:UpdateStack',
      needs: [need('cloudformation:UpdateStack', stack), passExecutionRole, fetch],
      records: (call) => deploy(call, 'UpdateStack'),
    }),
    // The role given at creation stays with the stack, so the deletion passes none.
    step({
      operation: 'cloudformation:DeleteStack',
      needs: [need('cloudformation:DeleteStack', stack)],
      records: (call) => [
        cloudformation(call, 'DeleteStack', false, {
          stackName: THUMBNAILS,
          clientRequestToken: call.random.uuid(),
        }),
      ],
    }),
    denied({
      operation: 'cloudformation:SetStackPolicy',
      every: 3,
      wants: [need('cloudformation:SetStackPolicy', stackArn(company, WEB))],
      records: (call) => [
        cloudformation(
          call,
          'SetStackPolicy',
          false,
          { stackName: WEB },
          { error: accessDenied(call, 'cloudformation:SetStackPolicy', stackArn(company, WEB)) },
        ),
      ],
    }),
  ]
}

function stackId(company: Company, stack: string, call: Call): string {
  return regional(company, 'cloudformation', `stack/${stack}/${call.recall(`${stack}/id`, call.random.uuid)}`)
}
