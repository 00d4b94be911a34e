import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { evaluate } from '../../src/core/evaluate/evaluate.js'
import type { JsonObject } from '../../src/core/iam/json.js'
import { requestKeys } from '../../src/core/policy/request-conditions.js'
import { proofOf } from '../../src/workflows/verify-generated.js'
import { account, logged } from '../activity/busy-records.js'
import { policyFrom } from './permissions.js'

const segment = fc.constantFrom('home', 'logs', '2026-03-01', '2026-03-02', 'a*', '${x}', 'ü', '%2F', '')
const prefix = fc.option(
  fc.oneof(
    fc.array(segment, { maxLength: 4 }).map((parts) => parts.join('/')),
    fc.integer({ max: 60, min: 0 }).map((number) => `many/${number}/`),
  ),
  { nil: undefined, freq: 12 },
)
const tagKey = fc.constantFrom('team', 'Name', 'a/b', 'ü', '%', 'x-${y}')
const tagValue = fc.oneof(
  fc.constantFrom('shop', '', 'a*b', '${z}', 'é/%', '漢'),
  fc.integer({ max: 40, min: 0 }).map(String),
)
const tags = fc.dictionary(tagKey, tagValue, { maxKeys: 3 })

interface Listing {
  readonly kind: 'list'
  readonly prefix: string | undefined
}
interface Creation {
  readonly kind: 'create'
  readonly tags: Readonly<Record<string, string>>
}
const use: fc.Arbitrary<Listing | Creation> = fc.oneof(
  fc.record({ kind: fc.constant('list' as const), prefix }),
  fc.record({ kind: fc.constant('create' as const), tags }),
)

const table = `arn:aws:dynamodb:eu-central-1:${account}:table/orders`

function recordOf(one: Listing | Creation, at: number): JsonObject {
  const eventID = `e${at}`
  if (one.kind === 'list') {
    const sent = one.prefix === undefined ? {} : { prefix: one.prefix }
    return logged('s3', 'ListObjects', { eventID, requestParameters: { bucketName: 'reports', ...sent } })
  }
  const list = Object.entries(one.tags).map(([key, value]) => ({ key, value }))
  return logged('dynamodb', 'CreateTable', {
    eventID,
    requestParameters: { tableName: 'orders', tags: list },
  })
}

/** What AWS has in the context of the call, without any of our code. */
function requestOf(one: Listing | Creation) {
  if (one.kind === 'list') {
    const entries = one.prefix === undefined ? [] : [['s3:prefix', [one.prefix]] as const]
    return { action: 's3:ListBucket', resource: 'arn:aws:s3:::reports', context: new Map(entries) }
  }
  const pairs = Object.entries(one.tags)
  const keys = pairs.length === 0 ? [] : [['aws:tagkeys', pairs.map(([key]) => key)] as [string, string[]]]
  const values = pairs.map(
    ([key, value]) => [`aws:requesttag/${key.toLowerCase()}`, [value]] as [string, string[]],
  )
  return { action: 'dynamodb:CreateTable', resource: table, context: new Map([...keys, ...values]) }
}

describe('conditions on what requests carry', () => {
  it('let every request through that was made, whatever it carried, and the replay says so', () => {
    fc.assert(
      fc.property(fc.array(use, { minLength: 1, maxLength: 60 }), (uses) => {
        const generated = policyFrom(uses.map(recordOf), false, [], { conditions: new Set(requestKeys) })
        for (const one of uses) expect(evaluate(requestOf(one), generated.documents).decision).toBe('allowed')
        expect(proofOf(generated).verification).toMatchObject({ denied: [], undecidable: [] })
        for (const { values, left } of generated.requestConditions)
          expect(values.length > 0).toBe(left === undefined)
      }),
    )
  })

  it('keep others out', () => {
    const uses = ['home/alice/', 'home/bob/'].map((one): Listing => ({ kind: 'list', prefix: one }))
    const made = [{ team: 'shop', stage: 'prod' }, { team: 'shop' }].map(
      (one): Creation => ({ kind: 'create', tags: one }),
    )
    const { documents } = policyFrom([...uses, ...made].map(recordOf), false, [], {
      conditions: new Set(requestKeys),
    })
    const decided = (one: Listing | Creation) => evaluate(requestOf(one), documents).decision
    expect(decided({ kind: 'list', prefix: 'home/carol/' })).toBe('implicitDeny')
    expect(decided({ kind: 'list', prefix: undefined })).toBe('implicitDeny')
    expect(decided({ kind: 'create', tags: { team: 'other' } })).toBe('implicitDeny')
    expect(decided({ kind: 'create', tags: { team: 'shop', owner: 'me' } })).toBe('implicitDeny')
    expect(decided({ kind: 'create', tags: {} })).toBe('implicitDeny')
    expect(decided({ kind: 'create', tags: { team: 'shop', stage: 'prod' } })).toBe('allowed')
  })
})
