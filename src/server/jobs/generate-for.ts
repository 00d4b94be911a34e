import { foldWorkers } from '../../adapters/fold-workers/fold-workers.js'
import { compactPolicy } from '../../core/iam/policy-print.js'
import { type GenerateResult, generate } from '../../workflows/generate.js'
import type { FileFolder } from '../../workflows/ports.js'
import type { GenerationOutcome, GenerationTask, WorkerMessage } from './generation.js'
import { shapeOf } from './generation-options.js'
import { jobErrorOf } from './job-error.js'
import { placeholderPolicies } from './placeholder-policies.js'
import { type ProgressListener, progressObserver } from './progress-observer.js'
import { trailSource } from './trail-source.js'

/** Generates for a job. Never rejects: trouble is an answer. Large logs are folded on threads, as on the command line. */
export async function generateFor(
  { request, logs }: GenerationTask,
  told: ProgressListener,
  folder: FileFolder = foldWorkers(),
): Promise<WorkerMessage> {
  try {
    const { source, regions } = await trailSource(request, logs)
    const query = {
      start: request.start,
      end: request.end,
      regions,
      accounts: request.accounts ?? [],
      userAgent: request.userAgent,
      session: request.session,
    }
    const options = { principal: request.principalArn, query, ...shapeOf(request.options) }
    const result = await generate(source, options, progressObserver(told), folder)
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
