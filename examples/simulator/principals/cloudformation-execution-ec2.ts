import { type Company, HOME, identity, NETWORK, regional } from '../company.js'
import { record, type TrailRecord } from '../records/record.js'
import { type Call, type Need, need, needPassRole, type Step, step } from '../workload.js'
import { ROLE_PATH } from './cloudformation-execution-iam.js'

const WORKER = 'marigold-thumbnail-worker'
const TAG = { key: 'application', value: 'marigold' }
const GROUPS = ['worker', 'balancer'] as const

/** Two instances behind two security groups: every id is new each time, so only `type/*` can be granted. */
export function createWorkers(company: Company): readonly Step[] {
  return [...securityGroups(company), ...instances(company)]
}

export function deleteWorkers(company: Company): readonly Step[] {
  return [terminate(company), ...GROUPS.map((group) => deleteGroup(company, group))]
}

function ec2(call: Call, name: string, readOnly: boolean, request: object, response?: object): TrailRecord {
  const requestID = call.random.uuid()
  const answer = response && { response: { requestId: requestID, ...response } }
  return record(call, { source: 'ec2', name, readOnly, request, requestID, ...answer })
}

/** New ids of a kind in the production account and home region. */
function any(company: Company, type: string): string {
  return regional(company, 'ec2', `${type}/*`)
}

function groupId(call: Call, group: string): string {
  return call.recall(`${group} group`, () => `sg-0${call.random.hex(16)}`)
}

function instanceId(call: Call, nth: number): string {
  return call.recall(`instance ${nth}`, () => `i-0${call.random.hex(16)}`)
}

function securityGroups(company: Company): readonly Step[] {
  return GROUPS.flatMap((group) => [
    step({
      operation: 'ec2:CreateSecurityGroup',
      needs: [
        need(
          'ec2:CreateSecurityGroup',
          any(company, 'security-group'),
          regional(company, 'ec2', `vpc/${NETWORK.vpc}`),
        ),
      ],
      records: (call) => {
        const request = {
          groupName: `marigold-thumbnails-${group}`,
          groupDescription: `Thumbnail ${group}`,
          vpcId: NETWORK.vpc,
        }
        return [
          ec2(call, 'CreateSecurityGroup', false, request, { _return: true, groupId: groupId(call, group) }),
        ]
      },
    }),
    step({
      operation: 'ec2:AuthorizeSecurityGroupIngress',
      needs: [need('ec2:AuthorizeSecurityGroupIngress', any(company, 'security-group'))],
      records: (call) => [authorizeIngress(call, groupId(call, group))],
    }),
  ])
}

function authorizeIngress(call: Call, group: string): TrailRecord {
  const rule = { ipProtocol: 'tcp', fromPort: 443, toPort: 443 }
  const request = {
    groupId: group,
    ipPermissions: {
      items: [
        {
          ...rule,
          groups: {},
          ipRanges: { items: [{ cidrIp: '10.0.0.0/16' }] },
          ipv6Ranges: {},
          prefixListIds: {},
        },
      ],
    },
  }
  const created = {
    groupOwnerId: call.company.production,
    groupId: group,
    securityGroupRuleId: `sgr-0${call.random.hex(16)}`,
    isEgress: false,
    ...rule,
    cidrIpv4: '10.0.0.0/16',
  }
  const response = { _return: true, securityGroupRuleSet: { items: [created] } }
  return ec2(call, 'AuthorizeSecurityGroupIngress', false, request, response)
}

function deleteGroup(company: Company, group: string): Step {
  return step({
    operation: 'ec2:DeleteSecurityGroup',
    needs: [need('ec2:DeleteSecurityGroup', any(company, 'security-group'))],
    records: (call) => [
      ec2(call, 'DeleteSecurityGroup', false, { groupId: groupId(call, group) }, { _return: true }),
    ],
  })
}

function both(call: Call) {
  return { items: [1, 2].map((nth) => ({ instanceId: instanceId(call, nth) })) }
}

