import { join } from 'node:path'
import { filesSource } from '../../src/adapters/files/files-source.js'
import type { AccessActivity } from '../../src/core/activity/access-activity.js'
import { type GenerateSettings, generatePolicy } from '../../src/core/policy/generate.js'
import { allActivity, questionOf } from '../../src/workflows/activity-query.js'
import { chosenPrincipals, principalMatcher } from '../../src/workflows/choose-principal.js'
import { collect } from '../../src/workflows/collect-activity.js'
import { evidencedRequests } from '../../src/workflows/evidenced-requests.js'
import { foldRecords } from '../../src/workflows/fold-records.js'
import { silent } from '../../src/workflows/ports.js'
import { EXAMPLES } from '../simulator/trail.js'

/** The activity of everybody in a folder, by default the example's. */
export async function activityOf(folder = join(EXAMPLES, 'trail')): Promise<AccessActivity> {
  const question = questionOf(allActivity, () => true)
  return (await foldRecords(filesSource([folder]), allActivity, question, silent)).activity
}

/** The policy generated for a principal, and what it really did, as `verify` sees it. */
export function generatedFor(
  activity: AccessActivity,
  arn: string,
  settings: Partial<GenerateSettings> = {},
) {
  const collected = collect(activity, principalMatcher(arn))
  const chosen = chosenPrincipals(arn, collected.found, collected.others)
  const generated = generatePolicy(collected.rows, collected, { includeDenied: false, ...settings })
  return { generated, ...evidencedRequests(collected, chosen, generated.documents) }
}
