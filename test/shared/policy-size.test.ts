import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { afterAll, describe, expect, it } from 'vitest'
import type { Activity } from '../../src/core/activity/activity.js'
import { factOf } from '../../src/core/activity/fact.js'
import { type Fold, openFold } from '../../src/core/activity/fold.js'
import { learnNames, nameLessonsOf, openIamNames } from '../../src/core/activity/iam-names.js'
import { type MadeIdentifiers, madeLessonsOf, openMadeIdentifiers } from '../../src/core/activity/made.js'
import { neededPermissions } from '../../src/core/activity/required.js'
import { whosePermission } from '../../src/core/cloudtrail/classify.js'
import { resolvePrincipal } from '../../src/core/cloudtrail/principal-resolve.js'
import type { JsonObject } from '../../src/core/iam/json.js'
import { sortedUnique } from '../../src/core/iam/order.js'
import type { Statement } from '../../src/core/iam/policy.js'
import { policySize } from '../../src/core/iam/policy-print.js'
import { generatePolicy } from '../../src/core/policy/generate.js'
import { managedPolicyLimit } from '../../src/core/policy/split.js'
import { statementsFrom } from '../../src/core/policy/statements.js'
import { replay } from '../../src/core/verify/replay.js'
import { decoded } from '../activity/busy-records.js'
import { EXAMPLES } from '../simulator/trail.js'
import { sharedFolder } from './folder.js'

const corpus = join(sharedFolder ?? '', 'corpus')
const folders = [
  ['example', join(EXAMPLES, 'trail')],
  ...(sharedFolder !== undefined && existsSync(corpus)
    ? readdirSync(corpus).map((name) => [name, join(corpus, name)] as const)
    : []
  ).filter(([, folder]) => existsSync(join(folder, 'AWSLogs'))),
] as const

