import { readdirSync, readFileSync } from 'node:fs'
import type { Access, AccessRequest } from '../../src/core/evaluate/access.js'
import type { PolicySet } from '../../src/core/evaluate/policy-set.js'
import type { RequestPrincipal } from '../../src/core/evaluate/principal.js'
import type { PolicyDocument } from '../../src/core/iam/policy.js'
import { parsePolicy } from '../../src/core/iam/policy-parse.js'

/*
 * Scenarios of access are data, to be reviewed by those who know IAM; access/README.md says how to read them.
 */

type WrittenPrincipal =
  | string
  | { readonly session: string; readonly role: string }
  | { readonly session: string; readonly user: string }
  | { readonly service: string }
  | { readonly provider: string }

/** The statements of one policy of version 2012-10-17, or a whole document. */
type WrittenPolicy = readonly unknown[] | { readonly Version?: string }

interface WrittenPolicies {
  readonly identity: WrittenPolicy
  readonly boundary?: WrittenPolicy
  readonly session?: WrittenPolicy
  readonly scps?: readonly WrittenPolicy[]
  readonly rcps?: readonly WrittenPolicy[]
  readonly resource?: WrittenPolicy
  readonly endpoint?: WrittenPolicy
  readonly managementAccount?: string
}

/** A request, its policies, and what AWS would answer. */
export interface AccessScenario {
  readonly name: string
  readonly principal: WrittenPrincipal
  readonly action: string
  readonly resource: string
  readonly owner?: string
  readonly context?: Readonly<Record<string, string | readonly string[]>>
  readonly unknown?: readonly string[]
  readonly policies: WrittenPolicies
  readonly expect: string
  readonly because?: string
  readonly openKeys?: readonly string[]
  readonly reasons?: Readonly<Record<string, readonly string[]>>
  readonly page?: string
}

const FOLDER = new URL('./access/', import.meta.url)

/** The files with scenarios. */
export const ACCESS_FILES = readdirSync(FOLDER)
  .filter((name) => name.endsWith('.json'))
  .sort()

export function accessScenarios(file: string): readonly AccessScenario[] {
  return JSON.parse(readFileSync(new URL(file, FOLDER), 'utf8')).scenarios
}

export function requestOf(scenario: AccessScenario): AccessRequest {
  const { principal, action, resource, owner, context = {}, unknown = [] } = scenario
  const values = Object.entries(context).map(([key, value]): [string, readonly string[]] => [
    key.toLowerCase(),
    typeof value === 'string' ? [value] : value,
  ])
  const open = unknown.map((key): [string, 'unknown'] => [key.toLowerCase(), 'unknown'])
  return {
    principal: principalOf(principal),
    action,
    resource,
    resourceAccount: owner,
    context: new Map<string, readonly string[] | 'unknown'>([...values, ...open]),
  }
}

function principalOf(written: WrittenPrincipal): RequestPrincipal {
  if (typeof written === 'string') {
    if (written === 'anonymous') return { kind: 'anonymous' }
    return { kind: written.endsWith(':root') ? 'root' : 'user', arn: written }
  }
  if ('role' in written) return { kind: 'role', arn: written.session, roleArn: written.role }
  if ('user' in written) return { kind: 'federatedUser', arn: written.session, issuerArn: written.user }
  if ('service' in written) return { kind: 'service', name: written.service }
  return { kind: 'federated', provider: written.provider }
}

export function policiesOf({ policies }: AccessScenario): PolicySet {
  const { identity, boundary, session, scps, rcps, resource, endpoint, managementAccount } = policies
  const one = (written: WrittenPolicy | undefined) =>
    written === undefined ? undefined : documentOf(written)
  return {
    identity: [documentOf(identity)],
    boundary: one(boundary),
    session: session === undefined ? undefined : [documentOf(session)],
    scps: scps?.map((level) => [documentOf(level)]),
    rcps: rcps?.map((level) => [documentOf(level)]),
    resource: one(resource),
    endpoint: one(endpoint),
    managementAccount,
  }
}

function documentOf(written: WrittenPolicy): PolicyDocument {
  const json = Array.isArray(written) ? { Version: '2012-10-17', Statement: written } : written
  const parsed = parsePolicy(JSON.stringify(json))
  if (!parsed.ok) throw new Error(parsed.problems[0]?.message)
  return parsed.document
}

/** `identity 0`, `scp 1 0` (level, statement), or for a missing Allow `boundary`, `scp 1`. */
export function becauseOf({ by, missing }: Access): string | undefined {
  const place = by ?? missing
  if (place === undefined) return undefined
  const level = place.type === 'scp' || place.type === 'rcp' ? ` ${place.level}` : ''
  return `${place.type}${level}${by === undefined ? '' : ` ${by.statement}`}`
}

/** What became of the statements of one kind of policy: `applies`, or the element that does not match. */
export function reasonsOf({ layers }: Access, type: string): readonly string[] {
  return layers
    .filter((layer) => layer.type === type)
    .flatMap(({ reasons }) => reasons)
    .map(({ result, element, condition }) => {
      if (result === 'applies') return result
      return condition === undefined ? String(element) : `${element} ${condition}`
    })
}
