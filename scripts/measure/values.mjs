import { createHash } from 'node:crypto'

/** Where all made-up calls happen. */
export const place = { partition: 'aws', region: 'us-east-1', account: '111122223333' }

/** A plausible value of a scalar member; every path gets one of its own. */
export function scalarValue(path, { type = 'string' }, service) {
  if (['integer', 'long', 'float', 'double'].includes(type)) return 1
  if (type === 'boolean') return true
  if (type === 'timestamp') return '2026-01-02T03:04:05Z'
  if (type === 'blob') return 'AAAA'
  return textValue(path, service)
}

function textValue(path, service) {
  const name = path.split('.').at(-1)
  if (/role$|rolearn/i.test(name)) return `arn:aws:iam::${place.account}:role/${kebab(path)}`
  if (/queueurl$/i.test(name))
    return `https://sqs.${place.region}.amazonaws.com/${place.account}/${kebab(path)}`
  if (/^alias(?:name)?$/i.test(name)) return `alias/${kebab(path)}`
  if (/region$/i.test(name)) return place.region
  const prefix = identifierPrefix(name, service)
  return prefix === undefined ? kebab(path) : `${prefix}-${digest(path)}`
}

/** `DBInstanceIdentifier` → `db-instance-identifier`. */
export function kebab(path) {
  return path
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1-$2')
    .replace(/[^A-Za-z0-9]+/g, '-')
    .toLowerCase()
}

/** Seventeen hexadecimal digits, as EC2's identifiers have. */
export function digest(text) {
  return createHash('sha256').update(text).digest('hex').slice(0, 17)
}

/** https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/resource-ids.html */
const prefixesOfIdentifiers = {
  allocation: 'eipalloc',
  capacityreservation: 'cr',
  capacityreservationfleet: 'crf',
  carriergateway: 'cagw',
  clientvpnendpoint: 'cvpn-endpoint',
  customergateway: 'cgw',
  dhcpoptions: 'dopt',
  egressonlyinternetgateway: 'eigw',
  fleet: 'fleet',
  flowlog: 'fl',
  fpgaimage: 'afi',
  group: 'sg',
  image: 'ami',
  instance: 'i',
  instanceeventwindow: 'iew',
  internetgateway: 'igw',
  ipam: 'ipam',
  ipampool: 'ipam-pool',
  ipamscope: 'ipam-scope',
  keypair: 'key',
  launchtemplate: 'lt',
  localgatewayroutetable: 'lgw-rtb',
  natgateway: 'nat',
  networkacl: 'acl',
  networkinsightsaccessscope: 'nis',
  networkinsightsaccessscopeanalysis: 'nisa',
  networkinsightsanalysis: 'nia',
  networkinsightspath: 'nip',
  networkinterface: 'eni',
  prefixlist: 'pl',
  reservedinstances: 'ri',
  routetable: 'rtb',
  securitygroup: 'sg',
  securitygrouprule: 'sgr',
  snapshot: 'snap',
  spotfleetrequest: 'sfr',
  spotinstancerequest: 'sir',
  subnet: 'subnet',
  trafficmirrorfilter: 'tmf',
  trafficmirrorfilterrule: 'tmfr',
  trafficmirrorsession: 'tms',
  trafficmirrortarget: 'tmt',
  transitgateway: 'tgw',
  transitgatewayattachment: 'tgw-attach',
  transitgatewayconnectpeer: 'tgw-connect-peer',
  transitgatewaymulticastdomain: 'tgw-mcast-domain',
  transitgatewaypolicytable: 'tgw-ptb',
  transitgatewayroutetable: 'tgw-rtb',
  transitgatewayroutetableannouncement: 'tgw-rtb-ann',
  volume: 'vol',
  vpc: 'vpc',
  vpcendpoint: 'vpce',
  vpcendpointservice: 'vpce-svc',
  service: 'vpce-svc',
  vpcpeeringconnection: 'pcx',
  vpnconnection: 'vpn',
  vpngateway: 'vgw',
}

/** Members that other services have too with EC2's identifiers in them. */
const everywhere = /^(?:instance|vpc|subnet|securitygroup)$/

function identifierPrefix(name, service) {
  if (!/Ids?$/.test(name)) return undefined
  const stem = name
    .replace(/Ids?$/, '')
    .replace(/^(?:Peer|Source|Destination|Primary|Replace)(?=.)/, '')
    .toLowerCase()
  if (service !== 'ec2' && !everywhere.test(stem)) return undefined
  return Object.hasOwn(prefixesOfIdentifiers, stem) ? prefixesOfIdentifiers[stem] : undefined
}
