import { isFromConsole } from './console.js'
import type { Principal } from './principal.js'
import type { CloudTrailRecord } from './record.js'

/** By what one identity's calls can be told apart. */
export type ClientTrait = 'session' | 'user-agent' | 'invoked-by' | 'source'

/** All of them, in the order in which they are documented. */
export const clientTraits: readonly ClientTrait[] = Object.freeze([
  'session',
  'user-agent',
  'invoked-by',
  'source',
])

/**
 * What a record tells of its client, as a class that many calls share: versions, numbers and addresses are left out. Short,
 * and of whatever characters a log holds.
 */
export function clientClass(record: CloudTrailRecord, principal: Principal, trait: ClientTrait): string {
  if (trait === 'session') return sessionShape(principal.session)
  if (trait === 'user-agent') return agentClass(record)
  if (trait === 'invoked-by') return record.userIdentity.invokedBy ?? 'own calls'
  return sourceNetwork(record)
}

/** What AWS's tools and SDKs put first in their user agents, and what others put anywhere. */
const tools: readonly (readonly [name: string, find: RegExp])[] = [
  ['terraform', /\bTerraform\b/],
  ['opentofu', /\bOpenTofu\b/],
  ['pulumi', /\bpulumi\b/i],
  ['cdk', /\baws-cdk\b/],
  ['cloud-custodian', /\bCloudCustodian\b/],
  ['console', /^\[?Mozilla\//],
  ['aws-cli', /^\[?aws-cli\//],
  ['boto3', /^\[?Boto3\//],
]

/**
 * Where SDKs say that they run: https://docs.aws.amazon.com/sdkref/latest/guide/feature-exec-env.html and, for GitHub, its
 * own action that sets the credentials.
 */
const environments = ['AWS_Lambda', 'AWS_ECS', 'GitHubActions', 'CloudShell', 'CodeBuild', 'AmazonEKS', 'EC2']

/** `console`, `terraform`, `aws-cli`, `boto3 in AWS_Lambda`, `athena.amazonaws.com`; `none` without a user agent. */
export function agentClass(record: CloudTrailRecord): string {
  const agent = (record.userAgent ?? '').slice(0, 1_000)
  if (isFromConsole(record) || /^console\.(?:[a-z0-9-]{1,40}\.){0,2}amazon(?:aws)?\.com/.test(agent))
    return 'console'
  const [service] = /^[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){0,2}\.amazonaws\.com$/.exec(agent) ?? []
  if (service !== undefined) return service
  const tool = tools.find(([, find]) => find.test(agent))?.[0] ?? productOf(agent)
  const ran = environments.find((name) => agent.includes(`exec-env/${name}`))
  return ran === undefined ? tool : `${tool} in ${ran}`
}

/** The product without its version: `aws-sdk-go-v2/1.30.0 os/linux` is `aws-sdk-go-v2`. */
function productOf(agent: string): string {
  return /^\[?([A-Za-z][\w.-]{0,40})/.exec(agent)?.[1] ?? (agent === '' ? 'none' : 'other')
}

/**
 * The name of a session with its numbers, hashes and people left out: `GitHubActions-*`, `i-*`, `*@example.com`. `no session`
 * for users and their keys.
 */
export function sessionShape(session: string | undefined): string {
  if (session === undefined) return 'no session'
  const at = session.lastIndexOf('@')
  if (at > 0) return `*${session.slice(at)}`
  const words = session.slice(0, 64).split(/([-_.,=+])/)
  const shaped = words.map((word) => (isMade(word) ? '*' : word)).join('')
  return shaped.replace(/\*(?:[-_.,=+]\*)+/g, '*')
}

function isMade(word: string): boolean {
  return /^\d+$/.test(word) || (word.length >= 8 && /\d/.test(word) && /^(?:[0-9a-f]+|[0-9A-Z]+)$/.test(word))
}

/** `10.0.0.0/8`, `203.0.0.0/16`, `2001:db8::/32`, a VPC endpoint, or the service in whose name the call came. */
function sourceNetwork({ sourceIPAddress = '', vpcEndpointId }: CloudTrailRecord): string {
  if (vpcEndpointId !== undefined) return vpcEndpointId
  const [, a, b] = /^(\d{1,3})\.(\d{1,3})\.\d{1,3}\.\d{1,3}$/.exec(sourceIPAddress) ?? []
  if (a !== undefined && b !== undefined) return networkOf(Number(a), Number(b))
  const [, left, right] = /^([0-9a-f]{1,4}):([0-9a-f]{0,4}):[0-9a-f:.]{0,40}$/i.exec(sourceIPAddress) ?? []
  if (left !== undefined) return `${left}:${right === '' ? '0' : right}::/32`.toLowerCase()
  return sourceIPAddress === '' ? 'no address' : sourceIPAddress.slice(0, 100)
}

/** Private networks as a whole: https://www.rfc-editor.org/rfc/rfc1918 */
function networkOf(a: number, b: number): string {
  if (a === 10) return '10.0.0.0/8'
  if (a === 172 && b >= 16 && b < 32) return '172.16.0.0/12'
  return `${a}.${b}.0.0/16`
}
