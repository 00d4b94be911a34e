import { matchesFormat } from '../arn-format.js'
import type { Call, ResourceReference } from '../call.js'
import { deriveResources } from '../derive.js'
import { type Field, fieldsOf } from '../fields.js'
import { isDisclosed } from '../literal-value.js'
import { tagSpecificationsOf } from '../request-tags.js'
import { confessed, madeByCall, type Need, resourceOf, type ServiceRules, text } from '../rule.js'
import { type Action, serviceByPrefix } from '../service.js'

/** https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/iam-policies-for-amazon-ec2.html */
export const ec2: ServiceRules = {
  prefix: 'ec2',
  additional: (operation, call) => tagsOnCreate(operation, call),
  resources: (action, operation, call) =>
    operation === 'RunInstances' && action.name === 'RunInstances'
      ? runInstances(action, call)
      : byIdentifier(action, operation, call),
  passedTo: () => 'ec2.amazonaws.com',
  reads: [
    'resourceid',
    'resourceidset',
    'resourcetype',
    'groupid',
    'groupname',
    'arn',
    'name',
    'imageid',
    'subnetid',
    'keyname',
    'instancetype',
  ],
}

/**
 * What a launch touches: the image, subnet, security groups, key pair and launch template that the request names, and the
 * instance, its volumes and network interfaces, which do not exist yet.
 * https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ExamplePolicies_EC2.html#iam-example-runinstances
 */
