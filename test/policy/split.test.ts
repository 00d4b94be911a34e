import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { PolicyDocument, Statement } from '../../src/core/iam/policy.js'
import { policySize } from '../../src/core/iam/policy-print.js'
import { managedPolicyLimit, splitToFit } from '../../src/core/policy/split.js'
import { statementsOf } from '../../src/core/policy/statements.js'
import { observed, permissions, spelledOut } from './permissions.js'

function documentsOf(statements: readonly Statement[], limit: number): readonly PolicyDocument[] {
  const split = splitToFit(statements, limit)
  if (split.kind === 'too-large') throw new Error(`too large: ${split.statement.sid}`)
  return split.documents
}

const parts = (documents: readonly PolicyDocument[]) => documents.flatMap(({ statements }) => statements)

const statement = (actions: readonly string[], resources: readonly string[]): Statement => ({
  sid: 'Wide',
  effect: 'Allow',
  principal: undefined,
  action: { not: false, patterns: actions },
  resource: { not: false, patterns: resources },
  condition: [],
})

const many = (count: number, prefix: string) =>
  Array.from({ length: count }, (_, at) => `${prefix}${String(at).padStart(4, '0')}`)

const bucket = (count: number) => many(count, 'arn:aws:s3:::marigold-media/some/long/prefix/')

/** A statement with one resource fits into this, all of them do not. */
const small = 300

/** Statements of many sizes, around the limit too. */
const statements: fc.Arbitrary<readonly Statement[]> = fc.array(
  fc
    .tuple(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 12 }), fc.integer({ min: 0, max: 40 }))
    .map(([actions, resources, length]) =>
      statement(many(actions, 's3:Act'), many(resources, `arn:aws:s3:::${'b'.repeat(length)}`)),
    ),
  { minLength: 1, maxLength: 6 },
)

describe('splitting', () => {
  it('gives documents within the limit that together allow what the whole did', () => {
    fc.assert(
      fc.property(statements, fc.integer({ min: small, max: 900 }), (list, limit) => {
        const documents = documentsOf(list, limit)
        expect(documents.map(policySize).filter((size) => size > limit)).toEqual([])
        expect(new Set(spelledOut(parts(documents)))).toEqual(new Set(spelledOut(list)))
      }),
    )
  })

  it('gives documents within the limit that together allow what the whole did, where no part is close to it', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 400 }),
        fc.integer({ min: 1, max: 80 }),
        (ofResources, ofActions) => {
          const whole = statement(many(ofActions, 's3:Act'), bucket(ofResources))
          const documents = documentsOf([whole, { ...whole, sid: 'Other' }], managedPolicyLimit)
          expect(documents.map(policySize).filter((size) => size > managedPolicyLimit)).toEqual([])
          expect(new Set(spelledOut(parts(documents)))).toEqual(new Set(spelledOut([whole])))
          const sids = parts(documents).map(({ sid }) => sid)
          expect(new Set(sids).size).toBe(sids.length)
        },
      ),
      { numRuns: 30 },
    )
  })

  it('changes nothing of permissions as they are observed, at IAM’s own limit', () => {
    fc.assert(
      fc.property(permissions, (list) => {
        const whole = statementsOf(list)
        const documents = documentsOf(whole, managedPolicyLimit)
        expect(parts(documents)).toEqual(whole)
        expect(documents.map(policySize).filter((size) => size > managedPolicyLimit)).toEqual([])
      }),
    )
  })

  it('is the same every time', () => {
    fc.assert(
      fc.property(statements, (list) => {
        expect(JSON.stringify(splitToFit(list, 400))).toBe(JSON.stringify(splitToFit(list, 400)))
      }),
    )
  })

  it('keeps the order of the statements and fills one document after the other', () => {
    const list = many(60, 'arn:aws:s3:::bucket-').map((one, at) => ({
      ...statement(['s3:GetObject'], [one]),
      sid: `S${at}`,
    }))
    const documents = documentsOf(list, 1000)
    expect(parts(documents).map(({ sid }) => sid)).toEqual(list.map(({ sid }) => sid))
    for (const [at, { statements: held }] of documents.slice(0, -1).entries()) {
      const next = documents[at + 1]!.statements[0]!
      expect(policySize({ ...documents[at]!, statements: [...held, next] })).toBeGreaterThan(1000)
    }
  })

  it('leaves alone what fits, to the character', () => {
    const one = statement(['s3:GetObject'], bucket(20))
    const size = policySize({ version: '2012-10-17', id: undefined, statements: [one] })
    expect(documentsOf([one], size)).toHaveLength(1)
    expect(parts(documentsOf([one], size))).toEqual([one])
    expect(parts(documentsOf([one], size - 1)).length).toBeGreaterThan(1)
  })
})

