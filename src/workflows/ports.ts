import type { TolerantJson } from '../core/iam/json-source.js'

/**
 * What the use cases need from the outside. Adapters implement these; workflows never see an adapter.
 */

import type { Organization } from '../core/account/organization.js'
import type { AccountSnapshot } from '../core/account/snapshot.js'
import type { AccessActivity, FoldQuestion, OpenAccessActivity } from '../core/activity/access-activity.js'
import type { Seen } from '../core/activity/seen.js'
import type { OpenStarts } from '../core/activity/starts.js'
import type { Principal } from '../core/cloudtrail/principal.js'
import type { PolicyDocument } from '../core/iam/policy.js'
import type { Counts } from './input-summary.js'

/** Narrows what a source lists before anything is read: only what the S3 log layout says in the path. */
export interface Selection {
  /** ISO 8601 UTC, inclusive. Files delivered before it are not listed. */
  readonly start: string | undefined
  /** ISO 8601 UTC, exclusive. Files delivered more than two days after it are not listed. */
  readonly end: string | undefined
  readonly regions: readonly string[]
  readonly accounts: readonly string[]
}

/** One log file. */
export interface LogFile {
  /** As the user would write it: a path, `-` for standard input. */
  readonly name: string
  /** Size on disk, for progress; `undefined` when not known (a pipe). */
  readonly bytes: number | undefined
  /** Where it lies on disk, for whoever reads it without {@link text}; `undefined` if it can only be read as it comes. */
  readonly path?: string | undefined
  /** What tells whether it is the same file as another time; `undefined` for a pipe. */
  readonly origin?: FileOrigin | undefined
  /** Records of these Regions alone are asked of this file; `undefined`: as the query says. */
  readonly regions?: readonly string[] | undefined
  /**
   * The decompressed text, in pieces. Throws {@link UnreadableFile} when the file is corrupt, truncated or over a limit.
   * May be read once.
   */
  text(): AsyncIterable<string>
  /** Tells that it will not be read, so that nothing of it is fetched ahead of its turn. */
  omit?(): void
}

/** Where a file lies and when it was last changed. */
export interface FileOrigin {
  /** Absolute, without links; of an object its URI, `s3://bucket/key`. */
  readonly path: string
  /** Microseconds since 1970. An {@link ObjectPlace} may say by the fraction of the second which version it is. */
  readonly modified: number
}

/** Logs that lie somewhere else than on disk: as the objects of buckets, named by a URI such as `s3://bucket/key`. */
export interface ObjectPlace {
  /** Whether an input is a URI of this place. */
  holds(input: string): boolean
  /**
   * What lies under an input: a bucket, a folder of it (the part of keys before a `/`), or one object. Folders that
   * `choose` skips are not listed, only named. Throws a `LeastwiseError`: INPUT_NOT_FOUND when nothing at all is there, others
   * when it cannot be listed to the end. `told` hears how many objects were met so far.
   */
  list(input: string, choose: FolderChoice, told?: (objects: number) => void): Promise<ObjectListing>
}

/**
 * What to do with a folder, by its URI (which ends in `/`) and how many levels it lies below the input: leave it out, look
 * which folders and objects are directly in it, or list all that is below it.
 */
export type FolderChoice = (folder: string, level: number) => 'skip' | 'look' | 'whole'

/** What an {@link ObjectPlace} found, in no particular order. */
export interface ObjectListing {
  readonly objects: readonly StoredObject[]
  /** Folders that were skipped, so that nobody knows what is in them. */
  readonly foldersNotListed: readonly string[]
}

/** An object as listed. */
export interface StoredObject {
  /** Its URI. */
  readonly name: string
  /** Did the user name this very object? */
  readonly named: boolean
  readonly bytes: number
  readonly origin: FileOrigin
  /** Its contents, as they were when it was listed. Throws {@link UnreadableFile}, and a `LeastwiseError` if it is no use to go on. */
  open(): AsyncIterable<Uint8Array>
  /** A value that is kept with the object, such as the signature of a digest. Throws as {@link open}. */
  metadata(key: string): Promise<string | undefined>
}