function runInstances(action: Action, call: Call): readonly ResourceReference[] {
  const fields = fieldsOf(call.request)
  const derived = deriveResources(action, 'RunInstances', call).filter(
    ({ arn, wildcard }) => wildcard === undefined && !isMisnamed(arn) && !arn.includes(':resource-groups:'),
  )
  const missing = action.resources.filter(
    ({ type, required }) =>
      (required || type.name === 'volume') &&
      !derived.some(({ arn }) => matchesFormat(type.format, arn.replaceAll('*', 'x'))),
  )
  const groups = fields.filter(({ name, value }) => name === 'groupid' && value.startsWith('sg-'))
  const named = groups.map(({ value, path }) =>
    resourceOf(call, 'ec2/security-group', { SecurityGroupId: value }, path),
  )
  const open = missing.filter(({ type }) => type.name !== 'security-group' || named.length === 0)
  return [
    ...derived.filter(({ arn }) => !/:(?:key-pair|placement-group)\//.test(arn)),
    ...named,
    ...byName(fields, call),
    ...open.map(({ type }) => madeByCall(resourceOf(call, `ec2/${type.name}`, {}, launched(type.name)))),
  ]
}

/** Key pairs and placement groups are launched with by name; a group's name alone could be of a security group. */
function byName(fields: readonly Field[], call: Call): readonly ResourceReference[] {
  return fields
    .filter(({ value }) => isDisclosed(value))
    .flatMap(({ name, qualified, value, path }) => {
      if (name === 'keyname') return [resourceOf(call, 'ec2/key-pair', { KeyPairName: value }, path)]
      return qualified === 'placementgroupname'
        ? [resourceOf(call, 'ec2/placement-group', { PlacementGroupName: value }, path)]
        : []
    })
}

function launched(type: string): string {
  return `the launch creates or chooses the ${type}`
}

/** The resource type that an EC2 identifier's prefix stands for, from the reference's own type names. */
const identifierPrefixes: Readonly<Record<string, string>> = {
  acl: 'network-acl',
  ami: 'image',
  cgw: 'customer-gateway',
  dopt: 'dhcp-options',
  eigw: 'egress-only-internet-gateway',
  eipalloc: 'elastic-ip',
  eni: 'network-interface',
  fl: 'vpc-flow-log',
  fleet: 'fleet',
  i: 'instance',
  igw: 'internet-gateway',
  key: 'key-pair',
  lt: 'launch-template',
  nat: 'natgateway',
  pcx: 'vpc-peering-connection',
  pl: 'prefix-list',
  rtb: 'route-table',
  sg: 'security-group',
  sgr: 'security-group-rule',
  sir: 'spot-instances-request',
  snap: 'snapshot',
  subnet: 'subnet',
  tgw: 'transit-gateway',
  'tgw-attach': 'transit-gateway-attachment',
  'tgw-rtb': 'transit-gateway-route-table',
  vgw: 'vpn-gateway',
  vol: 'volume',
  vpc: 'vpc',
  vpce: 'vpc-endpoint',
  'vpce-svc': 'vpc-endpoint-service',
  vpn: 'vpn-connection',
  pg: 'placement-group',
}

/** `CreateTags` and the like name resources of any type by identifier alone; a group by `groupId`. */
function byIdentifier(
  action: Action,
  operation: string,
  call: Call,
): readonly ResourceReference[] | undefined {
  const supported = new Set(action.resources.map(({ type }) => type.name))
  const found = fieldsOf(call.request)
    .filter(({ name }) => name === 'resourceid' || name === 'groupid')
    .flatMap(({ value, path }) => {
      const type = typeOfIdentifier(value)
      if (type === undefined || !supported.has(type.name)) return []
      return [resourceOf(call, `ec2/${type.name}`, { [type.format.variables[0]!]: value }, path)]
    })
  if (found.length === 0) return undefined
  const derived = deriveResources(action, operation, call).filter(
    ({ arn, wildcard }) => arn !== '*' && wildcard === undefined,
  )
  const others = derived.filter(({ arn }) => !arn.includes(':security-group/') && !isMisnamed(arn))
  const open = action.resources
    .filter(
      ({ type, required }) =>
        required && ![...others, ...found].some(({ arn }) => arn.includes(`:${type.name}/`)),
    )
    .map(({ type }) =>
      resourceOf(call, `ec2/${type.name}`, {}, `${operation} makes or chooses the ${type.name}`),
    )
  return [...others, ...found, ...open]
}

/** A bare `ResourceId` was taken for a resource of another type than its prefix says. */
function isMisnamed(arn: string): boolean {
  const [, type, id] = /:([a-z-]+)\/([^/]+)$/.exec(arn) ?? []
  const known = id === undefined ? undefined : typeOfIdentifier(id)
  return known !== undefined && known.name !== type
}

function typeOfIdentifier(value: string) {
  const prefix = /^([a-z]+(?:-[a-z]+)?)-[0-9a-f]+$/.exec(value)?.[1]
  const name =
    prefix !== undefined && Object.hasOwn(identifierPrefixes, prefix) ? identifierPrefixes[prefix] : undefined
  const type = serviceByPrefix('ec2')!.resourceTypes.find((resourceType) => resourceType.name === name)
  return type?.format.variables.length === 1 ? type : undefined
}

/**
 * Tags given at creation need ec2:CreateTags on what is created, with the creating action in ec2:CreateAction.
 * https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/supported-iam-actions-tagging.html
 */
function tagsOnCreate(operation: string, call: Call): readonly Need[] {
  const types = tagSpecificationsOf(call.request).flatMap((specification) => {
    const type = text(specification, 'resourceType') ?? text(specification, 'ResourceType')
    return type !== undefined && /^[a-z0-9-]{1,64}$/.test(type) ? [type] : []
  })
  if (types.length === 0) return []
  return [
    {
      action: 'ec2:CreateTags',
      resources: [...new Set(types)].map((type) => tagged(call, type)),
      context: [{ key: 'ec2:CreateAction', values: [operation] }],
      why: 'the request tags what it creates',
    },
  ]
}

/** What is created is named by its type as its ARN names it; a newer type than the reference knows is confessed. */
function tagged(call: Call, type: string): ResourceReference {
  const why = `tagSpecificationSet tags the new ${type}`
  const known = serviceByPrefix('ec2')!.resourceTypes.find(({ name }) => name === type)
  if (known !== undefined) return madeByCall(resourceOf(call, `ec2/${known.name}`, {}, why))
  const arn = `arn:${call.partition}:ec2:${call.region ?? '*'}:${call.account ?? '*'}:${type}/*`
  return confessed(
    { arn, why, wildcard: undefined },
    `the reference has no resource type ${type}`,
    'check that the ARN names what the call made',
  )
}
