import {
  type AccessActivity,
  type FoldQuestion,
  openAccessActivity,
  type PreparedRecord,
  prepareRecord,
} from '../core/activity/access-activity.js'
import type { Activity } from '../core/activity/activity.js'
import { openSeen } from '../core/activity/seen.js'
import { type StartLesson, startLessonIn } from '../core/activity/start-lesson.js'
import { type OpenStarts, openStarts } from '../core/activity/starts.js'
import type { CloudTrailRecord } from '../core/cloudtrail/record.js'
import { dayNumber, dayOfNumber } from '../core/verify/calendar.js'
import { type ActivityQuery, selectionOf } from './activity-query.js'
import { LeastwiseError } from './errors.js'
import { boundWarnings } from './input-warnings.js'
import {
  type ActivityStore,
  type FileFolder,
  FolderFailed,
  type Observer,
  type ReadingResult,
  type RecordSource,
} from './ports.js'
import { readListed } from './read-records.js'

/** What a question can be asked of: logs, or a store of what was folded from them. */
export type ActivitySource = RecordSource | ActivityStore

/** What the records of a source come to, and what became of its files. */
export interface FoldedRecords {
  readonly activity: AccessActivity
  readonly reading: ReadingResult
  /** What a reader must know of it. */
  readonly warnings: readonly string[]
  /**
   * When runtimes of those whose rows are asked for started. `undefined` if it was not asked, and of a store, which keeps
   * no times of day.
   */
  readonly starts?: OpenStarts | undefined
}

/** What is asked of records. */
export interface RecordsQuestion extends Partial<Omit<FoldQuestion, 'seen'>> {
  /** Learn when runtimes started. Default: false. */
  readonly starts?: boolean
}

/**
 * Reads every file that the source lists for the query and folds its records, or asks the store, which has done so. A
 * `folder` folds what it can, which changes nothing but the time it takes.
 * Throws STORE_CANNOT_TELL if a store is asked for a session or user agent.
 */
export async function foldRecords(
  source: ActivitySource,
  query: ActivityQuery,
  question: RecordsQuestion,
  observer: Observer,
  folder?: FileFolder,
): Promise<FoldedRecords> {
  observer.signal?.throwIfAborted()
  if ('read' in source) return askStore(source, query, question)
  try {
    return await foldFiles(source, query, question, observer, folder)
  } catch (error) {
    if (!(error instanceof FolderFailed)) throw error
    const folded = await foldFiles(source, query, question, observer, undefined)
    return { ...folded, warnings: [...folded.warnings, brokenFolder(error)] }
  }
}

function brokenFolder({ message }: FolderFailed): string {
  return `the threads that read files broke (${message}); everything was read again without them, to the same answer`
}

async function foldFiles(
  source: RecordSource,
  query: ActivityQuery,
  question: RecordsQuestion,
  observer: Observer,
  folder: FileFolder | undefined,
): Promise<FoldedRecords> {
  const seen = openSeen()
  const activity = openAccessActivity({ ...question, seen })
  const starts = question.starts === true ? openStarts() : undefined
  const consumer = {
    prepare: (record: CloudTrailRecord) => {
      const prepared = prepareRecord(record, question)
      return { prepared, lesson: starts && lessonIn(record, prepared, question) }
    },
    accept: ({ prepared, lesson }: { prepared: PreparedRecord; lesson: StartLesson | undefined }) => {
      activity.add(prepared)
      if (lesson !== undefined) starts?.learn(lesson)
    },
  }
  const listing = await source.list(selectionOf(query), observer)
  observer.signal?.throwIfAborted()
  const reads = { sessions: query.session !== undefined, userAgents: query.userAgent !== undefined }
  const folding = folder?.start(listing.files, { question, period: query, reads, starts }, activity, seen)
  try {
    const reading = await readListed(listing, consumer, observer, folding)
    await folding?.finish()
    return { activity, reading, warnings: boundWarnings(activity), starts }
  } finally {
    await folding?.close()
  }
}

function lessonIn(
  record: CloudTrailRecord,
  { sighted }: PreparedRecord,
  { rowsOf = () => true }: RecordsQuestion,
): StartLesson | undefined {
  return sighted && startLessonIn(record, sighted.principal, rowsOf)
}

async function askStore(
  store: ActivityStore,
  query: ActivityQuery,
  { rowsOf = () => true, byDay = false }: Partial<FoldQuestion>,
): Promise<FoldedRecords> {
  refuseClient(query)
  const { activity: whole, reading } = await store.read(selectionOf(query), rowsOf)
  const activity = byDay ? await daysApart(store, query, rowsOf, whole) : whole
  return { activity, reading, warnings: [...boundWarnings(activity), ...partialDays(query)] }
}

/** The same activity with the rows of each day apart: a store adds days up, so each is asked for alone. */
async function daysApart(
  store: ActivityStore,
  query: ActivityQuery,
  rowsOf: FoldQuestion['rowsOf'],
  whole: AccessActivity,
): Promise<AccessActivity> {
  const days = [...new Set(whole.sightings.all().map(({ day }) => day))]
  const rows: Activity[] = []
  for (const day of days) {
    const [start, end] = [`${day}T00:00:00Z`, `${dayOfNumber(dayNumber(day) + 1)}T00:00:00Z`]
    rows.push(...(await store.read({ ...selectionOf(query), start, end }, rowsOf)).activity.rows())
  }
  return { ...whole, rows: () => rows }
}

function refuseClient({ session, userAgent }: ActivityQuery): void {
  const option = session === undefined ? '--user-agent' : '--session'
  if (session === undefined && userAgent === undefined) return
  throw new LeastwiseError(
    'STORE_CANNOT_TELL',
    `\`${option}\` cannot be answered from an activity store: it keeps neither session names nor user agents`,
    'ask the logs themselves',
  )
}

/** A store keeps days, not seconds. */
function partialDays({ start, end }: ActivityQuery): string[] {
  const whole = (time: string | undefined) => time === undefined || time.endsWith('T00:00:00Z')
  if (whole(start) && whole(end)) return []
  return ['an activity store keeps whole days: of the first and last day asked for, all is in the answer']
}
