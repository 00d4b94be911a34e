import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { factOf } from '../../src/core/activity/fact.js'
import { openFold } from '../../src/core/activity/fold.js'
import { openMadeIdentifiers } from '../../src/core/activity/made.js'
import { neededPermissions } from '../../src/core/activity/required.js'
import { whosePermission } from '../../src/core/cloudtrail/classify.js'
import { resolvePrincipal } from '../../src/core/cloudtrail/principal-resolve.js'
import { evaluate } from '../../src/core/evaluate/evaluate.js'
import type { JsonObject } from '../../src/core/iam/json.js'
import { hasWildcard } from '../../src/core/iam/literal.js'
import { decoded, webRole } from '../activity/busy-records.js'
import { logFile } from './memory-source.js'
import { policyOf, records } from './trails.js'

/** A request that one record needed to be allowed, derived from that record alone. */
interface Need {
  readonly action: string
  readonly resource: string
  readonly context: ReadonlyMap<string, readonly string[]>
}

/** A record alone does not tell the path of an IAM name: other records do, and then the path assumed is not granted. */
const isKnownAlone = (arn: string) => arn === '*' || (!hasWildcard(arn) && !arn.startsWith('arn:aws:iam:'))

/** What each record of {@link webRole} that was not denied needed, where the record says it without a wildcard. */
function needsOf(list: readonly JsonObject[]): readonly Need[] {
  return list.flatMap((one) => {
    const record = decoded(one)
    const principal = resolvePrincipal(record)
    if (principal.arn !== webRole || whosePermission(record, principal).kind === 'skipped') return []
    const fold = openFold()
    fold.add(factOf(record, principal))
    return fold.rows().flatMap((row) => {
      if (row.outcome === 'denied') return []
      const needed = neededPermissions(row, openMadeIdentifiers())
      if (needed.kind !== 'mapped') return []
      return needed.permissions.flatMap(({ permission }) =>
        permission.resources
          .filter(({ arn }) => isKnownAlone(arn))
          .map(({ arn }) => ({
            action: permission.action,
            resource: arn,
            context: contextOf(permission.context),
          })),
      )
    })
  })
}

function contextOf(conditions: readonly { readonly key: string; readonly values: readonly string[] }[]) {
  return new Map(conditions.map(({ key, values }) => [key.toLowerCase(), values] as const))
}

const textOf = ({ action, resource, context }: Need) =>
  `${action} on ${resource} ${JSON.stringify([...context])}`

describe('the policy of the whole pipeline', () => {
  it('allows what each record needed, derived from that record alone', () =>
    fc.assert(
      fc.asyncProperty(records, async (list) => {
        const { documents } = await policyOf([logFile('a.json', list)])
        for (const need of needsOf(list))
          expect(evaluate(need, documents).decision, textOf(need)).toBe('allowed')
      }),
    ))

  it('allows everything that it allowed before there were more records', () =>
    fc.assert(
      fc.asyncProperty(records, records, async (list, more) => {
        const [before, after] = [
          await policyOf([logFile('a.json', list)]),
          await policyOf([logFile('a.json', list), logFile('b.json', more)]),
        ]
        // A failed call that was logged without its request names nothing: its `*` goes once other calls name something.
        const isBlind = (action: string, resource: string) =>
          resource.includes('*') &&
          before.report.permissions.some(
            ({ resources, evidence, ...one }) =>
              one.action === action && resources.includes(resource) && evidence.failed === evidence.count,
          )
        for (const { action, resources, conditions } of before.report.permissions)
          for (const resource of resources.filter((one) => !isBlind(action, one))) {
            const context = new Map(
              Object.entries(conditions).map(([key, values]) => [key.toLowerCase(), values]),
            )
            const need = { action, resource, context }
            expect(evaluate(need, before.documents).decision, textOf(need)).toBe('allowed')
            expect(evaluate(need, after.documents).decision, textOf(need)).toBe('allowed')
          }
        for (const need of needsOf(list).filter(({ action, resource }) => !isBlind(action, resource)))
          expect(evaluate(need, after.documents).decision).toBe('allowed')
      }),
    ))
})
