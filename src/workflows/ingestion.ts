import {
  type OpenAccessActivity,
  openAccessActivity,
  type PreparedRecord,
  preparedIdentity,
  preparedPlace,
  prepareRecord,
} from '../core/activity/access-activity.js'
import { eventIdentity } from '../core/activity/fact.js'
import { countEvents, countFile, countRecord, type IngestTotals, openTotals } from './ingest-totals.js'
import type {
  ActivityStore,
  FileFolder,
  FileFolding,
  FoldTarget,
  FoldTask,
  LogFile,
  StoreContents,
  StoredFile,
} from './ports.js'
import type { FileRead, RecordConsumer } from './read-records.js'
import { openStoredSeen, type StoredSeen } from './stored-seen.js'

/** How often what was read is put into the store. */
export interface IngestOptions {
  /** Commit when about so many characters of log were read. Default: 256 million. */
  readonly commitCharacters?: number | undefined
  /** Commit when so many files were read. Default: no bound. */
  readonly commitFiles?: number | undefined
}

/** Files on their way into a store. */
export interface Ingestion {
  readonly consumer: RecordConsumer<PreparedRecord>
  /** Lets a folder fold what it can of the files in the place of the consumer; `undefined` if it would not. */
  start(folder: FileFolder, files: readonly LogFile[]): FileFolding | undefined
  /** Puts what was read since the last time into the store. */
  commit(): Promise<void>
}

const defaultCharacters = 256_000_000
/** Fingerprints held in memory until they are in the store. */
const mostFresh = 2_000_000

/** What is not in the store yet. */
interface Batch {
  readonly activity: OpenAccessActivity
  readonly files: StoredFile[]
  readonly totals: IngestTotals
  characters: number
}

interface State {
  readonly store: ActivityStore
  readonly contents: StoreContents
  readonly options: IngestOptions
  readonly done: (totals: IngestTotals, isStored: boolean) => void
  readonly seen: StoredSeen
  batch: Batch
  nameless: ReturnType<typeof openNameless>
  folding: FileFolding | undefined
}

/** Nothing yet. `done` is told what every batch came to, once it is in the store. */
export function openIngestion(
  store: ActivityStore,
  contents: StoreContents,
  options: IngestOptions,
  done: State['done'],
): Ingestion {
  const seen = openStoredSeen(store, contents.places)
  const [batch, nameless] = [openBatch(seen), openNameless('')]
  const state: State = { store, contents, options, done, seen, batch, nameless, folding: undefined }
  return {
    consumer: consumerOf(state),
    commit: () => commit(state),
    start(folder, files) {
      const started = folder.start(files, taskFor(contents), targetOf(state), seen)
      state.folding = started && counting(started, state)
      return state.folding
    },
  }
}

function openBatch(seen: StoredSeen): Batch {
  const activity = openAccessActivity({ byDay: true, seen })
  return { activity, files: [], totals: openTotals(), characters: 0 }
}

async function commit(state: State): Promise<void> {
  const { store, seen, folding, batch, done } = state
  await folding?.settle()
  const { activity, files, totals } = batch
  if (files.length > 0) await store.commit({ activity, files, events: seen.taken() })
  done(totals, files.length > 0)
  state.batch = openBatch(seen)
}

function consumerOf(state: State): RecordConsumer<PreparedRecord> {
  const { seen } = state
  return {
    prepare: (record) => prepareRecord(record),
    begin(file) {
      state.nameless = openNameless(file.origin?.path ?? file.name)
    },
    ready: (prepared) => seen.load(prepared.flatMap((one) => preparedPlace(one) ?? [])),
    accept: (prepared) => add(state, prepared),
    async finished(file, read) {
      const { batch } = state
      countFile(batch.totals, file, read)
      if (file.origin !== undefined || read.handedOver > 0) batch.files.push(storedFile(file, read))
      batch.characters += read.characters
      if (isFull(state)) await commit(state)
    },
  }
}

function isFull({ batch: { characters, files }, options, seen }: State): boolean {
  return (
    characters >= (options.commitCharacters ?? defaultCharacters) ||
    files.length >= (options.commitFiles ?? Number.POSITIVE_INFINITY) ||
    seen.fresh >= mostFresh
  )
}

function add({ batch, contents, nameless, seen }: State, prepared: PreparedRecord): boolean {
  if (isPruned(prepared, contents)) {
    batch.totals.skipped.add('before-retention')
    return false
  }
  const isNew = batch.activity.add(prepared, nameless(prepared, seen))
  countRecord(batch.totals, prepared, isNew)
  return isNew
}

/** Whoever folds adds to the batch at hand. A store does not keep with what callers worked. */
function targetOf(state: State): FoldTarget {
  return {
    add: (prepared) => add(state, prepared),
    addEvents: (prepared, events) =>
      state.batch.activity.addEvents({ ...prepared, client: undefined }, events),
    addSeen: (...sightings) => state.batch.activity.addSeen(...sightings),
  }
}

function counting(folding: FileFolding, state: State): FileFolding {
  return {
    async next() {
      const file = await folding.next()
      if (file.kind === 'folded') countEvents(state.batch.totals, file.events)
      return file
    },
    settle: () => folding.settle(),
    finish: () => folding.finish(),
    close: () => folding.close(),
  }
}

/** What was pruned from the store is not taken again. */
function taskFor({ keptFrom }: StoreContents): FoldTask {
  return {
    question: { byDay: true },
    period: { start: keptFrom === undefined ? undefined : `${keptFrom}T00:00:00Z`, end: undefined },
    dropsOutside: true,
    reads: { sessions: false, userAgents: false },
  }
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
    return !seen.add(eventIdentity(said, `${path} ${number}`, sighted.time), preparedPlace(prepared)!)
  }
}

function isPruned({ sighted }: PreparedRecord, { keptFrom }: StoreContents): boolean {
  return keptFrom !== undefined && sighted !== undefined && sighted.time < keptFrom
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