function records(folder: string): readonly JsonObject[] {
  return readdirSync(join(folder, 'AWSLogs'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.json.gz') && !/Digest|Insight/.test(name))
    .flatMap((name) => {
      const text = gunzipSync(readFileSync(join(folder, 'AWSLogs', name))).toString('utf8')
      return (JSON.parse(text) as { Records: JsonObject[] }).Records
    })
}

const sizeOf = (statements: readonly Statement[]) =>
  statements.length === 0 ? 0 : policySize({ version: '2012-10-17', id: undefined, statements })

/** One statement for each activity: its actions on its resources, as a log reader would write them down. */
function onePerActivity(rows: readonly Activity[], made: MadeIdentifiers): number {
  const statements = rows
    .filter(({ outcome }) => outcome !== 'denied')
    .flatMap((row) => {
      const needed = neededPermissions(row, made)
      if (needed.kind !== 'mapped') return []
      const all = needed.permissions.map(({ permission }) => permission)
      const actions = sortedUnique(all.map(({ action }) => action))
      const resources = sortedUnique(all.flatMap((one) => one.resources.map(({ arn }) => arn)))
      return statementsFrom([{ actions, resources, conditions: [] }])
    })
  return sizeOf(statements.map((one, at) => ({ ...one, sid: `Activity${at + 1}` })))
}

/**
 * The characters that the names alone need: each distinct action and resource of the policy once, as a JSON text with its comma.
 * No policy that allows the same, written with these names, is shorter.
 */
function namesAlone(statements: readonly Statement[]): number {
  const names = statements.flatMap(({ action, resource }) => [
    ...action.patterns,
    ...(resource?.patterns ?? []),
  ])
  return total(sortedUnique(names).map((name) => name.length + 3))
}

interface Measured {
  readonly names: number
  readonly arn: string
  readonly activities: number
  readonly before: number
  readonly sizes: readonly number[]
  readonly sids: readonly string[]
  readonly denied: number
}

function measured(folder: string): readonly Measured[] {
  const [folds, names] = [new Map<string, { fold: Fold; made: MadeIdentifiers }>(), openIamNames()]
  for (const record of records(folder).map(decoded)) {
    learnNames(nameLessonsOf(record), names)
    const principal = resolvePrincipal(record)
    if (!['role', 'user', 'federated-user'].includes(principal.type)) continue
    if (whosePermission(record, principal).kind === 'skipped') continue
    const known = folds.get(principal.arn) ?? { fold: openFold(), made: openMadeIdentifiers() }
    folds.set(principal.arn, known)
    known.made.learn(madeLessonsOf(record))
    known.fold.add(factOf(record, principal))
  }
  return [...folds].map(([arn, { fold, made }]) => {
    const rows = fold.rows()
    const { documents, needed } = generatePolicy(
      rows,
      { names, made, runtimes: [] },
      { includeDenied: false },
    )
    const requests = needed.map(({ action, resource, conditions }) => {
      const context = new Map(conditions.map(({ key, values }) => [key.toLowerCase(), values]))
      return { action, resource, context, count: 1, source: '' }
    })
    const { denied, undecidable } = replay(requests, documents)
    return {
      arn,
      activities: rows.filter(({ outcome }) => outcome !== 'denied').length,
      before: onePerActivity(rows, made),
      names: namesAlone(documents.flatMap(({ statements }) => statements)),
      sizes: documents.map(policySize),
      sids: documents.flatMap(({ statements }) => statements.map(({ sid }) => sid ?? '')),
      denied: denied.length + undecidable.length,
    }
  })
}

const total = (list: readonly number[]) => list.reduce((sum, one) => sum + one, 0)

/**
 * With fewer activities most of them need an action or a resource that no other needs, and naming these is most of the
 * policy: nothing that allows no more can be a third of it. They are printed all the same.
 */
const busy = 40
const shown = 5

/** Samples of documentation and rules, put together: no two of their calls belong together, so nothing can be shared. */
const samples = new Set(['awsdocs', 'panther-analysis', 'misc-fixtures', 'cloud-custodian'])
const least = (name: string) => (samples.has(name) ? 2 : 3)

describe.skipIf(sharedFolder === undefined).each(folders)('the policies for %s', (name, folder) => {
  const all = sharedFolder === undefined ? [] : measured(folder)
  afterAll(() => {
    for (const { arn, activities, before, names, sizes } of all.filter((one) => one.activities >= shown))
      process.stdout.write(
        `${name} ${arn.split('/').at(-1)}: ${activities} activities, one statement each ${before} characters, now ${total(sizes)} in ${sizes.length} = ${(before / total(sizes)).toFixed(1)} times shorter; the names alone need ${names}, so ${(before / names).toFixed(1)} is the most\n`,
      )
  })

  it('fit managed policies, replay without a denial, and have valid ids', () => {
    expect(all.length).toBeGreaterThan(0)
    for (const { arn, sizes, sids, denied } of all) {
      expect([denied, sizes.filter((size) => size > managedPolicyLimit)], arn).toEqual([0, []])
      expect(
        sids.filter((sid) => !/^[A-Za-z0-9]+$/.test(sid)),
        arn,
      ).toEqual([])
      expect(new Set(sids).size, arn).toBe(sids.length)
      expect(sizes.length, arn).toBeLessThanOrEqual(20)
    }
  })

  it('are at least three times shorter than one statement for each activity, where there are enough activities', () => {
    const long = all.filter(
      ({ activities, before, sizes }) => activities >= busy && before < least(name) * total(sizes),
    )
    expect(long.map(({ arn, before, sizes }) => `${arn} ${before} ${total(sizes)}`)).toEqual([])
  })

  it('are never shorter than the names in them, which is as far as any policy of the same names can go', () => {
    for (const { arn, names, sizes } of all) expect(total(sizes), arn).toBeGreaterThanOrEqual(names)
  })

  it.runIf(name === 'invictus')('of bert-jan fits into three managed policies', () => {
    const bertJan = all.find(({ arn }) => arn.endsWith('user/bert-jan'))
    expect(bertJan?.sizes.length).toBeLessThanOrEqual(3)
  })
})
