import { callOf } from '../core/activity/fact.js'
import { madeLessonsOf } from '../core/activity/made.js'
import { runtimeOf } from '../core/activity/runtime.js'
import { outcomeOf, whosePermission } from '../core/cloudtrail/classify.js'
import { type Decoded, openDecoder } from '../core/cloudtrail/decode.js'
import { defaultLimits } from '../core/cloudtrail/limits.js'
import type { Principal } from '../core/cloudtrail/principal.js'
import { resolvePrincipal } from '../core/cloudtrail/principal-resolve.js'
import type { CloudTrailRecord } from '../core/cloudtrail/record.js'
import type { SkipReason } from '../core/cloudtrail/skip-reasons.js'
import { sortedUnique } from '../core/iam/order.js'
import { allActivity, selectionOf } from './activity-query.js'
import { type Explainer, openExplainer } from './explain-call.js'
import type { EventFacts, ExplainedEvent, Explanation } from './explained-event.js'
import { type ExplainedInput, openExplainedInput } from './explained-input.js'
import { LeastwiseError, type LogFile, type RecordSource, UnreadableFile } from './ports.js'

/**
 * Tells `emit` of every record, and of every element that is none, what it needs: in the order of the input, one by one,
 * waiting for `emit`, so that memory is bounded by the largest record. Each record stands for itself: nothing is learned
 * from others, nothing is counted once. A file that breaks off is explained up to there.
 * Throws NO_RECORDS, after everything was told, if no element was a CloudTrail record.
 */
export async function explainEvent(
  source: RecordSource,
  emit: (explained: ExplainedEvent) => Promise<void> | void,
): Promise<ExplainedInput> {
  const { files, passedOver } = await source.list(selectionOf(allActivity))
  const input = openExplainedInput(passedOver)
  const explain = openExplainer()
  for (const file of files) {
    let explained = 0
    let broken: Broken | undefined
    for await (const found of elementsOf(file)) {
      if (found.kind === 'broken') {
        broken = found
        break
      }
      const one = explainElement(file, found, explain)
      input.add(one)
      explained += 1
      // Waiting for what is already done would cost more than the explanation.
      const written = emit(one)
      if (written !== undefined) await written
    }
    input.endFile(file.name, broken, explained)
  }
  if (input.records === 0) throw noRecords(input.summary())
  return input.summary()
}

function noRecords({ input }: ExplainedInput): LeastwiseError {
  const [broken] = input.files.skipped
  const what = 'the inputs hold no CloudTrail record'
  return new LeastwiseError(
    'NO_RECORDS',
    broken === undefined ? what : `${what}: \`${broken.name}\` cannot be read to its end: ${broken.detail}`,
    'give one record as JSON, from its first brace to its last, or any log file that `leastwise generate` reads',
  )
}

type Element = Exclude<Decoded, { kind: 'broken' }>

/** Why a file could not be read to its end, whether its bytes or its text broke off. */
interface Broken {
  readonly kind: 'broken'
  readonly reason: string
  readonly detail: string
}

async function* elementsOf(file: LogFile): AsyncGenerator<Element | Broken> {
  const decoder = openDecoder({ ...defaultLimits, timeRequired: false })
  try {
    for await (const piece of file.text()) yield* decoder.push(piece)
    yield* decoder.end()
  } catch (error) {
    if (!(error instanceof UnreadableFile)) throw error
    yield { kind: 'broken', reason: error.reason, detail: error.message }
  }
}

function explainElement(file: LogFile, found: Element, explain: Explainer): ExplainedEvent {
  const place = { file: file.name, index: found.index }
  if (found.kind === 'skipped')
    return { ...place, event: undefined, explanation: skipped(found.reason, found.detail) }
  const { record } = found
  const principal = resolvePrincipal(record)
  const whose = whosePermission(record, principal)
  const call = callOf(record, principal)
  const event = factsOf(record, principal, call.invokedBy)
  const runtime = event.outcome === 'denied' ? undefined : runtimeOf(record, principal)
  return {
    ...place,
    event,
    explanation: whose.kind === 'skipped' ? skipped(whose.reason, '') : explain(call, event.outcome, runtime),
  }
}

function skipped(reason: SkipReason, detail: string): Explanation {
  return { kind: 'skipped', reason, detail }
}

function factsOf(record: CloudTrailRecord, principal: Principal, invokedBy: string | undefined): EventFacts {
  const { eventSource, eventName, eventTime, errorCode, errorMessage } = record
  const outcome = outcomeOf(record)
  const made = outcome === 'succeeded' ? sortedUnique(madeLessonsOf(record).identifiers) : []
  return { eventSource, eventName, eventTime, principal, invokedBy, outcome, errorCode, errorMessage, made }
}
