import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Json, JsonObject } from '../../src/core/iam/json.js'
import type { Call } from '../../src/core/reference/call.js'
import { type Projection, projectCall, withUnbounded } from '../../src/core/reference/project.js'
import { requiredPermissions } from '../../src/core/reference/required.js'
import { actionById, supportsConditionKey } from '../../src/core/reference/service.js'
import { call } from '../generate/calls.js'
import { callOf, outcomeOf, scenarioFiles, scenariosIn } from './scenario.js'

const runs = { numRuns: 4_000 }

/** The projected call with its unbounded values put back. */
function restored({ call: projected, unbounded }: Projection): Call {
  return withUnbounded(projected, new Map(unbounded.map(({ member, value }) => [member.key, value])))
}

function reversed(value: Json): Json {
  if (Array.isArray(value)) return (value as readonly Json[]).map(reversed)
  if (typeof value !== 'object' || value === null) return value
  const members = Object.entries(value as JsonObject).reverse()
  return Object.fromEntries(members.map(([key, inner]) => [key, reversed(inner)]))
}

/** A request with an unbounded member but without the bucket and key that would stand for the object. */
function hasKeyAlone({ eventSource, request }: Call): boolean {
  const has = (key: string) => typeof request?.[key] === 'string' && request[key] !== ''
  return eventSource === 's3.amazonaws.com' && !(has('bucketName') && has('key'))
}

function keepsPermissions(one: Call): boolean {
  const projected = requiredPermissions(restored(projectCall(one)))
  return JSON.stringify(outcomeOf(projected)) === JSON.stringify(outcomeOf(requiredPermissions(one)))
}

describe('a projected call', () => {
  it('needs the same permissions as the call itself', () => {
    fc.assert(
      fc.property(call, (one) => {
        fc.pre(!hasKeyAlone(one))
        const projected = restored(projectCall(one))
        expect(outcomeOf(requiredPermissions(projected))).toEqual(outcomeOf(requiredPermissions(one)))
      }),
      runs,
    )
  })

  it('is its own projection', () => {
    fc.assert(
      fc.property(call, (one) => {
        const once = projectCall(one)
        const twice = projectCall(restored(once))
        expect({ ...twice, carried: once.carried }).toEqual(once)
      }),
      runs,
    )
  })

  it('is the same whatever the order of the keys', () => {
    fc.assert(
      fc.property(call, (one) => {
        const other = { ...one, request: one.request && (reversed(one.request) as JsonObject) }
        expect(JSON.stringify(projectCall(other))).toBe(JSON.stringify(projectCall(one)))
      }),
      runs,
    )
  })

  const scenarios = scenarioFiles.flatMap((file) =>
    scenariosIn(file).map((scenario) => ({ scenario, id: `${file}: ${scenario.name}` })),
  )

  it('needs the same in every scenario', () => {
    const changed = scenarios.filter(({ scenario }) => !keepsPermissions(callOf(scenario)))
    expect(changed.map(({ id }) => id)).toEqual([])
  })

  // The object of resources[] is dropped for the sake of a key that comes with its bucket; here it does not.
  it('keeps the object of resources when the request does not name it whole', () => {
    const [like] = fc.sample(call, 1)
    const resources = [{ arn: 'arn:aws:s3:::reports/a.csv', accountId: undefined, type: undefined }]
    const one = { ...like!, eventSource: 's3.amazonaws.com', eventName: 'GetObject', resources }
    expect(keepsPermissions({ ...one, request: { key: 'a.csv' } })).toBe(true)
  })

  // A member that rules reduce to "sent" is still read by the general rule.
  it('keeps an ARN in a member that rules reduce', () => {
    const request = { 'x-amz-grant-read': 'arn:aws:s3:::reports/a.csv' }
    const [like] = fc.sample(call, 1)
    const one = { ...like!, eventSource: 's3.amazonaws.com', eventName: 'GetObject', request, resources: [] }
    expect(keepsPermissions(one)).toBe(true)
  })
})

describe('the permissions of a call', () => {
  it('are of actions that exist, in AWS’s spelling, each with a resource', () => {
    fc.assert(
      fc.property(call, (one) => {
        const mapping = requiredPermissions(one)
        if (mapping.kind !== 'mapped') return
        expect(mapping.permissions.length).toBeGreaterThan(0)
        for (const { action, resources } of mapping.permissions) {
          expect(actionById(action)?.id).toBe(action)
          expect(resources.length).toBeGreaterThan(0)
        }
      }),
      runs,
    )
  })

  it('carry only condition keys that AWS documents for the action', () => {
    fc.assert(
      fc.property(call, (one) => {
        const mapping = requiredPermissions(one)
        const permissions = mapping.kind === 'mapped' ? mapping.permissions : []
        for (const { action, context } of permissions) {
          const own = context.map(({ key }) => key).filter((key) => !key.startsWith('aws:'))
          expect(own.filter((key) => !supportsConditionKey(actionById(action)!, key))).toEqual([])
        }
      }),
      runs,
    )
  })

  it('do not depend on the order of the keys', () => {
    fc.assert(
      fc.property(call, (one) => {
        const other = { ...one, request: one.request && (reversed(one.request) as JsonObject) }
        expect(outcomeOf(requiredPermissions(other))).toEqual(outcomeOf(requiredPermissions(one)))
      }),
      runs,
    )
  })

  it('name their condition keys in order', () => {
    fc.assert(
      fc.property(call, (one) => {
        const mapping = requiredPermissions(one)
        const permissions = mapping.kind === 'mapped' ? mapping.permissions : []
        for (const { context } of permissions) {
          const keys = context.map(({ key }) => key)
          expect(keys).toEqual([...new Set(keys)].sort())
        }
      }),
      runs,
    )
  })
})