describe('a statement that no document can hold', () => {
  it('is cut by its resources, with an id of its own for each part', () => {
    const whole = statement(['s3:GetObject', 's3:PutObject'], bucket(500))
    const cut = parts(documentsOf([whole], managedPolicyLimit))
    expect(cut.length).toBeGreaterThan(1)
    expect(cut.map(({ sid }) => sid)).toEqual(cut.map((_, at) => `WidePart${at + 1}`))
    expect(cut.flatMap(({ resource }) => resource?.patterns ?? [])).toEqual(whole.resource?.patterns)
    for (const { action } of cut) expect(action).toEqual(whole.action)
  })

  it('is cut by its actions if it has one resource', () => {
    const whole = statement(many(600, 's3:GetSomething'), bucket(1))
    const cut = parts(documentsOf([whole], managedPolicyLimit))
    expect(cut.length).toBeGreaterThan(1)
    expect(cut.flatMap(({ action }) => action.patterns)).toEqual(whole.action.patterns)
    for (const { resource } of cut) expect(resource).toEqual(whole.resource)
  })

  it('keeps its conditions and its effect in every part', () => {
    const condition = [{ operator: 'StringEquals', key: 'kms:ViaService', values: ['s3.x'] }]
    const cut = parts(
      documentsOf([{ ...statement(['s3:GetObject'], bucket(300)), condition }], managedPolicyLimit),
    )
    for (const one of cut) expect([one.effect, one.condition]).toEqual(['Allow', condition])
  })

  it('is reported if it cannot be cut', () => {
    const impossible = statement(['s3:GetObject'], [`arn:aws:s3:::b/${'k'.repeat(managedPolicyLimit)}`])
    const split = splitToFit([statement(['s3:GetObject'], bucket(2)), impossible], managedPolicyLimit)
    expect(split.kind).toBe('too-large')
    if (split.kind === 'too-large') {
      expect(split.statement).toEqual(impossible)
      expect(split.size).toBe(policySize({ version: '2012-10-17', id: undefined, statements: [impossible] }))
    }
  })

  it('is cut to the one resource that is reported', () => {
    const long = `arn:aws:s3:::b/${'k'.repeat(managedPolicyLimit)}`
    const split = splitToFit([statement(['s3:GetObject'], [...bucket(3), long])], managedPolicyLimit)
    expect(split.kind === 'too-large' && split.statement.resource?.patterns).toEqual([long])
  })

  it('is cut again if a part fits only without the number in its id', () => {
    const half = statement(['s3:GetObject'], bucket(4))
    const limit = policySize({ version: '2012-10-17', id: undefined, statements: [half] })
    expect(splitToFit([statement(['s3:GetObject'], bucket(8))], limit).kind).toBe('documents')
  })
})

describe('the limit', () => {
  it('counts what IAM counts: no white space between tokens', () => {
    const [document] = documentsOf(statementsOf([observed('s3:GetObject', '*')]), managedPolicyLimit)
    expect(policySize(document!)).toBe(
      '{"Version":"2012-10-17","Statement":[{"Sid":"S3GetObject","Effect":"Allow","Action":"s3:GetObject","Resource":"*"}]}'
        .length,
    )
  })
})