/** A file that exists but cannot be read to its end. The run goes on without it. */
export class UnreadableFile extends Error {
  override readonly name = 'UnreadableFile'
  constructor(
    /** Stable: `truncated-gzip`, `corrupt-gzip`, `not-text`, …: docs/errors.md has them all. */
    readonly reason: string,
    message: string,
  ) {
    super(message)
  }
}

/** A listed set of log files, in a deterministic order. */
export interface Listing {
  readonly files: readonly LogFile[]
  /** Files seen and deliberately not read, by reason (`digest`, `insight`, `outside-selection`, …). */
  readonly passedOver: Readonly<Record<string, number>>
}

/** What one pass over the input leaves behind, whatever was done with the records. */
export interface ReadingResult {
  readonly filesRead: number
  readonly filesSkipped: readonly {
    readonly name: string
    readonly reason: string
    readonly detail: string
  }[]
  readonly passedOver: Readonly<Record<string, number>>
  readonly recordsRead: number
  /** Elements that were no usable record, by reason. */
  readonly skipped: Counts
  /** The first few skipped elements, named by file and place, for the warnings. */
  readonly examples: readonly string[]
  /** How many files hold nothing at all, and the first of them. */
  readonly empty?: { readonly files: number; readonly first: string } | undefined
  /** Files that a {@link FileFolding} left to be read record by record, by its reason. */
  readonly left?: Counts | undefined
}

/** Where log files come from. */
export interface RecordSource {
  /** Lists what matches. Throws a `LeastwiseError` when an input does not exist or cannot be listed. */
  list(selection: Selection, observer?: Pick<Observer, 'listing'>): Promise<Listing>
}

/** A public key of CloudTrail, as `aws cloudtrail list-public-keys` prints it. */
export interface PublicKey {
  readonly fingerprint: string
  /** PKCS #1, DER, base64. */
  readonly value: string
}

/** A digest file as stored. */
export interface StoredDigest {
  readonly name: string
  /**
   * The uncompressed text, its SHA-256 in hexadecimal, and the signature if it is kept with the file, in hexadecimal.
   * Throws {@link UnreadableFile}.
   */
  read(): Promise<{ readonly text: string; readonly sha256: string; readonly signature: string | undefined }>
  /** True if the signature (hexadecimal; SHA-256 with RSA, PKCS #1 v1.5) of the text was made with the key. Never throws. */
  verify(key: PublicKey, text: string, signature: string): boolean
}

/** A log file as stored. */
export interface StoredLog {
  readonly name: string
  /** Size on disk, for progress; `undefined` when not known. */
  readonly bytes: number | undefined
  /** Of the uncompressed contents, hexadecimal. Throws {@link UnreadableFile}. */
  sha256(): Promise<string>
}

/** Where digest files and the log files they list are. */
export interface DigestSource {
  /** Lists both. Throws a `LeastwiseError` when an input does not exist or cannot be listed. */
  list(
    selection: Selection,
  ): Promise<{ readonly digests: readonly StoredDigest[]; readonly logs: readonly StoredLog[] }>
}

/** A file as a store knows it: read to its end, or broken with the reason. */
export interface StoredFile {
  readonly origin: FileOrigin
  readonly bytes: number
  readonly broken: { readonly reason: string; readonly detail: string } | undefined
  /** Records handed over. */
  readonly records: number
  /** Elements that were no usable record, by reason, and the first few of them in words. */
  readonly skipped: Readonly<Record<string, number>>
  readonly examples: readonly string[]
}

/** What files add to a store: all of it is kept, or nothing. */
export interface StoreBatch {
  /** Folded by day, of events that the store does not have. */
  readonly activity: AccessActivity
  readonly files: readonly StoredFile[]
  /** By place ({@link placeOf}), the events that are new: pairs of halves. */
  readonly events: ReadonlyMap<string, Uint32Array>
}

