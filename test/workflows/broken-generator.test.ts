import { beforeAll, describe, expect, it } from 'vitest'
import type { PolicyDocument, Statement } from '../../src/core/iam/policy.js'
import type { GeneratedPolicy } from '../../src/core/policy/generate.js'
import { verifyRequests } from '../../src/core/verify/verification.js'
import { proofOf } from '../../src/workflows/verify-generated.js'
import { readTruth } from '../simulator/trail.js'
import { activityOf, generatedFor } from './example-activity.js'

/** A policy with one thing less, and what that is. */
interface Broken {
  readonly what: string
  readonly documents: readonly PolicyDocument[]
}

/** Every way to write one statement a little narrower, in turn. */
function eachBroken(
  documents: readonly PolicyDocument[],
  broken: (statement: Statement) => readonly (readonly [what: string, narrower: Statement])[],
): readonly Broken[] {
  return documents.flatMap((document, policy) =>
    document.statements.flatMap((statement, at) =>
      broken(statement).map(([what, narrower]) => ({
        what: `${statement.sid}: ${what}`,
        documents: documents.map((one, place) =>
          place === policy
            ? { ...one, statements: one.statements.map((old, index) => (index === at ? narrower : old)) }
            : one,
        ),
      })),
    ),
  )
}

/** A statement of no action allows nothing, as one that was forgotten. */
const withoutAction = (statement: Statement) =>
  statement.action.patterns.map((dropped): readonly [string, Statement] => [
    `without ${dropped}`,
    {
      ...statement,
      action: { not: false, patterns: statement.action.patterns.filter((one) => one !== dropped) },
    },
  ])

/** The last `*` stands for one text that nobody used; an ARN in full becomes another one. */
function narrower(pattern: string): string {
  if (pattern === '*') return 'arn:aws:s3:::narrowed'
  const star = pattern.lastIndexOf('*')
  return star < 0 ? `${pattern}-narrowed` : `${pattern.slice(0, star)}narrowed${pattern.slice(star + 1)}`
}

const narrowedResource = (statement: Statement) =>
  statement.resource!.patterns.map((pattern): readonly [string, Statement] => [
    `${pattern} narrowed`,
    {
      ...statement,
      resource: {
        not: false,
        patterns: statement.resource!.patterns.map((one) => (one === pattern ? narrower(one) : one)),
      },
    },
  ])

const otherCondition = (statement: Statement) =>
  statement.condition.flatMap(({ values }, at) =>
    values.map((value): readonly [string, Statement] => [
      `asks for another value than ${value}`,
      {
        ...statement,
        condition: statement.condition.map((one, place) =>
          place === at
            ? { ...one, values: one.values.map((old) => (old === value ? `${old}-other` : old)) }
            : one,
        ),
      },
    ]),
  )

const principals = readTruth().principals.map(({ arn }) => arn)
const resources = (all: 'exact' | 'evident') => ({ resources: { all, services: new Map() } })

describe.each(['exact', 'evident'] as const)('a broken generator, with resources %s', (choice) => {
  let all: readonly (readonly [arn: string, made: ReturnType<typeof generatedFor>])[] = []
  beforeAll(async () => {
    const activity = await activityOf()
    all = principals.map((arn) => [arn, generatedFor(activity, arn, resources(choice))])
  })

  /** Broken policies that a replay lets pass, of all principals, and how many there were. */
  function passed(
    broken: (statement: Statement) => readonly (readonly [string, Statement])[],
    isDenied: (documents: readonly PolicyDocument[], made: ReturnType<typeof generatedFor>) => boolean,
  ) {
    let mutants = 0
    const missed = all.flatMap(([arn, made]) => {
      const list = eachBroken(made.generated.documents, broken)
      mutants += list.length
      return list.filter(({ documents }) => !isDenied(documents, made)).map(({ what }) => `${arn} ${what}`)
    })
    return { mutants, missed }
  }

  const byGenerate = (documents: readonly PolicyDocument[], { generated }: { generated: GeneratedPolicy }) =>
    proofOf({ ...generated, documents }).verification.denied.length > 0
  const byVerify = (
    documents: readonly PolicyDocument[],
    { requests }: Pick<ReturnType<typeof generatedFor>, 'requests'>,
  ) => {
    const { denied, undecidable } = verifyRequests(requests, documents)
    return denied.length + undecidable.length > 0
  }

  it.each([
    ['drops one action', withoutAction, 100],
    ['narrows one ARN', narrowedResource, 80],
    ['asks for another value of a condition', otherCondition, 10],
  ] as const)('that %s is caught every time, by the replay of generate and by verify', (_, broken, least) => {
    for (const isDenied of [byGenerate, byVerify]) {
      const { mutants, missed } = passed(broken, isDenied)
      expect(missed).toEqual([])
      expect(mutants).toBeGreaterThan(least)
    }
  })

  it('is not accused if it is whole', () => {
    for (const [arn, { generated, requests }] of all) {
      const { denied, undecidable, checks, allowed } = verifyRequests(requests, generated.documents)
      expect([denied, undecidable, allowed], arn).toEqual([[], [], checks])
      expect(proofOf(generated).verification.denied).toEqual([])
    }
  })

  it('grants no action, statement or resource without evidence', () => {
    for (const [arn, { generated }] of all) {
      const { tightness } = proofOf(generated)
      expect(tightness, arn).toMatchObject({
        actionsWithoutEvidence: 0,
        statementsWithoutEvidence: 0,
        resourcesWithoutEvidence: 0,
        pairsWithoutEvidence: 0,
      })
    }
  })
})