function instances(company: Company): readonly Step[] {
  return [
    step({
      operation: 'ec2:RunInstances',
      needs: runInstancesNeeds(company),
      records: (call) => [runInstances(call)],
    }),
    step({
      operation: 'ec2:DescribeInstances',
      needs: [need('ec2:DescribeInstances', '*')],
      records: (call) => [ec2(call, 'DescribeInstances', true, { instancesSet: both(call), filterSet: {} })],
    }),
  ]
}

function terminate(company: Company): Step {
  return step({
    operation: 'ec2:TerminateInstances',
    needs: [need('ec2:TerminateInstances', any(company, 'instance'))],
    records: (call) => {
      const state = {
        currentState: { code: 32, name: 'shutting-down' },
        previousState: { code: 16, name: 'running' },
      }
      const items = both(call).items.map((item) => ({ ...item, ...state }))
      return [
        ec2(call, 'TerminateInstances', false, { instancesSet: both(call) }, { instancesSet: { items } }),
      ]
    },
  })
}

/** One action over all that an instance is made of, tags at creation, and the role in its profile. */
function runInstancesNeeds(company: Company): readonly Need[] {
  // https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ExamplePolicies_EC2.html#iam-example-runinstances
  const created = ['instance', 'network-interface', 'volume'].map((type) => any(company, type))
  const given = [
    `arn:aws:ec2:${HOME}::image/${NETWORK.image}`,
    regional(company, 'ec2', `subnet/${NETWORK.subnet}`),
    regional(company, 'ec2', `security-group/${NETWORK.securityGroup}`),
  ]
  // https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/supported-iam-actions-tagging.html
  const tagged = {
    action: 'ec2:CreateTags',
    resources: [any(company, 'instance'), any(company, 'volume')],
    conditions: { 'ec2:CreateAction': ['RunInstances'] },
  }
  const role = identity(company, `role${ROLE_PATH}${WORKER}`)
  return [need('ec2:RunInstances', ...created, ...given), tagged, needPassRole(role, 'ec2.amazonaws.com')]
}

function runInstances(call: Call): TrailRecord {
  const tags = (resourceType: string) => ({ resourceType, tags: [TAG] })
  const request = {
    instancesSet: { items: [{ imageId: NETWORK.image, minCount: 2, maxCount: 2 }] },
    groupSet: { items: [{ groupId: NETWORK.securityGroup }] },
    instanceType: 't4g.small',
    blockDeviceMapping: {},
    monitoring: { enabled: false },
    subnetId: NETWORK.subnet,
    disableApiTermination: false,
    clientToken: call.random.uuid(),
    iamInstanceProfile: { name: WORKER },
    ebsOptimized: false,
    tagSpecificationSet: { items: [tags('instance'), tags('volume')] },
  }
  const items = [1, 2].map((nth) => startedInstance(call, nth))
  return ec2(call, 'RunInstances', false, request, {
    reservationId: `r-0${call.random.hex(16)}`,
    ownerId: call.company.production,
    groupSet: {},
    instancesSet: { items },
  })
}

function startedInstance(call: Call, nth: number): object {
  const profile = identity(call.company, `instance-profile${ROLE_PATH}${WORKER}`)
  const networkInterface = {
    networkInterfaceId: `eni-0${call.random.hex(16)}`,
    subnetId: NETWORK.subnet,
    vpcId: NETWORK.vpc,
    status: 'in-use',
  }
  return {
    instanceId: instanceId(call, nth),
    imageId: NETWORK.image,
    instanceState: { code: 0, name: 'pending' },
    instanceType: 't4g.small',
    placement: { availabilityZone: `${HOME}a`, tenancy: 'default' },
    subnetId: NETWORK.subnet,
    vpcId: NETWORK.vpc,
    groupSet: { items: [{ groupId: NETWORK.securityGroup, groupName: 'marigold-internal' }] },
    networkInterfaceSet: { items: [networkInterface] },
    iamInstanceProfile: { arn: profile, id: `AIPA${call.random.code(17)}` },
    tagSet: { items: [TAG] },
  }
}
