import { join } from 'node:path'
import { filesSource } from '../../src/adapters/files/files-source.js'
import type { ExplainedPolicy } from '../../src/core/render/explained.js'
import { allActivity } from '../../src/workflows/activity-query.js'
import { explainPolicy } from '../../src/workflows/explain-policy.js'
import { generate } from '../../src/workflows/generate.js'
import { silent } from '../../src/workflows/ports.js'
import { EXAMPLES } from '../simulator/trail.js'

/** The explained policy of a principal of the example trail. */
export async function examplePolicy(principal: string): Promise<ExplainedPolicy> {
  const options = { principal, query: allActivity, includeDenied: false }
  return explainPolicy(await generate(filesSource([join(EXAMPLES, 'trail')]), options, silent))
}
