import { BUCKETS, type Company, HOME, identity, objectArn, regional } from '../company.js'
import { roleSession } from '../records/identity.js'
import { accessDenied, record, type TrailRecord } from '../records/record.js'
import { objectEvent } from '../records/s3.js'
import {
  type Call,
  denied,
  type Need,
  need,
  needPassRole,
  needVia,
  type Principal,
  type Step,
  single,
  step,
} from '../workload.js'
import { executionRoleArn } from './cloudformation-execution.js'

const CLOUDFORMATION = 'cloudformation.amazonaws.com'
const WEB = 'marigold-web'
const THUMBNAILS = 'marigold-thumbnails'
const WEB_TEMPLATE = 'templates/web.yaml'
const THUMBNAILS_TEMPLATE = 'templates/thumbnails.yaml'

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
    steps: [...templates(), ...changeSet(company), ...testStack(company), ...refused(company)],
  }
}

/** A stack's ARN ends with an id that its creation makes up. */
function stackArn(company: Company, stack: string): string {
  return regional(company, 'cloudformation', `stack/${stack}/*`)
}

function templates(): readonly Step[] {
  return [WEB_TEMPLATE, THUMBNAILS_TEMPLATE].map((key) =>
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

function needTemplate(key: string): Need {
  return needVia(CLOUDFORMATION, 's3:GetObject', objectArn(BUCKETS.templates, key))
}

/** The shop's own stack is updated through a change set. */
function changeSet(company: Company): readonly Step[] {
  const stack = stackArn(company, WEB)
  const act = (name: string, readOnly: boolean, request: (call: Call) => object): Step =>
    single(`cloudformation:${name}`, [need(`cloudformation:${name}`, stack)], (call) =>
      cloudformation(call, name, readOnly, { stackName: WEB, ...request(call) }),
    )
  return [
    step({
      operation: 'cloudformation:ValidateTemplate',
      needs: [need('cloudformation:ValidateTemplate', '*'), needTemplate(WEB_TEMPLATE)],
      records: (call) => [
        cloudformation(call, 'ValidateTemplate', true, { templateURL: templateURL(WEB_TEMPLATE) }),
        fetchTemplate(call, WEB_TEMPLATE),
      ],
    }),
    createChangeSet(company),
    act('DescribeChangeSet', true, (call) => ({ changeSetName: changeSetName(call) })),
    act('ExecuteChangeSet', false, (call) => ({ changeSetName: changeSetName(call) })),
    act('DescribeStacks', true, () => ({})),
  ]
}

function changeSetName(call: Call): string {
  return call.recall('changeSet', () => `release-${call.random.hex(8)}`)
}

function createChangeSet(company: Company): Step {
  // https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-iam-servicerole.html
  const roleARN = executionRoleArn(company)
  return step({
    operation: 'cloudformation:CreateChangeSet',
    needs: [
      need('cloudformation:CreateChangeSet', stackArn(company, WEB)),
      needPassRole(roleARN, CLOUDFORMATION),
      needTemplate(WEB_TEMPLATE),
    ],
    records: (call) => {
      const request = {
        stackName: WEB,
        changeSetName: changeSetName(call),
        changeSetType: 'UPDATE',
        templateURL: templateURL(WEB_TEMPLATE),
        capabilities: ['CAPABILITY_NAMED_IAM'],
        roleARN,
        clientToken: call.random.uuid(),
      }
      const id = regional(company, 'cloudformation', `changeSet/${changeSetName(call)}/${call.random.uuid()}`)
      const response = { id, stackId: stackId(company, WEB, call) }
      return [
        cloudformation(call, 'CreateChangeSet', false, request, { response }),
        fetchTemplate(call, WEB_TEMPLATE),
      ]
    },
  })
}

/** A stack that is created, tried out, changed and deleted again with every release. */
function testStack(company: Company): readonly Step[] {
  const stack = stackArn(company, THUMBNAILS)
  return [
    deploy(company, 'CreateStack'),
    single(
      'cloudformation:DescribeStackEvents',
      [need('cloudformation:DescribeStackEvents', stack)],
      (call) => cloudformation(call, 'DescribeStackEvents', true, { stackName: THUMBNAILS }),
    ),
    deploy(company, 'UpdateStack'),
    // The role given at creation stays with the stack, so the deletion passes none.
    single('cloudformation:DeleteStack', [need('cloudformation:DeleteStack', stack)], (call) => {
      const request = { stackName: THUMBNAILS, clientRequestToken: call.random.uuid() }
      return cloudformation(call, 'DeleteStack', false, request)
    }),
  ]
}

function deploy(company: Company, name: 'CreateStack' | 'UpdateStack'): Step {
  const roleARN = executionRoleArn(company)
  return step({
    operation: `cloudformation:${name}`,
    needs: [
      need(`cloudformation:${name}`, stackArn(company, THUMBNAILS)),
      needPassRole(roleARN, CLOUDFORMATION),
      needTemplate(THUMBNAILS_TEMPLATE),
    ],
    records: (call) => {
      const request = {
        stackName: THUMBNAILS,
        templateURL: templateURL(THUMBNAILS_TEMPLATE),
        capabilities: ['CAPABILITY_NAMED_IAM'],
        roleARN,
        clientRequestToken: call.random.uuid(),
      }
      const response = { stackId: stackId(company, THUMBNAILS, call) }
      return [
        cloudformation(call, name, false, request, { response }),
        fetchTemplate(call, THUMBNAILS_TEMPLATE),
      ]
    },
  })
}

function refused(company: Company): readonly Step[] {
  const stack = stackArn(company, WEB)
  return [
    denied({
      operation: 'cloudformation:SetStackPolicy',
      every: 3,
      wants: [need('cloudformation:SetStackPolicy', stack)],
      records: (call) => {
        const error = accessDenied(call, 'cloudformation:SetStackPolicy', stack)
        return [cloudformation(call, 'SetStackPolicy', false, { stackName: WEB }, { error })]
      },
    }),
  ]
}

function stackId(company: Company, stack: string, call: Call): string {
  return regional(company, 'cloudformation', `stack/${stack}/${call.recall(`${stack}/id`, call.random.uuid)}`)
}
