import {
  openAccessActivity,
  type PreparedRecord,
  preparedIdentity,
  prepareRecord,
} from '../core/activity/access-activity.js'
import { eventIdentity } from '../core/activity/fact.js'
import { placeOf } from '../core/activity/seen.js'
import { allActivity } from './activity-query.js'
import { daysMissing, type InputSummary, openCounts } from './input-summary.js'
import { inputWarnings } from './input-warnings.js'
import type { ActivityStore, LogFile, Observer, RecordSource, StoreContents, StoredFile } from './ports.js'
import { type FileRead, type RecordConsumer, readRecords } from './read-records.js'
import { openStoredSeen, type StoredSeen } from './stored-seen.js'

/** How often what was read is put into the store. */
export interface IngestOptions {
  /** Commit when about so many characters of log were read. Default: 256 million. */
  readonly commitCharacters?: number | undefined
  /** Commit when so many files were read. Default: no bound. */
  readonly commitFiles?: number | undefined
}

/** What an ingest added. */
export interface IngestResult {
  readonly input: InputSummary
  /** Events that the store did not have. */
  readonly events: number
  readonly commits: number
}

const defaultCharacters = 256_000_000
/** Fingerprints held in memory until they are in the store. */
const mostFresh = 2_000_000

/**
 * Reads what is new or changed, folds it and adds it to a store, commit by commit: whatever was committed is never read
 * again and never counted twice, wherever a run ends.
 */
export async function ingest(
  source: RecordSource,
  store: ActivityStore,
  options: IngestOptions,
  observer: Observer,
): Promise<IngestResult> {
  const contents = await store.contents()
  const ingestion = openIngestion(store, contents, options)
  const reading = await readRecords(unreadOf(source, contents), allActivity, ingestion.consumer, observer)
  await ingestion.commit()
  if (ingestion.commits > 0) await store.finish()
  const { events, days, first, last, skipped } = ingestion.counted
  const missing = daysMissing(days)
  for (const [reason, count] of Object.entries(reading.skipped.toRecord())) skipped.add(reason, count)
  return {
    input: {
      files: { read: reading.filesRead, skipped: reading.filesSkipped, passedOver: reading.passedOver },
      records: {
        read: reading.recordsRead,
        matched: events,
        otherPrincipals: 0,
        skipped: skipped.toRecord(),
      },
      covered: { start: first, end: last },
      daysWithoutRecords: missing,
      warnings: inputWarnings(reading, missing),
    },
    events,
    commits: ingestion.commits,
  }
}

/** The files that the store does not have as they are now. */
function unreadOf(source: RecordSource, contents: StoreContents): RecordSource {
  return {
    async list(selection, observer) {
      const { files, passedOver } = await source.list(selection, observer)
      const unread = files.filter((file) => {
        const known = isKnown(file, contents)
        if (known) file.omit?.()
        return !known
      })
      const known = files.length - unread.length
      return { files: unread, passedOver: known === 0 ? passedOver : { ...passedOver, ingested: known } }
    },
  }
}

function isKnown({ origin, bytes }: LogFile, { files }: StoreContents): boolean {
  const known = origin === undefined ? undefined : files.get(origin.path)
  return known !== undefined && known.bytes === bytes && known.modified === origin!.modified
}

interface Counted {
  events: number
  first: string | undefined
  last: string | undefined
  readonly days: Set<string>
  readonly skipped: ReturnType<typeof openCounts>
}

/** The batch in the making, and what was counted in all. */
function openIngestion(store: ActivityStore, contents: StoreContents, options: IngestOptions) {
  const seen = openStoredSeen(store, contents.places)
  const counted: Counted = {
    events: 0,
    first: undefined,
    last: undefined,
    days: new Set(),
    skipped: openCounts(),
  }
  let activity = openAccessActivity({ byDay: true, seen })
  let [files, characters, commits]: [StoredFile[], number, number] = [[], 0, 0]
  let nameless = openNameless('')

  async function commit(): Promise<void> {
    if (files.length === 0) return
    await store.commit({ activity, files, events: seen.taken() })
    commits += 1
    activity = openAccessActivity({ byDay: true, seen })
    files = []
    characters = 0
  }

  const consumer: RecordConsumer<PreparedRecord> = {
    prepare: (record) => prepareRecord(record),
    begin(file) {
      nameless = openNameless(file.origin?.path ?? file.name)
    },
    ready: (prepared) => seen.load(prepared.flatMap(placesOf)),
    accept(prepared) {
      if (isPruned(prepared, contents)) counted.skipped.add('before-retention')
      else count(counted, prepared, activity.add(prepared, nameless(prepared, seen)))
    },
    async finished(file, read) {
      if (file.origin !== undefined || read.handedOver > 0) files.push(storedFile(file, read))
      characters += read.characters
      const full =
        characters >= (options.commitCharacters ?? defaultCharacters) ||
        files.length >= (options.commitFiles ?? Number.POSITIVE_INFINITY) ||
        seen.fresh >= mostFresh
      if (full) await commit()
    },
  }
  return {
    consumer,
    commit,
    counted,
    get commits() {
      return commits
    },
  }
}

function placesOf({ sighted, fact }: PreparedRecord): string[] {
  if (sighted === undefined) return []
  const { call } = fact?.activity ?? { call: sighted }
  return [placeOf(sighted.time, call.account, call.region)]
}

/**
 * An event without an eventID counts each time it is met, but not again when its file is: it is known by its file and by
 * how many like it came before in it.
 */
function openNameless(path: string): (prepared: PreparedRecord, seen: StoredSeen) => boolean {
  const met = new Map<string, number>()
  return (prepared, seen) => {
    const { sighted, eventID } = prepared
    const said = eventID === undefined ? preparedIdentity(prepared) : undefined
    if (sighted === undefined || said === undefined) return false
    const like = `${said.high} ${said.low} ${sighted.time}`
    const number = met.get(like) ?? 0
    met.set(like, number + 1)
    return !seen.add(eventIdentity(said, `${path} ${number}`, sighted.time), placesOf(prepared)[0]!)
  }
}

function isPruned({ sighted }: PreparedRecord, { keptFrom }: StoreContents): boolean {
  return keptFrom !== undefined && sighted !== undefined && sighted.time < keptFrom
}

function count(counted: Counted, { sighted }: PreparedRecord, isNew: boolean): void {
  if (!isNew) counted.skipped.add('duplicate')
  if (!isNew || sighted === undefined) return
  const { time } = sighted
  counted.events += 1
  counted.days.add(time.slice(0, 10))
  if (counted.first === undefined || time < counted.first) counted.first = time
  if (counted.last === undefined || time > counted.last) counted.last = time
}

function storedFile({ name, origin, bytes }: LogFile, read: FileRead): StoredFile {
  return {
    origin: origin ?? { path: name, modified: 0 },
    bytes: bytes ?? 0,
    broken: read.broken,
    records: read.handedOver,
    skipped: read.skipped.toRecord(),
    examples: read.examples.slice(0, 5),
  }
}
