import {
  type AccessActivity,
  type FoldQuestion,
  openAccessActivity,
  prepareRecord,
} from '../core/activity/access-activity.js'
import { dayNumber, dayOfNumber } from '../core/verify/calendar.js'
import { type ActivityQuery, questionOf } from './activity-query.js'
import { type ActivitySource, foldRecords } from './fold-records.js'
import { boundWarnings } from './input-warnings.js'
import type { ActivityStore, FileFolder, Observer, ReadingResult, RecordSource } from './ports.js'
import { readRecords } from './read-records.js'

/** Activity before and from a moment on. Rows, not names: those are in `all`. */
export interface WatchedActivity {
  /** `undefined` if nothing is before. */
  readonly before: AccessActivity | undefined
  readonly after: AccessActivity
  /** Both together. */
  readonly all: AccessActivity
  readonly reading: ReadingResult
  readonly warnings: readonly string[]
}

/** Reads a source once, or asks a store twice, and keeps apart what happened before a moment. */
export async function watchedActivity(
  source: ActivitySource,
  query: ActivityQuery,
  { since, rowsOf }: { readonly since: string | undefined; readonly rowsOf: FoldQuestion['rowsOf'] },
  observer: Observer,
  folder?: FileFolder,
): Promise<WatchedActivity> {
  if (since === undefined) {
    const { activity, ...rest } = await foldRecords(
      source,
      query,
      questionOf(query, rowsOf),
      observer,
      folder,
    )
    return { ...rest, before: undefined, after: activity, all: activity }
  }
  return 'read' in source
    ? askTwice(source, query, { since, rowsOf }, observer)
    : readOnce(source, query, { since, rowsOf }, observer)
}

interface Split {
  readonly since: string
  readonly rowsOf: FoldQuestion['rowsOf']
}

async function readOnce(
  source: RecordSource,
  query: ActivityQuery,
  { since, rowsOf }: Split,
  observer: Observer,
): Promise<WatchedActivity> {
  const question = questionOf(query, rowsOf)
  const [before, after] = [openAccessActivity(), openAccessActivity()]
  const consumer = {
    prepare: (record: Parameters<typeof prepareRecord>[0]) => prepareRecord(record, question),
    accept: (prepared: ReturnType<typeof prepareRecord>) => {
      const { sighted } = prepared
      const side = sighted !== undefined && sighted.time < since ? before : after
      side.add(prepared)
    },
  }
  const reading = await readRecords(source, query, consumer, observer)
  const all = merged(before, after)
  return { before, after, all, reading, warnings: boundWarnings(all) }
}

function merged(before: AccessActivity, after: AccessActivity): AccessActivity {
  const all = openAccessActivity()
  all.merge(before)
  all.merge(after)
  return all
}

/** A store keeps whole days: the day on which the moment lies is taken for after. */
async function askTwice(
  store: ActivityStore,
  query: ActivityQuery,
  { since, rowsOf }: Split,
  observer: Observer,
): Promise<WatchedActivity> {
  const day = `${since.slice(0, 10)}T00:00:00Z`
  const ask = (period: Partial<ActivityQuery>) =>
    foldRecords(store, { ...query, ...period }, questionOf(query, rowsOf), observer)
  const after = await ask({ start: query.start === undefined || query.start < day ? day : query.start })
  const isBefore = query.start === undefined || query.start < day
  const before = isBefore ? await ask({ end: day }) : undefined
  const whole = day === since ? [] : [wholeDay(since)]
  return {
    before: before?.activity,
    after: after.activity,
    all: before === undefined ? after.activity : merged(before.activity, after.activity),
    reading: after.reading,
    warnings: [...after.warnings, ...(before?.warnings ?? []), ...whole],
  }
}

function wholeDay(since: string): string {
  const [day, next] = [since.slice(0, 10), dayOfNumber(dayNumber(since.slice(0, 10)) + 1)]
  return `an activity store keeps whole days: all of ${day} is taken for after; \`--since ${next}\` would leave it out`
}
