import {
  type AccessActivity,
  type FoldQuestion,
  openAccessActivity,
  prepareRecord,
} from '../core/activity/access-activity.js'
import type { ActivityQuery } from './activity-query.js'
import type { Observer, RecordSource } from './ports.js'
import { type ReadingResult, readRecords } from './read-records.js'

/** What the records of a source come to, and what became of its files. */
export interface FoldedRecords {
  readonly activity: AccessActivity
  readonly reading: ReadingResult
}

/** Reads every file that the source lists for the query and folds its records. */
export async function foldRecords(
  source: RecordSource,
  query: ActivityQuery,
  question: Partial<Omit<FoldQuestion, 'seen'>>,
  observer: Observer,
): Promise<FoldedRecords> {
  const activity = openAccessActivity(question)
  const consumer = {
    prepare: (record: Parameters<typeof prepareRecord>[0]) => prepareRecord(record, question),
    accept: (prepared: ReturnType<typeof prepareRecord>) => {
      activity.add(prepared)
    },
  }
  const reading = await readRecords(source, query, consumer, observer)
  return { activity, reading }
}
