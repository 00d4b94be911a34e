import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { verifyRequests } from '../../src/core/verify/verification.js'
import { proofOf } from '../../src/workflows/verify-generated.js'
import { activityOf, generatedFor } from '../workflows/example-activity.js'
import { sharedFolder } from './folder.js'

const corpus = join(sharedFolder ?? '', 'corpus')
const folders =
  sharedFolder !== undefined && existsSync(corpus)
    ? readdirSync(corpus).filter((name) => existsSync(join(corpus, name, 'AWSLogs')))
    : []
const fewest = 10

describe.skipIf(sharedFolder === undefined).each(sharedFolder === undefined ? ['no corpus'] : folders)(
  'what every principal of %s did',
  (folder) => {
    it('is allowed by its policy, which grants no action without evidence', {
      timeout: 600_000,
    }, async () => {
      const activity = await activityOf(join(corpus, folder))
      const able = [...activity.principals.values()].filter(
        ({ type, serviceLinked }) =>
          ['role', 'user', 'federated-user'].includes(type) && serviceLinked !== true,
      )
      const totals = { policies: 0, tooLarge: 0, checks: 0, undecidable: 0, actions: 0 }
      const wrong: unknown[] = []
      for (const { arn } of able) {
        if (!activity.rows().some(({ call }) => call.principal === arn)) continue
        for (const all of ['exact', 'evident'] as const) {
          const resources = { all, services: new Map() }
          const { generated, requests } = generatedFor(activity, arn, { resources })
          if (generated.permissions.length < fewest) continue
          // Nothing is attached then; `generate` ends with an error that says so.
          if (generated.tooLarge !== undefined) totals.tooLarge += 1
          if (generated.tooLarge !== undefined) continue
          const { checks, denied, undecidable } = verifyRequests(requests, generated.documents)
          const { verification, tightness } = proofOf(generated)
          totals.policies += 1
          totals.checks += checks
          totals.undecidable += undecidable.length
          totals.actions += tightness.actions
          for (const one of [...denied, ...verification.denied, ...undecidable]) wrong.push([arn, all, one])
          if (tightness.actionsWithoutEvidence > 0) wrong.push([arn, all, tightness])
        }
      }
      process.stdout.write(`${folder}: ${JSON.stringify(totals)}\n`)
      expect(wrong).toEqual([])
    })
  },
)
