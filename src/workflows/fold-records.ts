import {
  type AccessActivity,
  type FoldQuestion,
  openAccessActivity,
  type PreparedRecord,
  prepareRecord,
} from '../core/activity/access-activity.js'
import type { Activity } from '../core/activity/activity.js'
import { type OpenStarts, openStarts, type StartLesson, startLessonOf } from '../core/activity/starts.js'
import type { CloudTrailRecord } from '../core/cloudtrail/record.js'
import { dayNumber, dayOfNumber } from '../core/verify/calendar.js'
import { type ActivityQuery, selectionOf } from './activity-query.js'
import { LeastwiseError } from './errors.js'
import { boundWarnings } from './input-warnings.js'
import type { ActivityStore, Observer, ReadingResult, RecordSource } from './ports.js'
import { readRecords } from './read-records.js'

/** What a question can be asked of: logs, or a store of what was folded from them. */
export type ActivitySource = RecordSource | ActivityStore

/** What the records of a source come to, and what became of its files. */
export interface FoldedRecords {
  readonly activity: AccessActivity
  readonly reading: ReadingResult
  /** What a reader must know of it. */
  readonly warnings: readonly string[]
  /** When runtimes started; `undefined` of a store, which keeps no times of day. */
  readonly starts?: OpenStarts | undefined
}

/**
 * Reads every file that the source lists for the query and folds its records, or asks the store, which has done so.
 * Throws STORE_CANNOT_TELL if a store is asked for a session or user agent.
 */
export async function foldRecords(
  source: ActivitySource,
  query: ActivityQuery,
  question: Partial<Omit<FoldQuestion, 'seen'>>,
  observer: Observer,
): Promise<FoldedRecords> {
  if ('read' in source) return askStore(source, query, question)
  const activity = openAccessActivity(question)
  const starts = openStarts()
  const consumer = {
    prepare: (record: CloudTrailRecord) => {
      const prepared = prepareRecord(record, question)
      const { sighted } = prepared
      return { prepared, lesson: sighted && startLessonOf(record, sighted.principal) }
    },
    accept: ({ prepared, lesson }: { prepared: PreparedRecord; lesson: StartLesson | undefined }) => {
      activity.add(prepared)
      if (lesson !== undefined) starts.learn(lesson)
    },
  }
  const reading = await readRecords(source, query, consumer, observer)
  return { activity, reading, warnings: boundWarnings(activity), starts }
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