/** What a store has, as far as one who adds to it must know. */
export interface StoreContents {
  /** By path. */
  readonly files: ReadonlyMap<string, Pick<StoredFile, 'bytes' | 'broken'> & { readonly modified: number }>
  /** Places with events. */
  readonly places: ReadonlySet<string>
  /** The first day that is kept: what is older was pruned and is not taken again. */
  readonly keptFrom: string | undefined
}

/** Folded activity that is kept. Throws `LeastwiseError`s with the codes that begin with `STORE_`. */
export interface ActivityStore {
  readonly path: string
  contents(): Promise<StoreContents>
  /** The events of some places: pairs of halves. */
  eventsAt(places: readonly string[]): Promise<ReadonlyMap<string, readonly Uint32Array[]>>
  /** Adds a batch in one transaction. */
  commit(batch: StoreBatch): Promise<void>
  /** Told once after the last batch: time to tidy up. */
  finish(): Promise<void>
  /** The activity of whole days: rows of the principals that match, sightings of everybody. */
  read(selection: Selection, rowsOf: (principal: Principal) => boolean): Promise<StoredActivity>
}

/** The answer of a store. */
export interface StoredActivity {
  readonly activity: AccessActivity
  /** What was read when the files were ingested. */
  readonly reading: ReadingResult
}

/** A file that may hold policies. */
export interface PolicyFile {
  /** As the user would write it: a path, `-` for standard input. */
  readonly name: string
  /** Did the user name it, instead of a folder that it is in? */
  readonly named: boolean
  readonly text: string
  /** The content, with places in `text`, where the file is not JSON but YAML; `undefined` for JSON. */
  readonly tree: TolerantJson | undefined
}

/** Where policies come from. */
export interface PolicySource {
  /** Reads every file that can hold policies, in a deterministic order. Throws a `LeastwiseError` as {@link RecordSource}. */
  files(): AsyncIterable<PolicyFile>
}

/** What is granted today, as files say it. */
export interface GrantedToday {
  readonly snapshot: AccountSnapshot
  readonly organization: Organization | undefined
  /** Identity policies to take instead of those of the snapshot; empty for none. */
  readonly policies: readonly { readonly name: string; readonly document: PolicyDocument }[]
}

/** Where what is granted today comes from. */
export interface AccountSource {
  /** Throws a `LeastwiseError` that names the file, and the place in it, that cannot be used. */
  read(): Promise<GrantedToday>
}

/** How far a job is, in AWS's words. */
export type JobStatus = 'IN_PROGRESS' | 'SUCCEEDED' | 'FAILED' | 'CANCELED'

/** A job as it is kept. Times are ISO 8601 UTC. */
export interface StoredJob {
  /** A UUID. */
  readonly id: string
  readonly status: JobStatus
  readonly startedOn: string
  /** `undefined` while it is in progress. */
  readonly completedOn: string | undefined
  /** Why it failed. */
  readonly error: { readonly code: string; readonly message: string } | undefined
  /** How often its work was begun. */
  readonly attempts: number
  /** By which its caller recognizes it, if one was given. */
  readonly token: string | undefined
  /** What was asked for: JSON. */
  readonly request: unknown
}

/** A job that cannot be read back, and why. */
export interface BrokenJob {
  readonly name: string
  readonly detail: string
}

/** Where jobs are kept, so that they outlive the process. */
export interface JobStore {
  /** All of them, in the order of their start, and what is no job any more. */
  load(): Promise<{ readonly jobs: readonly StoredJob[]; readonly broken: readonly BrokenJob[] }>
  /** Keeps the job, as it is now, with its result: when this returns, a power cut does not lose it. All or nothing. */
  save(job: StoredJob, result?: unknown): Promise<void>
  /** The result that was saved with the job last; `undefined` if there is none. */
  result(id: string): Promise<unknown>
  remove(id: string): Promise<void>
  /** Lets another process have the store. */
  close(): Promise<void>
}

