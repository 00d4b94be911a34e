import { policiesIn } from '../../adapters/files/policy-files.js'
import { foldWorkers } from '../../adapters/fold-workers/fold-workers.js'
import { printPolicy } from '../../core/iam/policy-print.js'
import { activity } from '../../workflows/activity.js'
import { backtest } from '../../workflows/backtest.js'
import { LeastwiseError } from '../../workflows/errors.js'
import type { ActivitySource } from '../../workflows/fold-records.js'
import { generateClusters } from '../../workflows/generate-clusters.js'
import type { InputSummary } from '../../workflows/input-summary.js'
import type { FileFolder, Observer } from '../../workflows/ports.js'
import { principals } from '../../workflows/principals.js'
import { verify } from '../../workflows/verify.js'
import { shapeOf } from './generation-options.js'
import { jobErrorOf } from './job-error.js'
import { type ProgressListener, progressObserver } from './progress-observer.js'
import type { Question, QuestionTask } from './question.js'
import { trailSource } from './trail-source.js'

/** What the worker says at its end. */
export type QuestionAnswer =
  | { readonly kind: 'done'; readonly outcome: unknown }
  | { readonly kind: 'failed'; readonly error: ReturnType<typeof jobErrorOf> }

/** Answers a question of the logs. Never rejects: trouble is an answer. Large logs are folded on threads. */
export async function answerQuestion(
  { question, logs }: QuestionTask,
  told: ProgressListener,
  folder: FileFolder = foldWorkers(),
): Promise<QuestionAnswer> {
  try {
    const principalArn = 'principal' in question ? (question.principal ?? '') : ''
    const { source, regions } = await trailSource({ principalArn, trails: question.trails }, logs)
    const observer = progressObserver(told)
    return { kind: 'done', outcome: await answer(question, { source, regions, observer, folder }) }
  } catch (error) {
    return { kind: 'failed', error: jobErrorOf(error) }
  }
}

/** What a question is answered with. */
interface Means {
  readonly source: ActivitySource
  readonly regions: readonly string[]
  readonly observer: Observer
  readonly folder: FileFolder
}

async function answer(question: Question, { source, regions, observer, folder }: Means): Promise<unknown> {
  const { start, end, accounts, userAgent, session } = question
  const query = { start, end, regions, accounts, userAgent, session }
  if (question.kind === 'principals') {
    const { principals: items, input } = await principals(source, query, observer, folder)
    return { items, input: inputOf(input) }
  }
  if (question.kind === 'activity') {
    const { lines, input } = await activity(
      source,
      { principal: question.principal, query },
      observer,
      folder,
    )
    return { items: lines.map((line) => ({ ...line, action: line.action ?? null })), input: inputOf(input) }
  }
  const { principal } = question
  if (question.kind === 'verify') {
    const policies = question.policies.flatMap(({ name, text }) => policiesIn(name, text))
    const { input, ...verified } = await verify(source, { principal, query, policies }, observer, folder)
    return { ...verified, input: inputOf(input) }
  }
  if (question.kind === 'backtest') {
    const { input, coverage, ...tested } = await backtest(
      source,
      { principal, query, horizonDays: question.horizonDays },
      observer,
      folder,
    )
    return { ...tested, coverage: coverage ?? null, input: inputOf(input) }
  }
  return { items: await partsOf(question, { source, query, observer }) }
}

async function partsOf(
  { principal, splitBy, options }: Extract<Question, { kind: 'parts' }>,
  {
    source,
    query,
    observer,
  }: {
    readonly source: ActivitySource
    readonly query: Parameters<typeof principals>[1]
    readonly observer: Observer
  },
): Promise<readonly unknown[]> {
  const clusters = await generateClusters(
    source,
    { principal, query, splitBy, ...shapeOf(options) },
    observer,
  )
  return clusters.map(({ result, ...part }) =>
    result instanceof LeastwiseError
      ? {
          ...part,
          policies: null,
          report: null,
          error: { code: result.code, message: result.message, hint: result.hint },
        }
      : {
          ...part,
          policies: result.documents.map((document) => JSON.parse(printPolicy(document)) as unknown),
          report: result.report,
          error: null,
        },
  )
}

/** What became of the input, without the names of files: those are the server's own. */
function inputOf({ files, records, covered, daysWithoutRecords, warnings }: InputSummary) {
  return {
    files: { read: files.read, skipped: files.skipped.length, passedOver: files.passedOver },
    records,
    covered: { start: covered.start ?? null, end: covered.end ?? null },
    daysWithoutRecords,
    warnings,
  }
}
