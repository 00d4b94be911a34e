import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { deniedDetail, outcomeOf, whosePermission } from '../../src/core/cloudtrail/classify.js'
import { denialCause } from '../../src/core/cloudtrail/denial-cause.js'
import { resolvePrincipal } from '../../src/core/cloudtrail/principal-resolve.js'
import type { CloudTrailRecord } from '../../src/core/cloudtrail/record.js'
import { skipReasons } from '../../src/core/cloudtrail/skip-reasons.js'
import type { JsonObject } from '../../src/core/iam/json.js'
import { logged, onlyRecord } from './decode-text.js'

function scenarios<T>(name: string): readonly T[] {
  return JSON.parse(readFileSync(join(import.meta.dirname, 'scenarios', name), 'utf8')) as T[]
}

function recordWith(members: JsonObject): CloudTrailRecord {
  return onlyRecord(JSON.stringify(logged('GetObject', { awsRegion: 'us-east-1', ...members })))
}

describe('principal of', () => {
  interface Scenario {
    readonly name: string
    readonly hardCase?: number
    readonly userIdentity: JsonObject
    readonly awsRegion?: string
    readonly sourceIPAddress?: string
    readonly principal: JsonObject
  }

  it.each(scenarios<Scenario>('principals.json'))('$name', ({ name, hardCase: _, principal, ...members }) => {
    const absent = { account: undefined, session: undefined, permissionSet: undefined }
    expect(name).not.toBe('')
    expect(resolvePrincipal(recordWith(members as unknown as JsonObject))).toStrictEqual({
      ...absent,
      ...principal,
    })
  })
})

describe('outcome of', () => {
  interface Scenario {
    readonly name: string
    readonly record: JsonObject
    readonly outcome: string
  }

  it.each(scenarios<Scenario>('outcomes.json'))('$name', ({ record, outcome }) => {
    expect(outcomeOf(recordWith(record))).toBe(outcome)
  })
})

describe('detail of', () => {
  interface Scenario {
    readonly message: string
    readonly detail: JsonObject | null
  }

  it.each(scenarios<Scenario>('denied-messages.json'))('$message', ({ message, detail }) => {
    const absent = { resource: undefined, becauseOf: undefined, user: undefined }
    expect(deniedDetail(message)).toStrictEqual(detail === null ? undefined : { ...absent, ...detail })
  })

  it('is none without a message', () => {
    expect(deniedDetail(undefined)).toBeUndefined()
  })

  it('takes linear time on text made to backtrack', () => {
    const hostile = `is not authorized to perform: s3:GetObject on resource: ${' because with an explicit deny '.repeat(50_000)}`
    const start = performance.now()
    for (let i = 0; i < 100; i += 1) deniedDetail(hostile)
    expect(performance.now() - start).toBeLessThan(1000)
  })
})

describe('the cause of a refusal', () => {
  interface Scenario {
    readonly becauseOf: string
    readonly cause: string
  }

  it.each(scenarios<Scenario>('denial-causes.json'))('$becauseOf', ({ becauseOf, cause }) => {
    expect(denialCause(becauseOf)).toBe(cause)
  })

  it('is not known where AWS names none', () => {
    expect(denialCause(undefined)).toBeUndefined()
  })
})

describe('whose permission is', () => {
  interface Scenario {
    readonly name: string
    readonly record: JsonObject
    readonly reason: string | null
  }

  it.each(scenarios<Scenario>('whose-permission.json'))('$name', ({ record: members, reason }) => {
    const record = recordWith(members)
    const expected = reason === null ? { kind: 'caller' } : { kind: 'skipped', reason }
    expect(whosePermission(record, resolvePrincipal(record))).toStrictEqual(expected)
  })
})

describe('skip reasons', () => {
  it('each have a sentence of their own', () => {
    const sentences = Object.values(skipReasons)
    expect(new Set(sentences).size).toBe(sentences.length)
    for (const sentence of sentences) expect(sentence).toMatch(/^[a-zA-Z].{10,}[^.]$/)
  })
})