/** Whoever watches a run: told how it gets on. May end it by a signal, and decides nothing else. */
export interface Observer {
  /**
   * Aborted, it ends the run, which rejects with the signal's reason: before the next piece of a file is read, and threads stop
   * at once. Nothing is half done: what an ingest committed stays, and nothing else.
   */
  readonly signal?: AbortSignal | undefined
  /** Files are being looked for where that takes time; so many were found up to now. */
  listing?(files: number): void
  /** All files are known; reading starts. `bytes` is the size on disk, `undefined` if any file is a pipe. */
  listed(files: number, bytes: number | undefined): void
  /** A file was read to its end or given up. */
  finished(
    file: Pick<LogFile, 'name' | 'bytes'>,
    outcome: { readonly records: number; readonly characters: number },
  ): void
}

/** What whole files are folded for. */
export interface FoldTask {
  readonly question: Partial<Omit<FoldQuestion, 'seen'>>
  /** Records outside of it are in no scope of the question. */
  readonly period: Pick<Selection, 'start' | 'end'>
  /** Nothing is learned of records outside of the period: they are only counted. Default: false. */
  readonly dropsOutside?: boolean | undefined
  /** Whether the question reads the names of sessions, or user agents, as they stand. */
  readonly reads: { readonly sessions: boolean; readonly userAgents: boolean }
  /** Where goes what records tell of the starts of runtimes: `undefined` if nobody asks. */
  readonly starts?: OpenStarts | undefined
}

/** What whole files are folded into. Records that are odd are added one by one. */
export type FoldTarget = Pick<OpenAccessActivity, 'add' | 'addEvents' | 'addSeen'>

/** What recognizes events whose places may have to be loaded before. */
export interface LoadedSeen extends Seen {
  load?(places: Iterable<string>): Promise<void>
}

/** Folds whole files, faster than record by record and to the same activity. */
export interface FileFolder {
  /**
   * Starts on files, to fold them into the activity; `undefined` if it would not pay, or cannot run here. Events are held
   * against `seen` in their order.
   */
  start(
    files: readonly LogFile[],
    task: FoldTask,
    activity: FoldTarget,
    seen: LoadedSeen,
  ): FileFolding | undefined
}

/** What became of one file in a {@link FileFolding}. */
export type FoldedFile =
  | {
      readonly kind: 'folded'
      readonly records: number
      readonly characters: number
      readonly events: FoldedEvents
    }
  /** Nothing of it counts: it has to be read record by record, before the next file is asked for. */
  | { readonly kind: 'left'; readonly reason: string }

/** What the events of one file came to, but for those that were added one by one. */
export interface FoldedEvents {
  /** Those that were not seen before. */
  readonly fresh: number
  /** Deliveries of events that were seen before. */
  readonly again: number
  /** Outside of the period, where nothing is learned of those. */
  readonly dropped: number
  /** Of the fresh ones: first and last time, and all days. */
  readonly first: string | undefined
  readonly last: string | undefined
  readonly days: ReadonlySet<string>
}

/** A run over files. */
export interface FileFolding {
  /** What became of the next file, in the order in which they were given. */
  next(): Promise<FoldedFile>
  /**
   * Everything of the files so far, and nothing of others, is in the activity, which nobody adds to before the next file
   * is asked for.
   */
  settle(): Promise<void>
  /** After the last file: everything is in the activity. */
  finish(): Promise<void>
  /** Stops at once: whoever waits for a file is told that the folding broke. Harmless after {@link finish}. */
  close(): Promise<void>
}

/** A {@link FileFolding} that broke, through no fault of a file. Everything has to be read again without it. */
export class FolderFailed extends Error {
  override readonly name = 'FolderFailed'
}

export { LeastwiseError } from './errors.js'
export { openCounts } from './input-summary.js'

/** An observer that listens to nothing. */
export const silent: Observer = { listed: () => undefined, finished: () => undefined }
