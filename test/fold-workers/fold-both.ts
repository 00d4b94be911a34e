import { readFileSync } from 'node:fs'
import { crc32, gunzipSync } from 'node:zlib'
import { openDecisions } from '../../src/adapters/fold-workers/decisions.js'
import { type DistinctGroup, openDistinctGroups } from '../../src/adapters/fold-workers/distinct-groups.js'
import { judge, understand } from '../../src/adapters/fold-workers/judge.js'
import { openKernel } from '../../src/adapters/fold-workers/kernel.js'
import { openKernelFiles } from '../../src/adapters/fold-workers/kernel-files.js'
import { eventWords } from '../../src/adapters/fold-workers/messages.js'
import { periodOf, timeIn } from '../../src/adapters/fold-workers/period.js'
import { openStartEvents } from '../../src/adapters/fold-workers/start-events.js'
import { addTallies } from '../../src/adapters/fold-workers/tallies.js'
import { compileKernel } from '../../src/adapters/fold-workers/web-assembly.js'
import {
  type AccessActivity,
  type FoldQuestion,
  openAccessActivity,
  prepareRecord,
} from '../../src/core/activity/access-activity.js'
import { openSeen } from '../../src/core/activity/seen.js'
import { startLessonIn } from '../../src/core/activity/start-lesson.js'
import { openStarts, type PrincipalStarts } from '../../src/core/activity/starts.js'
import { openDecoder } from '../../src/core/cloudtrail/decode.js'
import type { CloudTrailRecord } from '../../src/core/cloudtrail/record.js'
import { type ActivityQuery, allActivity, questionOf } from '../../src/workflows/activity-query.js'

/** The module as `npm run build` leaves it. */
export const kernelModule = new URL('../../dist/kernel/kernel.wasm', import.meta.url)

const compiled = compileKernel(kernelModule)

/** Files folded once by the plain fold and once through the kernel, and why the kernel left which of them. */
export interface BothFolds {
  readonly plain: AccessActivity
  readonly fast: AccessActivity
  readonly left: ReadonlyMap<number, string>
  readonly events: number
  /** What each tells of when runtimes started, by principal. */
  readonly starts: { readonly plain: StartsByPrincipal; readonly fast: StartsByPrincipal }
}

type StartsByPrincipal = readonly (readonly [arn: string, starts: PrincipalStarts | undefined])[]

/** What to fold. */
export interface BothOptions {
  readonly query?: ActivityQuery
  readonly byDay?: boolean
  /** Whose rows are asked for. Default: everybody's. */
  readonly rowsOf?: FoldQuestion['rowsOf'] | undefined
  /** Put groups into the activity whenever they take more than so many bytes. */
  readonly room?: number
}

/** A kernel that can be used for many folds. */
export function testKernel(
  query: ActivityQuery = allActivity,
  byDay = false,
  rowsOf?: FoldQuestion['rowsOf'],
) {
  return openKernel(compiled, {
    crc32: (bytes, before) => crc32(bytes, before),
    seed: 0x1234_5678_9abc_def0n,
    asked: { sessions: query.session !== undefined, userAgents: query.userAgent !== undefined },
    period: periodOf(query),
    byDay,
    identities: true,
    callers: rowsOf !== undefined && query.session === undefined && query.userAgent === undefined,
    ask: openDecisions(rowsOf),
  })
}

/** Folds files in both ways. A file that the kernel leaves is folded plainly into both, as the workflow does. */
export function foldBoth(
  files: readonly Buffer[],
  { query = allActivity, byDay = false, rowsOf, room = Number.POSITIVE_INFINITY }: BothOptions = {},
  kernel = testKernel(query, byDay, rowsOf),
): BothFolds {
  const question = { ...questionOf(query, rowsOf ?? (() => true)), byDay }
  const plain = openAccessActivity({ byDay })
  const seen = openSeen()
  const fast = openAccessActivity({ byDay, seen })
  const distinct = openDistinctGroups(question, (outside) => timeIn(periodOf(query), outside))
  const starts = { plain: openStarts(), fast: openStarts() }
  const startEvents = openStartEvents(question, starts.fast)
  const thread = startEvents.openThread()
  const folding = { question, distinct, activity: fast, seen, starts: startEvents, dropsOutside: false }
  const read = openKernelFiles(kernel)
  let groups: DistinctGroup[] = []
  const left = new Map<number, string>()
  let events = 0
  const flush = () => {
    addTallies(read.flush(), groups, { activity: fast, byDay })
    thread.settle()
    groups = []
  }
  const addPlain = (record: CloudTrailRecord) => {
    const prepared = prepareRecord(record, question)
    plain.add(prepared)
    const lesson = prepared.sighted && startLessonIn(record, prepared.sighted.principal, question.rowsOf)
    if (lesson !== undefined) starts.plain.learn(lesson)
  }
  for (const [index, file] of files.entries()) {
    const records = recordsIn(file)
    for (const record of records) addPlain(record)
    kernel.input().set(file)
    const folded = read.read(file.length)
    distinct.add(groups, read.newGroups())
    thread.hear(read.newIdentities())
    const understood = folded.kind === 'folded' ? understand(folded, groups, folding) : undefined
    if (folded.kind === 'folded' && understood !== undefined) {
      events += folded.events.length / eventWords + folded.odd.length
      const { counts } = judge(understood, folding)
      thread.learn(counts, groups)
      read.count(counts)
    } else {
      left.set(index, folded.kind === 'left' ? folded.reason : 'skipped-element')
      for (const record of records) {
        const prepared = prepareRecord(record, question)
        fast.add(prepared)
        startEvents.learnRecord(record, prepared)
      }
    }
    if (kernel.arena > room) flush()
  }
  flush()
  const told = (of: typeof starts.plain) =>
    [...plain.principals.keys()].sort().map((arn) => [arn, of.of([arn])] as const)
  return { plain, fast, left, events, starts: { plain: told(starts.plain), fast: told(starts.fast) } }
}

/** The records of a file as the plain path reads them: none of a file that it cannot read to its end. */
export function recordsIn(file: Buffer): readonly CloudTrailRecord[] {
  const text = textOf(file)
  if (text === undefined) return []
  const decoder = openDecoder()
  const records: CloudTrailRecord[] = []
  for (const one of [...decoder.push(text), ...decoder.end()]) {
    if (one.kind === 'record') records.push(one.record)
    else if (one.kind === 'broken') return []
  }
  return records
}

function textOf(file: Buffer): string | undefined {
  if (file[0] !== 0x1f || file[1] !== 0x8b) return file.toString()
  try {
    return gunzipSync(file).toString()
  } catch {
    return undefined
  }
}

/** A file's bytes. */
export function fileAt(path: string): Buffer {
  return readFileSync(path)
}
