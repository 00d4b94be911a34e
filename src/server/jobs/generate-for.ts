import { compactPolicy } from '../../core/iam/policy-print.js'
import { type GenerateResult, generate } from '../../workflows/generate.js'
import type { Observer } from '../../workflows/ports.js'
import type { GenerationOutcome, GenerationProgress, GenerationTask, WorkerMessage } from './generation.js'
import { jobErrorOf } from './job-error.js'
import { placeholderPolicies } from './placeholder-policies.js'
import { trailSource } from './trail-source.js'

/** Generates for a job. Never rejects: trouble is an answer. */
export async function generateFor(
  { request, inputs }: GenerationTask,
  told: (progress: GenerationProgress) => void,
): Promise<WorkerMessage> {
  try {
    const { source, regions } = await trailSource(request, inputs)
    const query = {
      start: request.start,
      end: request.end,
      regions,
      accounts: [],
      userAgent: undefined,
      session: undefined,
    }
    const options = { principal: request.principalArn, query, includeDenied: false }
    const result = await generate(source, options, observer(told))
    return { kind: 'done', outcome: outcomeOf(result) }
  } catch (error) {
    return { kind: 'failed', error: jobErrorOf(error) }
  }
}

function outcomeOf(result: GenerateResult): GenerationOutcome {
  return {
    policies: result.documents.map(compactPolicy),
    ...placeholderPolicies(result),
    incomplete: result.incomplete,
    covered: result.report.window.covered,
    report: result.report,
  }
}

const toldEvery = 250

/** Progress a few times a second at most. */
function observer(told: (progress: GenerationProgress) => void): Observer {
  let [files, filesRead, records, last] = [0, 0, 0, 0]
  return {
    listed(count) {
      files = count
      told({ files, filesRead, records })
    },
    finished(_file, outcome) {
      filesRead += 1
      records += outcome.records
      const now = performance.now()
      if (now - last < toldEvery && filesRead < files) return
      last = now
      told({ files, filesRead, records })
    },
  }
}
